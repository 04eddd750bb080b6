"""What people said: surveys, reviews and tickets, read and measured.

Finding your way::

    read            read_answers: the steps below, and the report (``account``)
    heads, tools    the source with its header rows; the exports of known tools
    known_names     names by which columns are found
    shapes          what the columns are: who, when, questions, comments, attributes
    intake          the cells of these columns in memory, with their lines
    scales, proofs  the scale of a question: declared, or proven by words
    directions      which end of a scale is the good one, by the words of its ends
    settling        the scale of each question, or the refusal with the call that works
    scores          a cell as a score on its scale, or the reason why it is none
    taking          the answers of wide and long tables
    moments         times, by the rules of event logs
    people          ids and attributes as numbers
    value           Answers, the handle; ``grouped`` adds an attribute
    redaction       redact: personal data in free text (``numbers_in_text``)
    language        the language of a comment
    scored_text     languages, scored_comments: scores from text where nobody gave a rating
    sentiment       fit_sentiment, load_sentiment, vader: what scores text (``linear_text``)
    key_themes      themes: what comments speak of (``comment_numbers``, ``phrases``, ``quotes``)
    spread          distribution: how answers are spread over their scale
    satisfaction    csat, nps, ces, rating, feeling (``groups``: of answers and their people; ``asking``: the value)

The readers of files, frames and queries are those of event logs (``events.reading``).
Importing this room loads neither DuckDB nor pandas; names are imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.lazy import lazy_names

if TYPE_CHECKING:
    from journeykit.answers.account import AnswersReport as AnswersReport
    from journeykit.answers.asking import AnswerQuery as AnswerQuery
    from journeykit.answers.key_themes import Themes as Themes
    from journeykit.answers.key_themes import themes as themes
    from journeykit.answers.read import read_answers as read_answers
    from journeykit.answers.redaction import Redacted as Redacted
    from journeykit.answers.redaction import redact as redact
    from journeykit.answers.satisfaction import ces as ces
    from journeykit.answers.satisfaction import csat as csat
    from journeykit.answers.satisfaction import feeling as feeling
    from journeykit.answers.satisfaction import nps as nps
    from journeykit.answers.satisfaction import rating as rating
    from journeykit.answers.scales import Scale as Scale
    from journeykit.answers.scored_text import languages as languages
    from journeykit.answers.scored_text import scored_comments as scored_comments
    from journeykit.answers.sentiment import Sentiment as Sentiment
    from journeykit.answers.sentiment import fit_sentiment as fit_sentiment
    from journeykit.answers.sentiment import load_sentiment as load_sentiment
    from journeykit.answers.sentiment import vader as vader
    from journeykit.answers.spread import distribution as distribution
    from journeykit.answers.value import Answers as Answers
    from journeykit.answers.value import grouped as grouped

__all__, __getattr__, __dir__ = lazy_names(
    __name__,
    {
        "account": "AnswersReport",
        "asking": "AnswerQuery",
        "read": "read_answers",
        "redaction": "Redacted redact",
        "satisfaction": "ces csat feeling nps rating",
        "scales": "Scale",
        "scored_text": "languages scored_comments",
        "spread": "distribution",
        "sentiment": "Sentiment fit_sentiment load_sentiment vader",
        "key_themes": "Themes themes",
        "value": "Answers grouped",
    },
)
