"""The synthetic survey of an example, from the TOML file of the same name in ``surveys``.

=============  ========================================================================================
key            content
=============  ========================================================================================
``label``      name of the survey; ``about`` describes it, ``columns`` its columns
``launch``     day of the improvement
``countries``  country to share of the respondents; ``languages`` country to language and its share
``unanswered`` share of questions that a respondent leaves out
``overall``    the question of every row, and how far it follows the feeling of the stage; ``recommend`` likewise
``waves``      the survey after each stage, in their order (``_survey.py``)
``comments``   sentences by stage and mood, with gaps and what fills them (``_comments.py``)
=============  ========================================================================================
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeykit.datasets._comments import CommentWriter
from journeykit.datasets._survey import Survey, SurveyQuestion, Wave, answered
from journeykit.datasets.made_up import made_up_log

if TYPE_CHECKING:
    import pandas as pd

_FOLDER = Path(__file__).parent / "surveys"


def made_up_survey_names() -> list[str]:
    """Return the names of the examples with a synthetic survey."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def made_up_survey(example: str, *, seed: int = 2026, respondents: int | None = None) -> pd.DataFrame:
    """Return the synthetic survey of an example, see :func:`journeykit.datasets.survey_for`."""
    import numpy as np
    import pandas as pd

    if respondents is not None and respondents < 1:
        raise ValueError(f"a survey needs at least 1 respondent, not {respondents}.")
    declared = tomllib.loads((_FOLDER / f"{example}.toml").read_text(encoding="utf-8"))
    survey = _survey(declared)
    # The second number keeps its draws apart from those of the log.
    rng = np.random.default_rng((seed, len(survey.waves)))
    rows = answered(survey, made_up_log(example, seed=seed), rng)
    rows = _of_some(rows, respondents, rng).sort_values(["submitted_at", "respondent"], kind="stable")
    writer = CommentWriter(declared["comments"], declared["languages"], rng)
    told = pd.Series(writer.write(rows), index=rows.index, dtype=object)
    last = [survey.overall.words, survey.recommend.words]
    first = [name for name in rows if name not in (*last, "_feeling", "_after")]
    frame = rows[[*first, *last]].assign(comment=told).reset_index(drop=True)
    frame.attrs = {
        "synthetic": True,
        "label": declared["label"],
        "seed": seed,
        "about": declared["about"].strip(),
        "columns": declared["columns"],
        "people": declared["comments"]["people"],
    }
    return frame


def _of_some(rows: pd.DataFrame, respondents: int | None, rng: Any) -> pd.DataFrame:
    """Return the rows of as many respondents, chosen at random."""
    people = rows["respondent"].drop_duplicates().sort_values()
    if respondents is None:
        return rows
    if respondents > len(people):
        raise ValueError(f"{len(people):,} people answer, fewer than {respondents:,}. Leave respondents out for all.")
    return rows[rows["respondent"].isin(rng.choice(people.to_numpy(), respondents, replace=False))]


def _survey(declared: dict[str, Any]) -> Survey:
    waves = [
        Wave(**wave | {"questions": [SurveyQuestion(**question) for question in wave["questions"]]})
        for wave in declared["waves"]
    ]
    fields = {name: declared[name] for name in ("launch", "unanswered", "countries")}
    return Survey(waves, SurveyQuestion(**declared["overall"]), SurveyQuestion(**declared["recommend"]), **fields)
