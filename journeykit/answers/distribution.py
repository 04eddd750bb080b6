"""How answers are spread over their scale: what a mean leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from journeykit.answers.asking import chosen_questions, listed
from journeykit.answers.groups import group_by
from journeykit.answers.value import Answers
from journeykit.events.cells import typed

if TYPE_CHECKING:
    import pandas as pd


def distribution(
    answers: Answers, *, questions: Sequence[str] | None = None, by: str | Sequence[str] = "question"
) -> pd.DataFrame:
    """Count the answers of each score, for :func:`journeykit.charts.likert`.

    Parameters
    ----------
    answers
        What people said.
    questions
        By default all questions with scores. Questions that share a row have one scale.
    by
        As in ``csat``.

    Returns
    -------
    pandas.DataFrame
        A row per group and score that occurs, the lowest first: ``by``'s columns (str), ``score`` (float), ``answers``
        (int, with this score), ``share`` (float 0-1, of the group), ``n`` (int, answers of the group), ``lowest`` and
        ``highest`` (float, of the scale).

    Raises
    ------
    AnswersError
        A question or key is unknown.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> answers = jk.read_answers(pd.DataFrame({"Q1": [1, 5, 5, 4]}), questions={"Q1": (1, 5)})
    >>> jk.answers.distribution(answers)[["question", "score", "answers", "share"]].values.tolist()
    [['Q1', 1.0, 1, 0.25], ['Q1', 4.0, 1, 0.25], ['Q1', 5.0, 2, 0.5]]
    """
    chosen, keys = chosen_questions(answers, questions, "distribution"), listed(by)
    grouping = group_by(answers, chosen, keys)()
    score = answers._said.score[grouping.places]
    ends = np.array(
        [*(scale.ends for scale in answers.questions.values()), *[(np.nan, np.nan)] * len(answers.comments)]
    )
    ends = ends.reshape(-1, 2)[grouping.questions]
    scores, number = np.unique(score, return_inverse=True)
    cells, first, counts = np.unique(
        grouping.codes * max(len(scores), 1) + number, return_index=True, return_counts=True
    )
    group = cells // max(len(scores), 1)
    whole = np.bincount(grouping.codes, minlength=grouping.count)[group]
    return typed(
        {
            **{key: [labels[at] for at in group] for key, labels in grouping.keys.items()},
            "score": score[first],
            "answers": counts,
            "share": counts / np.maximum(whole, 1),
            "n": whole,
            "lowest": ends[first, 0],
            "highest": ends[first, 1],
        },
        {
            **dict.fromkeys(keys, "str"),
            **dict.fromkeys(("score", "share", "lowest", "highest"), "float64"),
            **dict.fromkeys(("answers", "n"), "int64"),
        },
    )
