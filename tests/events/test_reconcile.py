"""Chart = funnel = list: a link of a Sankey, its funnel and the paths behind it are one number, on every real log.

The lists of all links of a chart are fetched at once. A funnel is asked link by link, as a person would: for a few
links of each log in every run, for every link of every log in the long one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from journeykit.events import Events, Query, read_events
from journeykit.questions import funnel, reach, stage_flow, steps, transitions

from . import oracles

LOGS = [
    "hwsw_shop_clickstream_1999.csv",
    "receipt.csv",
    "running-example.csv",
    "sepsis.csv",
    "hospital_billing.parquet",
    "helpdesk.xes.gz",
    "bpic2012.xes.gz",
]
SAMPLE = 2


@pytest.fixture(scope="module", params=LOGS)
def events(request: pytest.FixtureRequest, real_data: Callable[[str], Path]) -> Events:
    return read_events(real_data(request.param), lifecycle_col=False)


def chart(query: Query, number: str = "paths") -> Counter[tuple[Any, ...]]:
    frame = query.to_pandas()
    keys = frame[list(query.members[number].keys)].astype(object)
    rows = keys.where(keys.notna(), None).itertuples(index=False, name=None)
    return Counter({row: int(count) for row, count in zip(rows, frame[number], strict=True) if count})


def lists(query: Query, number: str = "paths") -> Counter[tuple[Any, ...]]:
    """How many paths the lists of all rows hold; a path that stands twice in one list would show."""
    members = query.members[number]
    return Counter(
        tuple(row[key] for key in members.keys) for row in query._log.rows(oracles.named_members(query, number))
    )


def sampled(frame: pd.DataFrame, most: int = SAMPLE) -> list[dict[str, Any]]:
    return [dict(row) for row in frame.sample(min(most, len(frame)), random_state=1).to_dict("records")]


@pytest.mark.slow
def test_every_link_of_the_step_sankey_is_its_list_and_some_are_asked_as_funnels(events: Events) -> None:
    query = steps(events, columns=6, top=8)
    assert chart(query) == lists(query)
    for row in sampled(plain_links(query)):
        assert_link_is_funnel_and_list(events, query, row)


@pytest.mark.slow
def test_every_transition_is_its_list_and_some_are_asked_as_funnels(events: Events) -> None:
    query = transitions(events)
    assert chart(query) == lists(query)
    for row in sampled(query.to_pandas()):
        assert_transition_is_funnel_and_list(events, query, row)


@pytest.mark.soak
def test_every_link_and_every_transition_is_its_funnel(events: Events) -> None:
    query = steps(events, columns=4, top=6)
    for row in sampled(plain_links(query), 10_000):
        assert_link_is_funnel_and_list(events, query, row)
    query = transitions(events)
    for row in sampled(query.to_pandas(), 10_000):
        assert_transition_is_funnel_and_list(events, query, row)


def plain_links(query: Query) -> pd.DataFrame:
    frame = query.to_pandas()
    return frame[(frame["source_kind"] == "event") & (frame["target_kind"] == "event")]


def assert_link_is_funnel_and_list(events: Events, query: Query, row: dict[str, Any]) -> None:
    asked = funnel(events, [row["source"], row["target"]], order="direct", at=row["source_column"])
    listed = query.paths(**{key: row[key] for key in query.members["paths"].keys}).to_pandas()["path"].tolist()
    assert asked.paths(step=2).to_pandas()["path"].tolist() == listed
    assert asked.to_pandas()["paths"].tolist()[1] == row["paths"] == len(listed)


def assert_transition_is_funnel_and_list(events: Events, query: Query, row: dict[str, Any]) -> None:
    asked = funnel(events, [row["source"], row["target"]], order="direct", reentry="best")
    listed = query.paths(source=row["source"], target=row["target"]).to_pandas()["path"].tolist()
    assert asked.paths(step=2).to_pandas()["path"].tolist() == listed
    assert asked.to_pandas()["paths"].tolist()[1] == row["paths"] == len(listed)


def test_reach_and_stage_flow_are_their_lists(events: Events) -> None:
    reached = reach(events)
    for number in reached.members:
        assert chart(reached, number) == lists(reached, number)
    query = stage_flow(events, reached.to_pandas()["event"].tolist()[:5])
    assert chart(query) == lists(query)


def test_shares_of_transitions_sum_to_one(events: Events) -> None:
    frame = transitions(events).to_pandas()
    assert frame.groupby("source")["out_share"].sum().tolist() == pytest.approx([1.0] * frame["source"].nunique())
    assert frame.groupby("target")["in_share"].sum().tolist() == pytest.approx([1.0] * frame["target"].nunique())


@pytest.mark.slow
def test_every_number_of_a_real_funnel_is_its_list(events: Events) -> None:
    names = reach(events).to_pandas()["event"].tolist()[:4]
    for options in ({"window": "7d"}, {"reentry": "best", "window": "7d"}, {"open": True, "order": "direct"}):
        query = funnel(events, names, **options)  # type: ignore[arg-type]
        frame = query.to_pandas()
        for number in query.members:
            shown = {
                step: count for step, count in zip(frame["step"], frame[number], strict=True) if count is not pd.NA
            }
            listed = lists(query, number)
            assert {step: listed[(step,)] for step in shown} == shown
        assert (frame["dropped"].dropna() >= frame["ended"][: len(frame) - 1]).all()
