"""How well paths follow the happy path: fitness, and what was left out or inserted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.log import Events, question
from journeykit.events.query import Members, Query
from journeykit.questions._happy_path import Aligned, Expected, described, happy_path
from journeykit.questions._variants import ARROW, EVERY, sequences_by_path, sequences_by_variant

if TYPE_CHECKING:
    import pandas as pd


def conformance(events: Events, path: Sequence[str | Sequence[str] | Expected]) -> Query:
    """Measure how well the paths of a log follow the happy path.

    Every path is aligned with the happy path with as few deviations as possible: unexpected events are *inserted*,
    touchpoints that are left out are *skipped*, and each costs 1.

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
    optional, alternative and repeatable ones 1 - (n + m - 2 LCS) / (n + m). It measures the distance between path and
    map, not which of them is wrong. Long paths with many other events fit badly: relabel to touchpoints first.
    Adriansyah, van Dongen and van der Aalst, *EDOC* (2011). SQL groups equal paths, each variant is aligned once.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["shop", "pay", "shop", "help"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> frame = qs.conformance(ev.read_events(log), ["shop", "pay"]).to_pandas()
    >>> frame[["paths", "fitting", "fitness"]].values.tolist()
    [[2.0, 1.0, 0.75]]
    """
    aligned = Aligned(events, happy_path(events, path))
    return _question(
        aligned,
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
        aligned.summary,
        {
            "paths": aligned.members((), lambda _: [()]),
            "fitting": aligned.members((), lambda found: [()] * (found.cost == 0)),
            "inserted_paths": aligned.members((), lambda found: [()] * (found.inserted > 0)),
            "skipped_paths": aligned.members((), lambda found: [()] * (found.skipped > 0)),
        },
    )


def deviations(events: Events, path: Sequence[str | Sequence[str] | Expected]) -> Query:
    """Count what paths leave out of the happy path and what they insert, by place.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    path
        The happy path, as in ``conformance``.

    Returns
    -------
    Query
        One row per kind of deviation, most paths first: ``kind`` (skipped | repeated | out of order | unplanned),
        ``event`` (str: the skipped touchpoint or the inserted event), ``place`` (int: the touchpoint's number from 1;
        for an inserted event that of the touchpoint last met, 0 before the first), ``after`` (str, the touchpoint
        before that place; null at the start), ``deviations`` (int), ``paths`` (int, unique), ``path_share`` (float 0-1,
        of all paths of the log).

    Raises
    ------
    EventLogError
        The happy path is empty, or names an event that the log does not have.

    Notes
    -----
    An inserted event is *out of order* if a touchpoint of this event was skipped, else *repeated* if one was met, else
    *unplanned*. A swap of two touchpoints is two deviations, one skipped and one out of order. Of several alignments
    with the same cost a fixed rule takes one, so the place of a deviation may be ambiguous; the number is not.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["shop", "pay", "shop", "help"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> frame = qs.deviations(ev.read_events(log), ["shop", "pay"]).to_pandas()
    >>> frame[["kind", "event", "place", "paths"]].values.tolist()
    [['skipped', 'pay', 2, 1], ['unplanned', 'help', 1, 1]]
    """
    aligned = Aligned(events, happy_path(events, path))
    return _question(
        aligned,
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
        aligned.table,
        {"paths": aligned.members(("kind", "event", "place"), aligned.deviations)},
    )


def alignments(events: Events, path: Sequence[str | Sequence[str] | Expected], *, top: int | None = 20) -> Query:
    """Align the variants of a log with the happy path: what each does, leaves out and inserts.

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
        One row per variant, most frequent first: ``variant`` (int from 1, as in ``variants``), ``moves`` (str, in
        order: an event as it is, ``+event`` inserted, ``-touchpoint`` skipped), ``paths`` (int, unique), ``path_share``
        (float 0-1, of all paths of the log), ``inserted``, ``skipped`` (int, deviations a path), ``fitness`` (float
        0-1).

    Raises
    ------
    EventLogError
        The happy path is empty, or names an event that the log does not have; ``top`` is less than 1.

    Notes
    -----
    Only the most frequent variants are shown by default. See ``conformance`` for the cost and its source.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["shop", "pay", "shop", "help"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> qs.alignments(ev.read_events(log), ["shop", "pay"]).to_pandas()["moves"].tolist()
    ['shop → pay', 'shop → -pay → +help']
    """
    if top is not None and top < 1:
        raise EventLogError(f"alignments need at least 1 variant to show; got top={top!r}. None shows all.")
    aligned = Aligned(events, happy_path(events, path))
    return _question(
        aligned,
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
        lambda frame: aligned.by_variant(frame, EVERY if top is None else top),
        {"paths": Members(sequences_by_path(events), keys=("variant",))},
    )


def _question(
    aligned: Aligned,
    name: str,
    columns: dict[str, tuple[str, str]],
    finish: Callable[[pd.DataFrame], pd.DataFrame],
    members: dict[str, Members],
) -> Query:
    return question(
        aligned.events,
        name,
        sequences_by_variant(aligned.events),
        columns,
        members=members,
        finish=finish,
        raw={"variant": "int64", "paths": "int64", "sequence": "object"},
        unit="unique paths, and deviations where the column says so",
        window=f"whole paths, against {ARROW.join(map(described, aligned.path))}",
        denominator="all paths of the log; fitness: events of the path + touchpoints that may not be left out",
    )
