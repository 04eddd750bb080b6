"""``FactCards`` and ``PageHeader``: the title and the key numbers at the top of a page, read-only.

A card is a dict of texts; ``journeykit.text`` writes its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import traitlets

from journeykit.editors._assets import load_css, load_esm
from journeykit.editors._widget import EditorWidget
from journeykit.errors import JourneyKitError, did_you_mean, listing
from journeykit.text import count_words

__all__ = ["FactCards", "PageHeader"]

TONES = ("neutral", "good", "bad")
DIRECTIONS = ("up", "down", "flat")
CARD_KEYS = ("label", "value", "unit", "detail", "direction", "tone", "definition")
BADGE_KEYS = ("label", "tone", "definition")


class FactCards(EditorWidget):
    """A row of cards with one fact each.

    Parameters
    ----------
    cards : sequence of dict
        ``label`` and ``value``, and optionally ``unit`` (small beside the value: unit, interval,
        n), ``detail`` (one line below), ``direction`` (up, down or flat: an arrow before the detail, which says the
        same in words), ``tone`` (neutral, good or bad: the colour of the detail), ``definition`` (shown on hover and
        focus, and in print). An integer is written with a thousands separator; text is shown as it is.

    Examples
    --------
    >>> FactCards([{"label": "Overall conversion", "value": "3.2 %", "unit": "of 12,480", "tone": "good",
    ...             "direction": "up", "detail": "up 0.6 points", "definition": "Paths that reach the last stage."}])
    FactCards(Overall conversion)
    """

    _esm = load_esm("fact_cards")
    _css = load_css("fact_cards")

    cards = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self, cards: Iterable[Mapping[str, Any]] = (), **traits: Any) -> None:
        super().__init__(cards=list(cards), **traits)

    @traitlets.validate("cards")
    def _check(self, proposal: Any) -> list[dict[str, str]]:
        return [_checked(card, CARD_KEYS, ("label", "value"), f"card {n + 1}") for n, card in enumerate(proposal.value)]

    def _words(self) -> str:
        return ", ".join(card["label"] for card in self.cards)


class PageHeader(EditorWidget):
    """The title of a page, a line of facts below it, and badges.

    Parameters
    ----------
    title : str
        The heading.
    subtitle : str or sequence of str
        Facts below it, separated by a middle dot.
    badges : sequence of dict or str
        ``label``, and optionally ``tone`` (neutral, good, bad) and ``definition``.
    level : int
        Level of the heading: 1 for a page, more inside a page.

    Examples
    --------
    >>> PageHeader("The Cooks find a planner", ["current state", "12,480 paths"], ["synthetic"])
    PageHeader(The Cooks find a planner)
    """

    _esm = load_esm("page_header")
    # Every page has a header, so the header includes the styles of the boxes of the page.
    _css = load_css("fact_cards", "dashboard")

    title = traitlets.Unicode().tag(sync=True)
    subtitle = traitlets.List(traitlets.Unicode()).tag(sync=True)
    badges = traitlets.List(traitlets.Dict()).tag(sync=True)
    level = traitlets.Int(1, min=1, max=6).tag(sync=True)

    def __init__(
        self,
        title: str = "",
        subtitle: str | Sequence[str] = (),
        badges: Iterable[Mapping[str, Any] | str] = (),
        *,
        level: int = 1,
        **traits: Any,
    ) -> None:
        facts = [subtitle] if isinstance(subtitle, str) else list(subtitle)
        marks = [{"label": badge} if isinstance(badge, str) else dict(badge) for badge in badges]
        super().__init__(title=title, subtitle=[fact for fact in facts if fact], badges=marks, level=level, **traits)

    @traitlets.validate("badges")
    def _check(self, proposal: Any) -> list[dict[str, str]]:
        return [_checked(badge, BADGE_KEYS, ("label",), f"badge {n + 1}") for n, badge in enumerate(proposal.value)]

    def _words(self) -> str:
        return self.title


def _checked(given: Mapping[str, Any], known: Sequence[str], needed: Sequence[str], place: str) -> dict[str, str]:
    for key in given:
        if key not in known:
            hint = did_you_mean(str(key), known)
            raise JourneyKitError(f"{place} has the key {key!r}, which is not shown.{hint} Keys: {listing(known)}.")
    for key in needed:
        if given.get(key) in (None, ""):
            raise JourneyKitError(f"{place} has no {key!r}. It needs: {listing(needed)}.")
    for key, allowed in (("tone", TONES), ("direction", DIRECTIONS)):
        if given.get(key) and given[key] not in allowed:
            raise JourneyKitError(f"{place} has the {key} {given[key]!r}. Choose one of: {listing(allowed)}.")
    return {key: _written(value) for key, value in given.items() if value is not None and value != ""}


def _written(value: Any) -> str:
    return count_words(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)
