"""Read answers of customers: open the table, find what its columns are, prove scales, account for every line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from journeykit.answers.account import AnswersReport, Ledger, filled_roles, in_words_of_answers
from journeykit.answers.heads import HeadedSource, headed_source
from journeykit.answers.intake import AnswerLines, answer_lines
from journeykit.answers.moments import NO_TIME, Moments, moments
from journeykit.answers.people import attribute_of, people_of, with_pseudonym_ids
from journeykit.answers.scores import code_key
from journeykit.answers.settling import not_read, refuse_empty
from journeykit.answers.shapes import ARGUMENTS, Asked, Shape, found_shape
from journeykit.answers.taking import Taken, take_long, take_wide
from journeykit.answers.tools import NOT_ANSWERS, TOOLS
from journeykit.answers.value import AnswerArrays, Answers
from journeykit.errors import AnswersError, CancelledError, EventLogError
from journeykit.events.patterns import fitting
from journeykit.events.progress import Cancel, Progress, Watch
from journeykit.events.progress_shown import shown
from journeykit.events.reading.files import source_files
from journeykit.events.reading.layout import Layout
from journeykit.events.reading.notice import LOOK, Notice, as_notice
from journeykit.events.reading.presets import matching
from journeykit.events.reading.pseudonyms import PseudonymKey, pseudonyms_by
from journeykit.events.reading.sources import ReadOptions
from journeykit.events.reading.stated import KEY, named_source
from journeykit.events.zones import UTC_ZONE


def read_answers(
    source: Any,
    *,
    respondent_col: str | None = None,
    timestamp_col: str | Sequence[str] | None = None,
    questions: Mapping[str, Any] | Sequence[str] | None = None,
    comments: Sequence[str] | None = None,
    missing_codes: Sequence[Any] | Mapping[str, Sequence[Any]] = (),
    attribute_cols: Sequence[str] | None = None,
    question_col: str | None = None,
    score_col: str | None = None,
    preset: str | None = None,
    time_format: str | None = None,
    timezone: str | None = None,
    duplicates: str = "keep",
    layout: Layout | str | None = None,
    pseudonym_key: PseudonymKey | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Answers:
    """Read what people said: a survey, reviews, tickets.

    Parameters
    ----------
    source
        A file, folder, frame, query or anything else that ``read_events`` takes. It may be wide (a line a respondent, a
        column a question), long (a line an answer, with a column for the question), reviews or tickets (a line each,
        with a score and words). ``answers.report`` says which.
    respondent_col
        The column with the id of a person. By default found by its name; without one each line is a person. The id may
        be that of an event log.
    timestamp_col
        The column with the time of an answer; by default found by its name, ``()`` for none.
    questions
        Question -> its scale: its lowest and highest score, as ``(1, 5)``, or turned round, ``(5, 1)``, where the low
        number is the best; a name, ``"nps"`` and ``"enps"`` (0 to 10), ``"csat"`` (1 to 5), ``"ces"`` (1 to 7),
        ``"stars"`` (1 to 5), ``"sentiment"`` (-1 to 1); or the score of each answer in words,
        ``{"Good": 1, "Bad": 0}``. A question may be a glob, as ``"Q7*"``. Only these are read; the report lists the
        other columns. None in place of a scale, a list of questions, or no ``questions``, leaves scales to be proven by
        words: of the question ("0-10", stars), of its answers ("1 - Very dissatisfied"), by NPS groups. The scores that
        occur prove nothing.
    comments
        Columns (in a long table also questions) with answers in words; by default found by their names. Beside a single
        score they belong to it, as in a review.
    missing_codes
        Answers that mean none, such as ``(0, 6, "Blank")``, counted by question. By question where a code is a score of
        another one: ``{"Q7*": (0, 6), "NETPRO": (11,)}``.
    attribute_cols
        Columns to keep as text, to group by; by default those named stage, channel, country and the like.
    question_col, score_col
        In a long table the columns with the question and the answer; by default found by their names.
    preset
        The tool: ``"qualtrics"``, ``"surveymonkey"``, ``"typeform"``, ``"google_forms"``, ``"zendesk"``,
        ``"intercom"``, ``"google_play"``, ``"app_store"``, ``"app_store_rss"`` or ``"trustpilot"``. By default
        recognised by its column names.
    time_format, timezone, layout
        As in ``read_events``.
    duplicates
        ``"drop"`` rejects an answer of a respondent to the same question at the same time as an earlier one. By default
        all are kept and counted; a measure counts each respondent once. Equal texts are no duplicates.
    pseudonym_key
        As in ``read_events``: ids of respondents become pseudonyms. Comments are not changed: see ``redact``.
    progress, cancel
        As in ``read_events``.

    Returns
    -------
    Answers
        A frozen value. ``answers.report`` accounts for every line and answer.

    Raises
    ------
    AnswersError
        The source cannot be read, a column is missing, a scale is neither declared nor proven, a question has words
        instead of scores, or no answer on its scale.
    CancelledError
        The reading was cancelled.

    Notes
    -----
    A score outside its scale is rejected with its line, never clipped; words beside it are kept. A text of more than
    1 MB is rejected and the rest of its line is kept, but a line of delimited text with more than 1,000,000 characters
    is rejected whole.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> survey = pd.DataFrame({"respondent": ["a", "b", "c"], "Q1": [5, 6, 9], "Q1 why": ["fast", None, "?"]})
    >>> answers = jk.read_answers(survey, questions={"Q1": (1, 5)}, comments=["Q1 why"], missing_codes=[6])
    >>> answers.report.reasons
    {'the answer is not on the scale, 1 to 5': 1}
    """
    if duplicates not in ("keep", "drop"):
        raise AnswersError(f"duplicates={duplicates!r} is neither 'keep' nor 'drop'.")
    for name, value in (("comments", comments), ("attribute_cols", attribute_cols), ("questions", questions)):
        if isinstance(value, str):
            raise AnswersError(f"{name}={value!r} takes a list: {name}=[{value!r}].")
    asked = Asked(respondent_col, timestamp_col, question_col, score_col, questions, comments, attribute_cols)
    try:
        laid_out = Layout.parsed(layout) if isinstance(layout, str) else layout or Layout()
        options = ReadOptions(
            preset, attribute_cols=asked.columns, layout=laid_out, timezone=timezone, time_format=time_format,
            duplicates=duplicates, prose=True,
            pseudonyms=None if pseudonym_key is None else pseudonyms_by(pseudonym_key, source_files(source)),
        )  # fmt: skip
        with shown(progress) as told:
            watch = Watch(told, cancel)
            answers = _read(headed_source(source, options), asked, options, missing_codes, watch)
            watch.say(1.0, "ready")
    except CancelledError as error:
        raise CancelledError(in_words_of_answers(str(error))) from error
    except EventLogError as error:
        raise AnswersError(in_words_of_answers(str(error))) from error
    keyed = {} if options.pseudonyms is None else {KEY: KEY}
    stated = MappingProxyType({**answers.report.stated, "source": named_source(source), **keyed})
    return replace(answers, report=replace(answers.report, stated=stated))


def _read(headed: HeadedSource, asked: Asked, options: ReadOptions, codes: Any, watch: Watch) -> Answers:
    zone = options.zone or UTC_ZONE
    shape = found_shape(headed, asked)
    source = headed.source
    named = set(asked.columns)
    status = next((name for name in ("Status",) if headed.tool is TOOLS["qualtrics"] and name in source.columns), None)
    columns = [name for name in shape.columns if name in named or _can_be_text(headed, name)]
    source.check([name for name in columns if name in named])
    table = answer_lines(source, [*columns, *([status] if status else [])], headed.heads, shape.time, watch)
    table = with_pseudonym_ids(table, shape.respondent, options.pseudonyms)
    ledger = Ledger(table)
    watch.say(0.5, "reading times")
    when = _moments(table, shape, headed, options, watch)
    keep = ~when.unreadable
    ledger.reject(np.flatnonzero(when.unreadable), shape.time or "", "the time cannot be read")
    if status is not None:
        drafts = np.isin(np.array([str(text).casefold() for text in table.column(status).to_pylist()]), [*NOT_ANSWERS])
        ledger.reject(np.flatnonzero(keep & drafts), status, "a preview, test or spam, and no answer of a customer")
        keep &= ~drafts
    people = people_of(table, shape)
    watch.say(0.7, "reading scores")
    taking = take_wide if shape.question is None else take_long
    once = (people.codes, when.micros) if options.duplicates == "drop" else None
    taken = taking(table, headed, shape, asked, _Codes(codes), keep, ledger, once)
    said = AnswerArrays(
        table.lines, people.codes, people.ids, when.micros, taken.row, taken.question, taken.score, taken.text,
        MappingProxyType({name: attribute_of(table.column(name)) for name in shape.attributes}),
    )  # fmt: skip
    if not len(said.row):
        refuse_empty(table, ledger.rejected(source.name))
    # Columns that got a name of their own are no file without a header.
    said_of_table = [note for note in table.notes if not (headed.notes and note.endswith("has no header"))]
    notes = (
        *headed.notes,
        *said_of_table,
        *when.notes,
        *people.notes,
        *taken.notes,
        *_notes(headed, shape, asked, taken, said, when),
    )
    given = {"missing_codes": codes, "time_format": options.time_format, "timezone": options.timezone,
             "preset": options.preset, "duplicates": "" if options.duplicates == "keep" else "drop"}  # fmt: skip
    report = _report(headed, shape, asked, table, ledger, said, taken, when, notes, given)
    wording = {name: text for name, text in headed.wording.items() if name in (*taken.scales, *taken.comments)}
    return Answers(
        report, MappingProxyType(taken.scales), taken.comments, MappingProxyType(wording),
        int(np.count_nonzero(np.bincount(said.people[said.row]))), zone, said,
    )  # fmt: skip


class _Codes:
    """The codes that mean a missing answer, for each question."""

    def __init__(self, codes: Any) -> None:
        if isinstance(codes, (str, int, float)):
            raise AnswersError(f"missing_codes={codes!r} takes a list: missing_codes=[{codes!r}].")
        self._by_question: Mapping[str, Any] = codes if isinstance(codes, Mapping) else {"*": tuple(codes)}

    def __call__(self, question: str, also: Collection[str] = ()) -> frozenset[str]:
        said = [
            code
            for name, codes in self._by_question.items()
            if name == question or fitting([question], name)
            for code in ([codes] if isinstance(codes, (str, int, float)) else codes)
        ]
        return frozenset(map(code_key, (*said, *also)))


def _can_be_text(headed: HeadedSource, name: str) -> bool:
    try:
        headed.source.check([name])
    except EventLogError:
        return False  # It holds objects or lists, and nobody asked for it.
    return True


def _moments(table: AnswerLines, shape: Shape, headed: HeadedSource, options: ReadOptions, watch: Watch) -> Moments:
    count = len(table.lines)
    if shape.time is None or not count:
        return Moments(np.full(count, NO_TIME), np.zeros(count, bool), "no times")
    zoned = headed.source.times.get(shape.time)
    return moments(table, shape.time, zoned, options.time_format, options.zone, watch)


def _notes(
    headed: HeadedSource, shape: Shape, asked: Asked, taken: Taken, said: AnswerArrays, when: Moments
) -> list[str]:  # fmt: skip
    import pyarrow.compute as pc

    notes = [headed.tool.note] if headed.tool is not None and headed.tool.note else []
    tool = headed.tool
    others = matching(headed.source.columns, tool.others) if tool is not None else []
    tried = asked.questions is None and shape.question is None and not (tool is not None and tool.questions)
    read = {*shape.single().values(), *shape.comments, *shape.attributes, *taken.scales, *others}
    notes += not_read(headed.source.columns, read, headed.wording, named=not tried)
    used = np.zeros(len(said.lines), bool)
    used[said.row] = True
    if when.said != "no times" and (none := int(np.count_nonzero(used & (when.micros == NO_TIME)))):
        words = f"lines without a time: {none:,}, kept; they belong to no period"
        notes.append(Notice(words, LOOK, "timestamp_col=…"))
    signs = pc.invert(pc.match_substring_regex(said.text, r"[\pL\pN]"))
    if count := pc.sum(signs).as_py() or 0:
        notes.append(f"comments of signs and emoji only, kept as they are: {count:,}")
    if not len(said.row):
        notes.append(Notice("there is no answer in it", LOOK, "questions={…}"))
    return notes


def _report(
    headed: HeadedSource, shape: Shape, asked: Asked, table: AnswerLines, ledger: Ledger, said: AnswerArrays,
    taken: Taken, when: Moments, notes: Sequence[str], given: Mapping[str, Any],
) -> AnswersReport:  # fmt: skip
    source = headed.source
    answered = np.zeros(len(table.lines), bool)
    answered[said.row] = True
    parts, questions = ledger.parts(source.name, answered), ledger.questions()
    named = {argument: list(value) if isinstance(value := getattr(shape, role), tuple) else value
             for role, argument in ARGUMENTS.items()}  # fmt: skip
    confirm = {
        argument: named[argument] for role, argument in ARGUMENTS.items() if role in shape.how and named[argument]
    }
    scales = {name: scale.written for name, scale in taken.scales.items()}
    if not isinstance(asked.questions, Mapping) and scales:
        confirm["questions"] = scales
    if source.layout.stated:
        confirm["layout"] = source.layout
    spoken = [*shape.comments, *(name for name in taken.comments if name not in shape.comments)]
    stated = {name: value for name, value in {**named, **given}.items() if value}
    stated |= {"questions": scales, "comments": spoken, "attribute_cols": list(shape.attributes)}
    stated |= {"timestamp_col": shape.time or [], **({"layout": source.layout} if source.layout.stated else {})}
    told = tuple(Notice(in_words_of_answers(note), note.harm, note.change) for note in map(as_notice, notes))
    return AnswersReport(
        source=source.name,
        lines=int(parts["lines"].sum()),
        kept=int(parts["kept"].sum()),
        rejected=ledger.rejected(source.name),
        roles=MappingProxyType(shape.shown()),
        time_format=when.said,
        notes=told,
        parts=parts,
        to_confirm=MappingProxyType(confirm),
        filled=filled_roles(shape, questions),
        stated=MappingProxyType(stated),
        shape=shape.words,
        questions=questions,
    )
