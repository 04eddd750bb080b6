"""Event logs and surveys for the example maps: synthetic ones made from a seed, and a real log installed as an extra.

``log_for(example)`` returns the log of an example map. Nine are synthetic; ``grocery-households`` is real: a year of
801 grocery households, which needs the extra ``real-data``.

``survey_for(example)`` returns what customers of two of them said: a synthetic survey that fits the log.

A synthetic log or survey has ``attrs["synthetic"] = True`` and says so in ``attrs["label"]``; ``attrs["about"]``
describes it and ``attrs["columns"]`` its columns. A real log names its source. ``_walk.py`` generates the logs from the
TOML files beside it, which ``made_up.py`` reads; ``_survey.py`` and ``_comments.py`` generate the surveys from those in
``surveys``, which ``made_up_survey.py`` reads.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from journeykit.datasets.households import households
from journeykit.datasets.made_up import made_up_log, made_up_names
from journeykit.datasets.made_up_survey import made_up_survey, made_up_survey_names
from journeykit.errors import EventLogError, UnknownIdError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["REAL", "households", "log_for", "log_names", "survey_for", "survey_names"]

REAL = "grocery-households"
"""The example whose log is real."""
__dir__ = partial(sorted, __all__)


def log_names() -> list[str]:
    """Return the names of the example maps that have a log."""
    return sorted([*made_up_names(), REAL])


def log_for(example: str, *, seed: int = 2026, travellers: int | None = None) -> pd.DataFrame:
    """Return the event log that an example map is bound to.

    Parameters
    ----------
    example : str
        Name of an example map, such as ``cook-family``.
    seed : int
        The same seed gives the same synthetic log.
    travellers : int, optional
        Number of customers, at least 1; by default that of the example. For synthetic logs only.

    Returns
    -------
    pandas.DataFrame
        One row per event, sorted by time; rows with the same time are in the order in which they happened.

        path_id : str
            The traveller, such as ``family-00017``.
        event : str
            What happened. As in real logs, a few events belong to no touchpoint.
        time : datetime, UTC
            Time to the second.
        channel : str
            Channel, as named on the map.

        The other columns are attributes, described in ``attrs["columns"]``; ``attrs["about"]`` says what the log shows.

    Raises
    ------
    UnknownIdError
        No example has that name; names the nearest.
    EventLogError
        ``grocery-households`` without the extra ``real-data``, or ``travellers`` for it.
    ValueError
        Fewer than one traveller.

    Notes
    -----
    The shares in synthetic logs are invented and say nothing about how real customers behave.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.log_for("cook-family", travellers=50)
    >>> log.columns[:4].tolist(), log.attrs["synthetic"], log.path_id.nunique()
    (['path_id', 'event', 'time', 'channel'], True, 50)
    """
    if example not in log_names():
        raise UnknownIdError("example log", example, log_names())
    if example != REAL:
        return made_up_log(example, seed=seed, travellers=travellers)
    if travellers is not None:
        raise EventLogError(f"the log of {REAL!r} is real: its number of households is fixed. Leave travellers out.")
    return households()


def survey_names() -> list[str]:
    """Return the names of the example maps that have a survey."""
    return made_up_survey_names()


def survey_for(example: str, *, seed: int = 2026, respondents: int | None = None) -> pd.DataFrame:
    """Return the synthetic survey that an example map is bound to.

    Parameters
    ----------
    example : str
        ``coaching-programme`` or ``online-shop``.
    seed : int
        The same seed gives the same survey. Its respondents are travellers of ``log_for(example, seed=seed)``.
    respondents : int, optional
        Number of people, at least 1, chosen at random; by default all who answer.

    Returns
    -------
    pandas.DataFrame
        One row per person and stage that they were asked about, sorted by time.

        respondent : str
            The traveller, the ``path_id`` of the log.
        submitted_at : datetime, UTC
            After the last event of the traveller in the stage.
        stage, channel, country : str
            Stage of the map, where it was answered, and where the person lives.
        comment : str
            Missing for most. Some are in German or Spanish.

        The other columns are questions, whose names say their scale: whole scores, missing for those who were not asked
        or did not answer. ``attrs["people"]`` lists the invented people whom comments name, for ``answers.redact``.

    Raises
    ------
    UnknownIdError
        No example with a survey has that name; names the nearest.
    ValueError
        Fewer than one respondent, or more than answer.

    Notes
    -----
    Those who left after a stage answer lower, and those who came after the improvement on the map higher. Scores,
    comments and people are invented and say nothing about real customers.

    Examples
    --------
    >>> import journeykit as jk
    >>> survey = jk.datasets.survey_for("coaching-programme", respondents=50)
    >>> survey.columns[:5].tolist(), survey.attrs["synthetic"], survey.respondent.nunique()
    (['respondent', 'submitted_at', 'stage', 'channel', 'country'], True, 50)
    """
    if example not in survey_names():
        raise UnknownIdError("example survey", example, survey_names())
    return made_up_survey(example, seed=seed, respondents=respondents)
