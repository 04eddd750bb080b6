"""The standard measures: what each KPI counts, in which unit, over which base, and what it does not say.

``KPI.measure`` is the key of one of these; ``measures.toml`` defines them.

``measure(key)``   one of them; ``measures()`` all
``kpi_from(key)``  the fields of a new KPI that follows it, for ``edit.add_kpi`` or ``edit.apply``
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from journeykit.errors import MapError, listing, lookup
from journeykit.model.base import Name, Number, Value
from journeykit.model.insight import KPI, KPIFormula
from journeykit.model.vocabulary import AnswerMeasure, Direction, SourceKind

Guide = Literal["signature experience", "retention", "small business", "nine steps", "practice"]


class Measure(Value):
    """A standard measure: one name, one definition, one unit, one base."""

    key: Name
    """The value of ``KPI.measure``."""
    name: Name
    """Name that a reader knows."""
    definition: Name
    """What is counted."""
    unit: Name
    """Unit of the value."""
    base: Name
    """Who or what is in the denominator."""
    direction: Direction
    """Whether up or down is better."""
    formula: Name
    """How it is computed, in words."""
    pattern: KPIFormula | None = None
    """How it is computed from events, with example names; None if it is not success among attempts."""
    comes_from: SourceKind
    """Kind of source that its values come from."""
    guides: tuple[Guide, ...]
    """Kinds of guide that ask for it; ``practice`` if none of the four does."""
    does_not_say: Name
    """What must not be read from it."""
    lowest: Number | None = None
    """Smallest possible value, if there is one."""
    highest: Number | None = None
    """Largest possible value, if there is one."""
    good_from: Number | None = None
    """Lower end of the band to aim for, if there is one."""
    good_to: Number | None = None
    """Upper end of the band to aim for."""


@cache
def _registry() -> dict[str, Measure]:
    declared = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {key: Measure.model_validate({"key": key, **fields}) for key, fields in declared.items()}


def measures() -> tuple[Measure, ...]:
    """Return every standard measure: those from events first, then from answers, then from records."""
    return tuple(_registry().values())


def measure(key: str) -> Measure:
    """Return the standard measure with a key, such as ``"csat"``; an unknown key raises UnknownIdError."""
    return lookup("measure", key, _registry())


def kpi_from(
    key: str, /, *, success: Sequence[str] = (), attempt: Sequence[str] = (), window: str | None = None,
    questions: Sequence[str] = (), **fields: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return the fields of a KPI that follows a standard measure, as ``edit.apply(journey, "add_kpi", …)`` takes them.

    Parameters
    ----------
    key : str
        Key of the measure; an unknown one raises UnknownIdError.
    success, attempt : sequence of str
        Event names of this log for success and for the base; they make the formula. Without them there is no formula,
        because the measure's pattern is only an example.
    window : str, optional
        Time in which success counts, such as ``"7d"``; by default that of the measure.
    questions : sequence of str
        Survey questions, for ``"csat"``, ``"nps"`` and ``"ces"``; they make the formula over answers.
    **fields
        Further fields of the KPI, such as ``stage`` or ``target``; they override the measure's.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.model.measures import kpi_from
    >>> journey = jk.new_map("Shop", stages=["Pay"])
    >>> fields = kpi_from("payment_completion_rate", stage="pay", success=["paid"], attempt=["payment started"])
    >>> jk.edit.apply(journey, "add_kpi", fields).kpis[0].base
    'Customers who started to pay.'
    """
    standard = measure(key)
    unknown = [name for name in fields if name not in KPI.model_fields]
    if unknown:
        raise MapError(f"a kpi has no field {unknown[0]!r}. Fields: {listing(KPI.model_fields, most=40)}.")
    shared = ("name", "definition", "unit", "base", "direction")
    made: dict[str, Any] = {"measure": key, **{name: getattr(standard, name) for name in shared}}
    if questions:
        if key not in get_args(AnswerMeasure):
            raise MapError(f"the measure {key!r} is not computed from answers: leave questions out.")
        made["answer_formula"] = {"questions": list(questions), "measure": key}
    if success or attempt:
        if standard.pattern is None:
            raise MapError(
                f"the measure {key!r} is not computed from a success and an attempt, but so: {standard.formula} "
                f"Leave success and attempt out and enter its values as a series."
            )
        if not success:
            raise MapError(f"the measure {key!r} needs the event names that count as success, not only the attempt.")
        within = standard.pattern.window if window is None else window
        made["formula"] = {"success": list(success), "attempt": list(attempt), "window": within}
    return {**made, **fields}
