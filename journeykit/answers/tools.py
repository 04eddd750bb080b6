"""What known tools call the columns of their exports of answers, and how many header rows they write.

From their public descriptions: Qualtrics ("Understanding Your Dataset": three header rows), SurveyMonkey (two),
Typeform, Google Forms, Zendesk (ticket export, and the API's tickets), Intercom (the API's conversations), Google Play
(monthly reviews), the App Store (customer reviews of the Connect API, and of its RSS) and Trustpilot (reviews).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from journeykit.errors import AnswersError, did_you_mean, listing
from journeykit.events.reading.presets import matching


@dataclass(frozen=True)
class SurveyTool:
    """The export of one tool; names are alternatives, the best one first, and ignore case and punctuation."""

    label: str
    marks: tuple[tuple[str, ...], ...]
    """Columns by which it is recognised: one of each."""
    respondent: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)
    """Question -> the name of its scale."""
    comments: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    """Columns with the words about the score: where there is one, ``comments`` are not read."""
    attributes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Columns about the filling in, neither question nor attribute."""
    codes: tuple[str, ...] = ()
    """Words that it writes for a missing answer."""
    note: str = ""


_PLAY = ("App Version Name", "Reviewer Language", "Device", "Package Name")
TOOLS: Mapping[str, SurveyTool] = {
    "qualtrics": SurveyTool(
        "Qualtrics", (("ResponseId",), ("RecordedDate", "EndDate")), ("ResponseId",),
        ("RecordedDate", "EndDate"), attributes=("DistributionChannel", "UserLanguage"),
        others=("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished",
                "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "ResponseId",
                "LocationLatitude", "LocationLongitude"),
        note="Qualtrics writes times of the account's zone: timezone=… states it",
    ),
    "surveymonkey": SurveyTool(
        "SurveyMonkey", (("Respondent ID",), ("Collector ID",)), ("Respondent ID",), ("End Date", "Date Modified"),
        others=("Collector ID", "Start Date", "Date Created", "IP Address", "Email Address", "First Name", "Last Name",
                "Custom Data 1"),
        note="SurveyMonkey writes times of the account's zone: timezone=… states it",
    ),
    "typeform": SurveyTool(
        "Typeform", (("Submit Date (UTC)",), ("Network ID",)), ("#", "column 1", "Token", "Response ID"),
        ("Submit Date (UTC)",),
        others=("Start Date (UTC)", "Stage Date (UTC)", "Network ID", "Response Type", "Tags", "Ending"),
    ),
    "google_forms": SurveyTool(
        "Google Forms", (("Timestamp",), ("Email Address", "Username")), ("Email Address", "Username"), ("Timestamp",),
        note="Google Forms writes times of the sheet's zone: timezone=… states it",
    ),
    "zendesk": SurveyTool(
        "Zendesk", (("Requester", "Requester id", "requester_id"),
                    ("Satisfaction Score", "satisfaction_rating.score", "satisfaction_rating")),
        ("Requester id", "Requester external id", "Requester email", "Requester"), ("Created at",),
        {"Satisfaction Score": "good or bad", "satisfaction_rating.score": "good or bad"},
        ("Subject", "Description", "satisfaction_rating.comment"), ("Satisfaction Comment",),
        ("Id", "Group", "Tags", "Status", "Priority", "Via", "via.channel", "Ticket type", "Type"),
        codes=("Offered", "Unoffered", "Not Offered", "Not rated", "-"),
    ),
    "intercom": SurveyTool(
        "Intercom", (("conversation_rating.rating", "conversation_rating.score", "Conversation rating"),),
        ("conversation_rating.contact_id", "conversation_rating.contact.id", "Contact ID", "User ID"),
        ("conversation_rating.created_at", "created_at", "Conversation started at"),
        dict.fromkeys(("conversation_rating.rating", "conversation_rating.score", "Conversation rating"), "csat"),
        ("conversation_rating.remark", "Conversation rating remark"), (), ("state", "Channel", "Conversation tags"),
    ),
    "google_play": SurveyTool(
        "Google Play", (("Star Rating",), ("Review Text",), ("Review Submit Date and Time",)), (),
        ("Review Submit Date and Time",), {"Star Rating": "stars"}, ("Review Title", "Review Text"), (), _PLAY,
    ),
    "app_store": SurveyTool(
        "App Store", (("attributes.rating",), ("attributes.body",)), ("attributes.reviewerNickname",),
        ("attributes.createdDate",), {"attributes.rating": "stars"}, ("attributes.title", "attributes.body"),
        attributes=("attributes.territory",),
    ),
    "app_store_rss": SurveyTool(
        "the App Store's RSS", (("im:rating.label",), ("content.label",)), ("author.name.label",), ("updated.label",),
        {"im:rating.label": "stars"}, ("title.label", "content.label"), attributes=("im:version.label",),
    ),
    "trustpilot": SurveyTool(
        "Trustpilot", (("Review Stars", "Stars"), ("Review Content",)), ("Review Username", "Consumer"),
        ("Review Created (UTC)", "Review Created", "Created"), {"Review Stars": "stars", "Stars": "stars"},
        ("Review Title", "Review Content"), attributes=("Reference Id", "Location Name", "Domain URL", "Tags"),
    ),
}  # fmt: skip
"""Value of ``preset=`` -> the tool."""

NOT_ANSWERS = frozenset({"survey preview", "survey test", "spam", "1", "2", "8", "9", "12", "17", "40", "48"})
"""What Qualtrics writes as the status of responses that no customer gave: previews, tests, spam."""


def tool_of(columns: Sequence[str], preset: str | None) -> SurveyTool | None:
    """Return the tool that was named, else the one whose marks the columns have, else None."""
    if preset is None:
        return next((tool for tool in TOOLS.values() if all(matching(columns, mark) for mark in tool.marks)), None)
    key = preset.casefold().replace(" ", "_")
    if key not in TOOLS:
        raise AnswersError(f"preset={preset!r} is not known.{did_you_mean(key, TOOLS)} Presets: {listing(TOOLS)}.")
    return TOOLS[key]


def first_of(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the column with the first of the names that there is."""
    return next((hits[0] for name in names if (hits := matching(columns, (name,)))), None)
