"""What comments say of the pain points that are bound to words: how many, how often, since when, per 100 customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.groups import PERIODS, periods_of
from journeykit.errors import MapError, did_you_mean, listing
from journeykit.evidence.belonging import worded
from journeykit.evidence.contacts import are_tickets, contacts
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.frames import tidy
from journeykit.intervals import wilson

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

_KEYS = "pain_point_id pain_point stage_id touchpoint_id words"
_COUNTS = "comments n of share low high"
_TREND = "first first_share last last_share"
_CONTACTS = "contacts customers contact_rate contact_low contact_high"
_DTYPES = {
    **dict.fromkeys(("comments", "n", "of"), "int64"),
    **dict.fromkeys(("contacts", "customers"), "Int64"),
    **dict.fromkeys(("share", "low", "high", "first_share", "last_share"), "float64"),
    **dict.fromkeys(("contact_rate", "contact_low", "contact_high"), "float64"),
}


def pain_evidence(
    measured: MeasuredMap, by: str | None = None, *, period: str = "month", tickets: bool | None = None
) -> pd.DataFrame:
    """Return how many comments speak of each pain point that is bound to words.

    Parameters
    ----------
    measured : MeasuredMap
        A map measured with ``answers=``.
    by : str, optional
        Split each row by ``"day"``, ``"week"``, ``"month"``, ``"quarter"`` or ``"year"``, also where there is none.
    period : str
        The same, for the ends of the trend.
    tickets : bool, optional
        As in :func:`pain_proposals`.

    Returns
    -------
    DataFrame
        A row per pain point with words, in the order of the map: ``pain_point_id``, ``pain_point``, ``stage_id``,
        ``touchpoint_id``, ``words`` (str), with ``by`` its column (str), ``comments`` (int, with any of the words),
        ``n`` (int, people who wrote them), ``of`` (int, all comments), ``share`` (float, 0-1), ``low``, ``high``
        (float, Wilson 95 % interval). Without ``by`` also ``first``, ``first_share``, ``last``, ``last_share`` (str and
        float: the first and last period with comments), and ``contacts`` (int), ``customers`` (int, who reached its
        touchpoint, else its stage, in the days that log and tickets have in common), ``contact_rate`` (float, tickets
        per 100 of them), ``contact_low``, ``contact_high`` (float, exact Poisson 95 % interval), missing without a log
        and tickets.

    Raises
    ------
    MapError
        The map was measured without answers, or ``by`` or ``period`` is no period.

    Notes
    -----
    A comment speaks of a pain point if it has one of its words, as a whole and in upper or lower case; ``*`` and ``?``
    are allowed. What is meant, the words do not tell: "no queue at all" is counted. Small groups are not withheld: see
    ``n`` before you share them.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.edit.add_pain_point(jk.new_map("Airport", stages=["Arrive"]), "Queues", stage="arrive",
    ...                                  binding=["queue*", "waiting"])
    >>> said = pd.DataFrame({"stars": [1, 5, 2, 4], "text": ["Long queues!", "nice", "waiting for hours", "ok"]})
    >>> answers = jk.read_answers(said, questions={"stars": "stars"}, comments=["text"])
    >>> journey = jk.evidence.bind_answers(journey, {"stars": "arrive"}, answers=answers)
    >>> found = jk.evidence.pain_evidence(jk.measure(journey, answers=answers))
    >>> found[["pain_point", "comments", "share"]].values.tolist()
    [['Queues', 2, 0.5]]
    """
    for given in (by, period):
        if given is not None and given not in PERIODS:
            raise MapError(f"{given!r} is no period.{did_you_mean(given, PERIODS)} Periods: {listing(PERIODS)}.")
    answers = measured.answers
    said = answers._said
    written = said.text.is_valid().to_numpy(zero_copy_only=False)
    places = np.flatnonzero(written)
    number, labels = periods_of(answers, places, by or period)
    common = contacts(measured) if (are_tickets(measured) if tickets is None else tickets) else None
    rows: list[dict[str, Any]] = []
    for pain in measured.journey.pain_points:
        if not pain.binding:
            continue
        fits = worded(answers, pain.binding)
        about: dict[str, Any] = {"pain_point_id": pain.id, "pain_point": pain.name, "stage_id": pain.stage}
        about |= {"touchpoint_id": pain.touchpoint, "words": "; ".join(pain.binding)}
        shares = [_counts(measured, fits[places], places, number == at) for at in range(len(labels))]
        if by is not None:
            rows += [{**about, by: label, **counts} for label, counts in zip(labels, shares, strict=True)]
            continue
        whole = _counts(measured, fits[places], places, np.ones(len(places), bool))
        there = [(label, counts["share"]) for label, counts in zip(labels, shares, strict=True) if counts["of"]]
        ends = {"first": there[0], "last": there[-1]} if there else dict.fromkeys(("first", "last"), (None, None))
        trend = {
            name: value for end, pair in ends.items() for name, value in zip((end, f"{end}_share"), pair, strict=True)
        }
        rate = None
        if common is not None:
            place = (pain.stage, pain.touchpoint)
            where = place if place in common.reached else (pain.stage, None)
            rate = common.rate(measured, fits, where)
        rows.append({**about, **whole, **trend, **(rate or dict.fromkeys(_CONTACTS.split()))})
    columns = f"{_KEYS} {by} {_COUNTS}" if by else f"{_KEYS} {_COUNTS} {_TREND} {_CONTACTS}"
    return tidy(rows, columns, **_DTYPES)


def _counts(
    measured: MeasuredMap, fits: npt.NDArray[np.bool_], places: npt.NDArray[np.signedinteger[Any]], which: Any
) -> dict[str, Any]:
    said = measured.answers._said
    found = places[fits & which]
    count, of = len(found), int(np.count_nonzero(which))
    low, high = wilson(count, of)
    people = len(np.unique(said.people[said.row[found]]))
    share = count / of if of else None
    return {"comments": count, "n": people, "of": of, "share": share, "low": float(low), "high": float(high)}
