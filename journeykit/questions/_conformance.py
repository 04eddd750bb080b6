"""How close paths come to the happy path: fitness, and what was left out or came in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.log import Events
from journeykit.events.query import Members, Query, question
from journeykit.questions._alignment_tables import Laid
from journeykit.questions._happy_path import Expected, described, happy_path
from journeykit.questions._variants import ARROW, EVERY, sequences_by_path, sequences_by_variant

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["alignments", "conformance", "deviations"]


def conformance(events: Events, path: Sequence[str | Sequence[str] | Expected]) -> Query:
    """Measure how well the paths of a log follow the happy path.

    Every path is laid against the happy path with as few deviations as possible (an optimal alignment): events that
    the happy path does not expect there are *inserted*, touchpoints that are left out are *skipped*, each costs 1.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    path
        The touchpoints in order: an event name, a tuple of alternatives, or an `Expected` that may be optional or
        repeatable.

    Returns
    -------
    Query
        One row: ``paths`` (int, unique), ``fitting`` (int, unique paths without any deviation), ``fitting_share``
        (float 0-1), ``low`` and ``high`` (float 0-1, its 95 % Wilson interval), ``fitness``, ``fitness_q25``,
        ``fitness_median`` (float 0-1: mean, quartile, median over paths), ``inserted`` and ``skipped`` (int,
        deviations), ``inserted_paths`` and ``skipped_paths`` (int, unique paths with at least one). No row for an empty
        log.

    Raises
    ------
    EventLogError
        The happy path is empty, or names an event that the log does not have.

    Notes
    -----
    The fitness of a path is 1 - cost / (number of its events + number of touchpoints that may not be left out); without
    optional, alternative and repeatable ones 1 - (n + m - 2 LCS) / (n + m). It says how far a path is from the map, not
    whether the map or the person is wrong. Long paths with many events of other kinds fit badly: relabel to touchpoints
    first to leave them out. Adriansyah, van Dongen and van der Aalst, *EDOC* (2011). One SQL query groups equal paths,
    each variant is then aligned once.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import read_events
    >>> from journeykit.questions import conformance
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["shop", "pay", "shop", "help"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> conformance(read_events(log), ["shop", "pay"]).to_pandas()[["paths", "fitting", "fitness"]].values.tolist()
    [[2.0, 1.0, 0.75]]
    """
    laid = _laid(events, path)
    return _question(
        events,
        laid,
        "conformance",
        {
            "paths": ("int64", "unique paths"),
            "fitting": ("int64", "unique paths without any deviation"),
            "fitting_share": ("float64", "share (0-1) of them"),
            "low": ("float64", "lower end of its 95 % interval"),
            "high": ("float64", "upper end of its 95 % interval"),
            "fitness": ("float64", "mean fitness (0-1) over paths"),
            "fitness_q25": ("float64", "first quartile of the fitness over paths"),
            "fitness_median": ("float64", "median of the fitness over paths"),
            "inserted": ("int64", "events that the happy path does not expect where they come"),
            "skipped": ("int64", "touchpoints that were left out"),
            "inserted_paths": ("int64", "unique paths with an inserted event"),
            "skipped_paths": ("int64", "unique paths with a skipped touchpoint"),
        },
        laid.summary,
        {
            "paths": laid.members((), lambda _: [()]),
            "fitting": laid.members((), lambda found: [()] * (found.cost == 0)),
            "inserted_paths": laid.members((), lambda found: [()] * (found.inserted > 0)),
            "skipped_paths": laid.members((), lambda found: [()] * (found.skipped > 0)),
        },
    )


def deviations(events: Events, path: Sequence[str | Sequence[str] | Expected]) -> Query:
    """Count what paths leave out of the happy path, and what they do in between, by place.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    path
        The happy path, as in ``conformance``.

    Returns
    -------
    Query
        One row a kind of deviation, most paths first: ``kind`` (skipped | repeated | out of order | unplanned),
        ``event`` (str: the touchpoint that was skipped, or the event that was inserted), ``place`` (int: the
        touchpoint's number from 1; for an inserted event that of the touchpoint last met, 0 before the first),
        ``after`` (str, the touchpoint before that place; null at the start), ``deviations`` (int), ``paths`` (int,
        unique), ``path_share`` (float 0-1, of all paths of the log).

    Raises
    ------
    EventLogError
        The happy path is empty, or names an event that the log does not have.

    Notes
    -----
    An inserted event is *out of order* when a touchpoint that it would fit was left out at its own place, else
    *repeated* when one was met, else *unplanned*: on no touchpoint of the happy path. A swap of two touchpoints costs
    two deviations, one skipped and one out of order. Where several alignments cost the same, a fixed rule takes one, so
    the place of a deviation can be one of several that explain the path equally well. Their number cannot.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import read_events
    >>> from journeykit.questions import deviations
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["shop", "pay", "shop", "help"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> deviations(read_events(log), ["shop", "pay"]).to_pandas()[["kind", "event", "place", "paths"]].values.tolist()
    [['skipped', 'pay', 2, 1], ['unplanned', 'help', 1, 1]]
    """
    laid = _laid(events, path)
    return _question(
        events,
        laid,
        "deviations",
        {
            "kind": ("str", "skipped, repeated, out of order or unplanned"),
            "event": ("str", "touchpoint that was skipped, or event that was inserted"),
            "place": ("int64", "number of the skipped touchpoint, or of the one last met before the inserted event"),
            "after": ("str", "touchpoint before a skipped one, or last met before the event; null at the start"),
            "deviations": ("int64", "number of deviations"),
            "paths": ("int64", "unique paths with it"),
            "path_share": ("float64", "share (0-1) of all paths of the log"),
        },
        laid.table,
        {"paths": laid.members(("kind", "event", "place"), laid.deviations)},
    )


def alignments(events: Events, path: Sequence[str | Sequence[str] | Expected], *, top: int | None = 20) -> Query:
    """Lay the variants of a log against the happy path: what each does, leaves out and adds.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    path
        The happy path, as in ``conformance``.
    top
        Variants to show, most frequent first; None: all.

    Returns
    -------
    Query
        One row a variant, most frequent first: ``variant`` (int from 1, as in ``variants``), ``moves`` (str, in order:
        an event as it is, ``+event`` inserted, ``-touchpoint`` skipped), ``paths`` (int, unique), ``path_share`` (float
        0-1, of all paths of the log), ``inserted``, ``skipped`` (int, deviations a path), ``fitness`` (float 0-1).

    Raises
    ------
    EventLogError
        The happy path is empty, or names an event that the log does not have; ``top`` is less than 1.

    Notes
    -----
    Rare variants are not shown unless asked for: read the shares. See ``conformance`` for the cost and its source.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import read_events
    >>> from journeykit.questions import alignments
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["shop", "pay", "shop", "help"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> alignments(read_events(log), ["shop", "pay"]).to_pandas()["moves"].tolist()
    ['shop → pay', 'shop → -pay → +help']
    """
    if top is not None and top < 1:
        raise EventLogError(f"alignments need at least 1 variant to show; got top={top!r}. None shows all.")
    laid, shown = _laid(events, path), EVERY if top is None else top
    return _question(
        events,
        laid,
        "alignments",
        {
            "variant": ("int64", "place by number of paths, from 1"),
            "moves": ("str", "events in order; +event is inserted, -touchpoint is skipped"),
            "paths": ("int64", "unique paths that take it"),
            "path_share": ("float64", "share (0-1) of all paths of the log"),
            "inserted": ("int64", "inserted events"),
            "skipped": ("int64", "skipped touchpoints"),
            "fitness": ("float64", "fitness (0-1)"),
        },
        lambda frame: laid.by_variant(frame, shown),
        {"paths": Members(sequences_by_path(events), keys=("variant",))},
    )


def _laid(events: Events, path: Sequence[str | Sequence[str] | Expected]) -> Laid:
    return Laid(events, happy_path(events, path))


def _question(
    events: Events,
    laid: Laid,
    name: str,
    columns: dict[str, tuple[str, str]],
    finish: Callable[[pd.DataFrame], pd.DataFrame],
    members: dict[str, Members],
) -> Query:
    return question(
        events._log,
        name,
        sequences_by_variant(events),
        columns,
        members=members,
        finish=finish,
        raw={"variant": "int64", "paths": "int64", "sequence": "object"},
        unit="unique paths, and deviations where the column says so",
        population=f"all {events.path_count:,} paths of the log",
        window=f"whole paths, against {ARROW.join(map(described, laid.path))}",
        denominator="all paths of the log; fitness: events of the path + touchpoints that may not be left out",
    )
