"""Other people's engines count the same: pm4py on real logs, ClickHouse's windowFunnel on random ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from journeykit.events import Events, read_events
from journeykit.questions import funnel, reach, transitions, variants
from tests.events.conftest import frame_of
from tests.questions.test_funnel_settings import random_rows

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


@pytest.fixture(scope="module", params=LOGS)
def events(request: pytest.FixtureRequest, real_data: Callable[[str], Path]) -> Events:
    return read_events(real_data(request.param), lifecycle_col=False)


@pytest.mark.slow
def test_transitions_variants_starts_and_ends_of_a_real_log_equal_pm4py(events: Events) -> None:
    pm4py = pytest.importorskip("pm4py", reason="pm4py comes with the extra oracle")
    rows = events._log.rows(oracles.named_events())
    # pm4py breaks ties as its sort happens to: it is given the tie order as time.
    frame = pd.DataFrame(
        {
            "case:concept:name": [row["id"] for row in rows],
            "concept:name": [row["name"] for row in rows],
            "time:timestamp": pd.to_datetime([row["position"] for row in rows], unit="s", utc=True),
        }
    )
    following, starts, ends = pm4py.discover_dfg(frame)
    answer = transitions(events).to_pandas()
    pairs = zip(answer["source"], answer["target"], strict=True)
    assert dict(zip(pairs, answer["transitions"], strict=True)) == dict(following)
    whole = variants(events, top=None).to_pandas()
    assert dict(zip(whole["names"], whole["paths"], strict=True)) == pm4py.get_variants(frame)
    reached = reach(events).to_pandas().set_index("event")
    for column, expected in (("first_paths", starts), ("last_paths", ends)):
        assert reached.loc[reached[column] > 0, column].to_dict() == expected


@pytest.mark.slow
@pytest.mark.parametrize("window", [1, 3, 8, 1_000])
@pytest.mark.parametrize("steps", [("a", "b", "c"), ("b", "a", "d"), ("a", "x", "d", "c")])
def test_a_funnel_with_any_entry_equals_the_window_funnel_of_clickhouse(window: int, steps: tuple[str, ...]) -> None:
    chdb = pytest.importorskip("chdb", reason="chdb comes with the extra clickhouse")
    # windowFunnel cannot take one event for two steps (it never gets past the first), so the steps differ. It
    # knows no tie order: with strict_increase steps have later times, so there are no ties here.
    rows = [(path, event, 3 * second + place % 3) for place, (path, event, second) in enumerate(random_rows(11, 400))]
    seen: set[tuple[str, int]] = set()
    rows = [row for row in rows if (row[0], row[2]) not in seen and not seen.add((row[0], row[2]))]  # type: ignore[func-returns-value]
    values = ", ".join(f"('{path}', '{event}', {second})" for path, event, second in rows)
    conditions = ", ".join(f"e = '{step}'" for step in steps)
    text = chdb.query(
        f"SELECT level, count() FROM (SELECT p, windowFunnel({window}, 'strict_increase')(toUInt64(t), {conditions})"
        f" AS level FROM values('p String, e String, t UInt64', {values}) GROUP BY p) GROUP BY level",
        "CSV",
    ).data()
    levels = Counter({int(level): int(count) for level, count in (line.split(",") for line in text.split())})
    expected = [sum(count for level, count in levels.items() if level >= step) for step in range(1, len(steps) + 1)]
    query = funnel(read_events(frame_of(rows)), steps, window=f"{window}s", reentry="best")
    assert query.to_pandas()["paths"].tolist() == expected


def test_shuffled_rows_split_files_and_other_names_change_nothing(tmp_path: Path) -> None:
    rows = random_rows(13, 120)
    frame = frame_of(rows).assign(order=range(len(rows)))
    shuffled = frame.sample(frac=1.0, random_state=2)
    (tmp_path / "parts").mkdir()
    for number in range(3):
        shuffled.iloc[number::3].to_csv(tmp_path / "parts" / f"{number}.csv", index=False)
    names = {name: f"{letter} of {name}" for name, letter in zip("abcdx", "qyemo", strict=True)}
    logs = [read_events(source, order_col="order") for source in (frame, shuffled, tmp_path / "parts")]
    renamed = read_events(frame.assign(event=frame["event"].map(names)), order_col="order")
    for reentry in ("first", "best"):
        answers = [funnel(log, ["a", "b", "c"], window="5s", reentry=reentry).to_pandas() for log in logs]
        other = funnel(renamed, [names[name] for name in "abc"], window="5s", reentry=reentry).to_pandas()
        for answer in [*answers[1:], other.assign(name=answers[0]["name"])]:
            pd.testing.assert_frame_equal(answer, answers[0])
    pairs = [transitions(log).to_pandas() for log in logs]
    back = {name: old for old, name in names.items()}
    other = transitions(renamed).to_pandas()
    other = other.assign(source=other["source"].map(back), target=other["target"].map(back))
    other = other.sort_values(["transitions", "source", "target"], ascending=[False, True, True], ignore_index=True)
    for answer in [*pairs[1:], other]:
        pd.testing.assert_frame_equal(answer, pairs[0], check_dtype=False)
