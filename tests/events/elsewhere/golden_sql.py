"""What nobody here can run, kept to be read: the statements and questions for BigQuery, Snowflake and Trino.

After a change that is meant, ``python -m tests.events.elsewhere.golden_sql`` writes the files anew.
"""

from __future__ import annotations

from pathlib import Path

from journeykit.events import read_events
from journeykit.events.elsewhere import prepared_sql

from ..conftest import frame_of
from ..test_query import QUESTIONS

FOLDER = Path(__file__).parent / "golden"
UNTRIED = ("bigquery", "snowflake", "trino")


def golden(dialect: str) -> str:
    """Return the file of a dialect: the preparation, then each question, all over the same small log."""
    prepared = prepared_sql(
        dialect,
        "web.events",
        path_col="user_id",
        event_col="event",
        timestamp_col="happened_at",
        order_col="row",
        attribute_cols=["channel"],
        into="journeys",
    )
    events = read_events(frame_of([("u", "a", 0), ("u", "b", 1), ("v", "it's", 0)]))
    asked = (f"-- {name}\n{ask(events).sql(dialect)};\n" for name, ask in QUESTIONS.items())
    return "\n".join([f"-- Written for {dialect}, untried there.\n\n-- preparation\n{prepared}", *asked])


if __name__ == "__main__":
    for name in UNTRIED:
        (FOLDER / f"{name}.sql").write_text(golden(name), encoding="utf-8")
