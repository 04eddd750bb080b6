"""All lists behind a question: the same as each of them asked for alone."""

from __future__ import annotations

import pandas as pd
import pytest

import journeykit.events as ev
import journeykit.questions as qs
from journeykit.errors import EventLogError
from journeykit.questions._eventually_follows import eventually_follows
from journeykit.questions._members import members


@pytest.fixture
def log() -> ev.Events:
    paths = {"a": ["see", "buy"], "b": ["see"], "c": ["buy", "see", "buy"]}
    rows = [(who, name, f"2026-05-{day + 1:02}") for who, names in paths.items() for day, name in enumerate(names)]
    return ev.read_events(pd.DataFrame(rows, columns=["user_id", "event", "timestamp"]))


def test_every_list_is_the_one_that_its_row_gives(log: ev.Events) -> None:
    query = qs.transitions(log)
    together = members(query).to_pandas()
    for row in query.to_pandas().to_dict("records"):
        mine = together[(together["source"] == row["source"]) & (together["target"] == row["target"])]
        alone = query.paths(source=row["source"], target=row["target"]).to_pandas()
        assert mine["path"].tolist() == alone["path"].tolist()
        assert len(mine) == row["paths"]


def test_pairs_of_events_list_who_comes_to_the_second_later(log: ev.Events) -> None:
    together = members(eventually_follows(log, [("see", "buy"), ("buy", "see")])).to_pandas()
    assert together.values.tolist() == [["buy", "see", "c"], ["see", "buy", "a"], ["see", "buy", "c"]]


def test_a_column_without_lists_is_named(log: ev.Events) -> None:
    with pytest.raises(EventLogError, match="transitions has no list of paths behind 'out_share'"):
        members(qs.transitions(log), "out_share")
