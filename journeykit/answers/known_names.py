"""Names by which columns of answers are found, the best ones first; case and punctuation are ignored."""

from __future__ import annotations

from journeykit.events.reading.role_names import PATH_NAMES, TIME_NAMES

RESPONDENT_NAMES = (
    tuple(name for name in PATH_NAMES[0] if not name.startswith(("case", "path"))),
    ("respondent id", "respondent", "respnum", "response id", "participant id", "participant", "resp id"),
    ("requester id", "contact id", "reviewer id", *PATH_NAMES[1]),
    ("requester", "author", "email address", "email", "username", "user name", "reviewer", "consumer"),
    ("booking id", "reservation id", "order id", "guest id", "visit id"),
)
ANSWER_TIMES = (
    (
        "submitted at",
        "submitted",
        "review created",
        "review created utc",
        "submit date",
        "submission date",
        "recorded date",
        "answered at",
        "responded at",
    ),
    (
        "end date",
        "completed at",
        "response date",
        "review date",
        "date created",
        "creation date",
        "survey date",
        "answer date",
        "interview date",
        "visit date",
    ),
    TIME_NAMES[0],
    ("created", *TIME_NAMES[1]),
)
QUESTION_NAMES = ("question", "question code", "question id", "question name", "question text", "item", "item code")
SCORE_NAMES = ("answer", "score", "rating", "rating value", "response", "value", "answer value", "response value")
TEXT_NAMES = (
    "comment", "comments", "verbatim", "verbatims", "feedback", "review", "review text", "review body", "text", "body",
    "message", "description", "content", "remark", "remarks", "open-ended response", "reason", "subject", "title",
    "review title", "review content", "satisfaction comment",
)  # fmt: skip
TITLES = ("subject", "title", "review title", "attributes title", "title label")
BODIES = (
    "body", "text", "description", "review", "review text", "review body", "content", "message", "attributes body",
    "review content", "content label",
)  # fmt: skip
ATTRIBUTE_NAMES = (
    "stage", "touchpoint", "persona", "segment", "category", "channel", "product", "version", "app version", "country",
    "region", "territory", "language", "lang", "device", "store", "location", "ticket id", "id", "type", "priority",
)  # fmt: skip
