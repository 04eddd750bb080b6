"""Voice of the customer as CSV, ``date,score,verbatim,stage``: read as answers, not as a map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from journeykit.errors import AnswersError, FormatError
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    from journeykit.answers import Answers

Scale = Literal["nps", "enps", "csat", "sentiment"]
SCALES: tuple[Scale, ...] = ("nps", "enps", "csat", "sentiment")


def read_voc(data: bytes, journey: JourneyMap, *, scale: Scale, source: str = "this CSV") -> Answers:
    """Return the answers in a voice-of-customer CSV, with their stages matched to the map's, ignoring case.

    Every line is either kept or in the report with its number: one with a wrong date or a score off the scale.

    Parameters
    ----------
    data : bytes
        Text with the columns ``date`` (2026-05-02) and ``score``, and optionally ``verbatim`` and ``stage``.
    journey : JourneyMap
        The map with the stages of the answers.
    scale : {"nps", "enps", "csat", "sentiment"}
        The scale of the scores: 0-10, 0-10, 1-5, or -1 to 1. It is never guessed.
    source : str
        What messages call the file.

    Returns
    -------
    Answers
        As ``read_answers`` returns them. The attribute ``stage`` has the id of the stage; it is missing where the file
        names none of the map.

    Raises
    ------
    FormatError
        The text cannot be read, has no such columns, or no score on the scale.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.new_map("App", stages=["Onboarding"])
    >>> answers = read_voc(b"date,score,verbatim,stage\\n2026-05-02,9,Painless,onboarding\\n", journey, scale="nps")
    >>> answers.to_pandas()[["score", "text", "stage"]].values.tolist()
    [[9.0, 'Painless', 'onboarding']]
    """
    # Reading maps does not need it.
    from journeykit.answers import grouped, read_answers

    if scale not in SCALES:
        raise FormatError(source, "", f"no scale {scale!r}.", f"Scales: {', '.join(SCALES)}.")
    # The readers of answers take files, not bytes.
    with TemporaryDirectory() as folder:
        file = Path(folder) / (Path(source).name or "answers.csv")
        file.write_bytes(data)
        try:
            answers = read_answers(file, questions={"score": scale}, timestamp_col="date", time_format="iso")
        except AnswersError as error:
            raise FormatError(source, "", str(error)) from error
    if "stage" not in answers.attributes:
        return answers
    ids = {stage.name.casefold(): stage.id for stage in journey.stages} | {each.id: each.id for each in journey.stages}
    found = {label: ids.get(label.strip().casefold(), "") for label in answers.labels("stage")}
    staged = grouped(answers, "stage", {label: id for label, id in found.items() if id}, by="stage")
    if others := sum(not id for id in found.values()):
        said = f"names in the column 'stage' that are no stage of the map: {others}; their answers have no stage"
        staged = replace(staged, report=replace(staged.report, notes=(*staged.report.notes, said)))
    return staged
