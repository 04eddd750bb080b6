"""The synthetic log of an example, from the TOML file of the same name.

==============  =======================================================================================
key             content
==============  =======================================================================================
``label``       name of the log; ``about`` describes it, ``columns`` its columns
``traveller``   prefix of the ids; ``travellers`` their default number
``start, end``  first and last day, UTC; ``launch`` the day of the improvement
``entries``     where a walk begins: share by state
``parts``       states in order: ``states`` is a table (``_table.py``), ``course`` units in a row (``_course.py``)
``traits``      attributes of the traveller: value to share and factor on the odds of leaving
``noise``       events beside the journey, which belong to no touchpoint
``changes``     what is different from ``launch`` on: the weight of a move, ``lose`` and ``draw`` of the course
``silences``    events that a system writes about something that did not happen
==============  =======================================================================================
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeykit.datasets._course import Course, ExtraStep, PossibleAnswer
from journeykit.datasets._table import states
from journeykit.datasets._walk import Journey, Noise, Silence, State, Trait, WeightChange, walk

if TYPE_CHECKING:
    import pandas as pd


_FOLDER = Path(__file__).parent


def made_up_names() -> list[str]:
    """Return the names of the examples with a synthetic log."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def made_up_log(example: str, *, seed: int = 2026, travellers: int | None = None) -> pd.DataFrame:
    """Return the synthetic log of an example, see :func:`journeykit.datasets.log_for`."""
    declared = tomllib.loads((_FOLDER / f"{example}.toml").read_text(encoding="utf-8"))
    number = declared["travellers"] if travellers is None else travellers
    log = walk(_journey(declared), seed=seed, travellers=number)
    log.attrs |= {"about": declared["about"].strip(), "columns": declared["columns"]}
    return log


def _journey(declared: dict[str, Any]) -> Journey:
    places: dict[str, State] = {}
    courses: list[Course] = []
    for part in declared["parts"]:
        if "course" in part:
            courses.append(_course(part["course"]))
            places.update(courses[-1].states())
        else:
            places.update(states(part["states"]))
    return Journey(
        label=declared["label"],
        prefix=declared["traveller"],
        start=declared["start"],
        end=declared["end"],
        entries=declared["entries"],
        states=places,
        traits=tuple(Trait(**trait) for trait in declared["traits"]),
        noise=tuple(Noise(**noise) for noise in declared["noise"]),
        changes=tuple(change for row in declared["changes"] for change in _changes(row, declared["launch"], courses)),
        silences=tuple(Silence(**row) for row in declared.get("silences", ())),
    )


def _course(declared: dict[str, Any]) -> Course:
    asides = {
        name: ExtraStep(
            **aside | {"answers": {key: PossibleAnswer(**answer) for key, answer in aside.get("answers", {}).items()}}
        )
        for name, aside in declared["asides"].items()
    }
    return Course(**declared | {"asides": asides})


def _changes(row: dict[str, Any], day: str, courses: list[Course]) -> Iterator[WeightChange]:
    """Yield the changes of a row: of one move, or ``lose`` and ``draw`` of the courses."""
    if "state" in row:
        yield WeightChange(day, **row)
        return
    rest = {key: value for key, value in row.items() if key not in ("lose", "draw")}
    for course in courses:
        yield from course.lose(day, row["lose"], **rest) if "lose" in row else course.draw(day, row["draw"], **rest)
