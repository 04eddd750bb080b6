"""Pain points that the data of a map suggest, each with its numbers; and one call that writes them onto the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from journeykit.errors import MapError, listing
from journeykit.evidence.disclosure import LEAST
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.evidence.pains_in_answers import in_answers
from journeykit.evidence.pains_in_log import Row, in_log
from journeykit.evidence.recorded import Edits, cited_source
from journeykit.frames import tidy
from journeykit.model.edit import apply_all
from journeykit.text import period_words

if TYPE_CHECKING:
    import pandas as pd

_KEYS = "rank stage_id stage touchpoint_id touchpoint kind name severity severity_from numbers period"
_NUMBERS = "n value low high unit words source source_kind pain_point_id"
_DTYPES = {**dict.fromkeys(("rank", "severity", "n"), "int64"), **dict.fromkeys(("value", "low", "high"), "float64")}
_NEEDED = ("stage_id", "touchpoint_id", "name", "severity", "numbers", "period", "words", "source_kind")


def pain_proposals(
    measured: MeasuredMap,
    *,
    least: int = LEAST,
    tickets: bool | None = None,
    quotes: bool = False,
    names: Iterable[str] = (),
) -> pd.DataFrame:
    """Return the pain points that the data suggest, the most severe first.

    Parameters
    ----------
    measured : MeasuredMap
        A map measured by a log, by answers, or both.
    least : int
        Groups of fewer people suggest nothing, because a map is shared.
    tickets : bool, optional
        Whether each line of the answers is a contact, as a ticket. By default they are if they were read with the
        preset of a help desk (Zendesk, Intercom), or are a source of kind ``support`` on the map.
    quotes : bool
        Add up to three redacted comments of each theme, for analysts: read what you publish.
    names : iterable of str
        Names of people to redact, see :func:`journeykit.answers.redact`.

    Returns
    -------
    DataFrame
        ``rank`` (int, from 1), ``stage_id``, ``stage``, ``touchpoint_id``, ``touchpoint`` (str, missing for a whole
        stage), ``kind``, ``name`` (str), ``severity`` (int, 1-5), ``severity_from`` (str, why), ``numbers``,
        ``period`` (str, in words), ``n`` (int, people), ``value``, ``low``, ``high`` (float, with 95 % interval),
        ``unit``, ``words`` (str, that find it in comments), ``source`` (str), ``source_kind`` (``"events"`` or
        ``"answers"``), ``pain_point_id`` (str, of the pain point of this name that is on the map; else missing), and
        with ``quotes`` the column ``quotes`` (str, a quote a line). ``frame.attrs["left_out"]`` has a sentence for
        each question that these data do not answer.

    Notes
    -----
    Thresholds, with the severity from each on. A group that does not reach the first suggests nothing.

    ``drop-off``: 20 % of those who got as far as a stage got no further (2), 30 % (3), 40 % (4), 50 % (5), where some
    go on; Wilson interval. ``slow step``: the median time between two stages is 3 times that of the median step of the
    map (2), 6 times (3), 12 times (4), where three steps or more have a time; bootstrap interval. ``loop``: 20 % of the
    customers of a touchpoint come back to it after others, or repeat it at once (2), 35 % (3), 50 % (4), unless the map
    says that it may be repeated; Wilson. ``low score``: the t interval of the mean feeling lies below neutral (the mean
    is 0: 1, -0.25: 2, -0.75: 3, -1.25: 4, -1.75: 5), or 0.5 (2) or 1 (3) below the median place of the map, of three or
    more. ``theme``: the comments with a theme are rated below neutral in this way, or if none is rated scored by their
    words; at most 2 below 5 % of the comments about the place, 3 below 10 %, 4 below 20 %. ``contacts``: 5 tickets per
    100 customers who reached the place in the days that log and tickets have in common (2), 10 (3), 20 (4), 40 (5);
    exact Poisson interval.

    A severity is a suggestion to be judged: it says how many or how bad, not what it costs. A journey that has not
    ended when the log ends counts as left.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Airport", stages=["Arrive", "Wait"])
    >>> said = pd.DataFrame({"Q1": [1, 2, 1, 1, 2, 1], "Q2": [5, 4, 5, 5, 3, 4]})
    >>> answers = jk.read_answers(said, questions={"Q?": (1, 5)})
    >>> journey = jk.evidence.bind_answers(journey, {"Q1": "arrive", "Q2": "wait"}, answers=answers)
    >>> found = jk.evidence.pain_proposals(jk.measure(journey, answers=answers))
    >>> found[["kind", "name", "severity", "n"]].values.tolist()
    [['low score', 'Arrive is rated low', 4, 6]]
    """
    left_out: list[str] = []
    found: list[Row] = []
    if measured.log is not None:
        found += [_of("events", measured, row, least) for row in in_log(measured, least, left_out)]
    if measured.said is not None:
        rows = in_answers(measured, least, tuple(names), tickets, left_out)
        found += [_of("answers", measured, row, least) for row in rows]
    found.sort(key=lambda row: (-row["severity"], -row["n"]))
    found = [{**row, "rank": rank} for rank, row in enumerate(found, 1)]
    frame = tidy(found, f"{_KEYS} {_NUMBERS}{' quotes' if quotes else ''}", **_DTYPES)
    frame.attrs["left_out"] = left_out
    return frame


def _of(kind: str, measured: MeasuredMap, row: Row, least: int) -> Row:
    journey, data = measured.journey, measured.events if kind == "events" else measured.answers
    stage = next(each.name for each in journey.stages if each.id == row["stage_id"])
    touchpoint = next((each.name for each in journey.touchpoints if each.id == row["touchpoint_id"]), None)
    place = (row["stage_id"], row["touchpoint_id"], row["name"])
    known = [pain.id for pain in journey.pain_points if (pain.stage, pain.touchpoint, pain.name) == place]
    return {
        **row,
        "stage": stage,
        "touchpoint": touchpoint,
        "period": period_words(row.get("days") or data.period(least=least)),
        "words": "; ".join(row.get("words", ())),
        "quotes": "\n".join(row.get("quotes", ())),
        "source": data.report.source,
        "source_kind": kind,
        "pain_point_id": known[0] if known else None,
    }


def record_pains(
    measured: MeasuredMap, proposals: pd.DataFrame | pd.Series | Mapping[str, Any], *, least: int = LEAST
) -> Any:
    """Return the map with pain points made of proposals, with numbers, severity and source.

    Parameters
    ----------
    measured : MeasuredMap
        The map and its data.
    proposals : DataFrame, Series or mapping
        Rows of :func:`pain_proposals`, or one of them; what you changed in them is taken, as another name.
    least : int
        As in :func:`pain_proposals`, for the note of the source.

    Returns
    -------
    JourneyMap
        The edited map; one step in an editor's history. ``consequence`` has the numbers in words, ``binding`` the words
        of a theme, ``sources`` the data. A pain point of the same name and place is brought up to date and keeps its
        severity. No comment is written onto the map.

    Raises
    ------
    MapError
        A row lacks a column, or its stage or touchpoint is not on the map.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Airport", stages=["Arrive"])
    >>> answers = jk.read_answers(pd.DataFrame({"Q1": [1, 2, 1, 1, 2, 1]}), questions={"Q1": (1, 5)})
    >>> journey = jk.evidence.bind_answers(journey, {"Q1": "arrive"}, answers=answers)
    >>> measured = jk.measure(journey, answers=answers)
    >>> journey = jk.evidence.record_pains(measured, jk.evidence.pain_proposals(measured))
    >>> pain = journey.pain_points[0]
    >>> pain.name, pain.severity, pain.sources
    ('Arrive is rated low', 4, ('pandas-frame',))
    """
    return apply_all(measured.journey, pain_edits(measured, proposals, least=least))


def pain_edits(
    measured: MeasuredMap, proposals: pd.DataFrame | pd.Series | Mapping[str, Any], *, least: int = LEAST
) -> Edits:
    """Return the edits of :func:`record_pains`, for ``edit.apply_all``."""
    import pandas as pd

    rows = proposals.to_dict("records") if isinstance(proposals, pd.DataFrame) else [dict(proposals)]
    edits: Edits = []
    cited: dict[str, str] = {}
    for row in rows:
        lacking = [name for name in _NEEDED if name not in row]
        if lacking:
            raise MapError(
                f"a proposal lacks {listing(lacking)}. Pass rows of jk.evidence.pain_proposals(measured), such as "
                "proposals.head(1)."
            )
        kind = str(row["source_kind"])
        if kind not in cited:
            edit, cited[kind] = cited_source(measured, kind, least)
            edits.append(edit)
        edits.append(_edit(measured, row, cited[kind]))
    return edits


def _edit(measured: MeasuredMap, row: Mapping[Any, Any], source: str) -> dict[str, Any]:
    period = f", {row['period']}" if row["period"] else ""
    evidence = {"consequence": f"{row['numbers']}{period}."}
    touchpoint = row["touchpoint_id"] if isinstance(row["touchpoint_id"], str) else None
    for pain in measured.journey.pain_points:
        if (pain.stage, pain.touchpoint, pain.name) == (row["stage_id"], touchpoint, row["name"]):
            sources = [*pain.sources, *([] if source in pain.sources else [source])]
            return {"edit": "update_pain_point", "args": {"id": pain.id, **evidence, "sources": sources}}
    fields = {
        **evidence,
        "name": row["name"],
        "stage": row["stage_id"],
        "touchpoint": touchpoint,
        "severity": int(row["severity"]),
        "binding": [word for word in str(row["words"] or "").split("; ") if word],
        "sources": [source],
    }
    return {"edit": "add_pain_point", "args": fields}
