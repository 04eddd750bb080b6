"""What is inside a stage equals an obvious count, and its ways in and out sum to the stage."""

from __future__ import annotations

import random

from journeykit.events import Label, read_events, relabel
from journeykit.questions import reach, stage_inside
from tests.events import oracles
from tests.events.conftest import frame_of

STAGES = [Label("look", ("home", "list_*")), Label("buy", ("pay*", "list_sale"))]
NAMES = ["home", "list_a", "list_sale", "pay", "pay_card", "help"]
STAGE_OF = {"home": "look", "list_a": "look", "list_sale": "look", "pay": "buy", "pay_card": "buy"}


def test_the_events_of_a_stage_equal_an_obvious_count_and_its_ways_in_and_out_sum_to_it() -> None:
    chance = random.Random(5)
    rows = [(f"p{chance.randrange(30)}", chance.choice(NAMES), chance.randrange(50)) for _ in range(200)]
    events = read_events(frame_of(rows))
    frame = stage_inside(events, STAGES).to_pandas()
    visits: dict[tuple[str, str], list[str]] = {}
    for path, visited in oracles.paths_of(rows).items():
        for event, _ in visited:
            if event in STAGE_OF:
                visits.setdefault((path, STAGE_OF[event]), []).append(event)
    expected = {}
    for stage, event in {(stage, event) for event, stage in STAGE_OF.items()}:
        inside = [seen for (_, at), seen in visits.items() if at == stage]
        here = [seen for seen in inside if event in seen]
        expected[stage, event] = (
            sum(seen.count(event) for seen in here),
            len(here),
            len(inside),
            len(here) / len(inside),
            sum(seen[0] == event for seen in inside),
            sum(seen[-1] == event for seen in inside),
        )
    found = {row[:2]: row[2:] for row in frame.itertuples(index=False, name=None)}
    assert found == expected
    assert frame["stage"].drop_duplicates().tolist() == ["look", "buy"]
    totals = frame.groupby("stage")[["first_paths", "last_paths"]].sum()
    stages = reach(relabel(events, STAGES)).to_pandas().set_index("event")["paths"]
    for stage, row in totals.iterrows():
        assert row["first_paths"] == row["last_paths"] == stages[stage]


def test_a_log_without_any_stage_is_an_empty_frame_of_the_documented_types() -> None:
    query = stage_inside(read_events(frame_of([("x", "a", 0)])), [])
    frame = query.to_pandas()
    assert frame.empty
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == dict(query.dtypes)
