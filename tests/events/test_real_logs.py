"""Real logs: every line accounted for, counts equal an obvious Python count of the file."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from journeykit.events import Events, read_events
from journeykit.questions import funnel, reach, stage_flow, steps, transitions, with_wilson

from . import oracles

Rows = list[tuple[str, str, int]]


def csv_rows(path: Path, delimiter: str, who: str, what: str, when: Callable[[dict[str, str]], pd.Timestamp]) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [(row[who], row[what], when(row).value // 1000) for row in csv.DictReader(stream, delimiter=delimiter)]


def xes_time(row: dict[str, str]) -> pd.Timestamp:
    return pd.Timestamp(row["time:timestamp"]).tz_convert("UTC")


def shop_rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as stream:
        found = sorted(csv.DictReader(stream, delimiter=";"), key=lambda row: int(row["Click_order"]))
    return [(r["COOKIE"], r["Webpage"], pd.Timestamp(f"{r['Date']} {r['Time']}").value // 1000) for r in found]


def hospital_rows(path: Path) -> Rows:
    frame = pd.read_parquet(path)
    times = frame["timestamp"].astype("datetime64[us]").astype("int64")
    return list(zip(frame["case_id"], frame["activity"], times, strict=True))


def xes_rows(path: Path) -> Rows:
    rows: Rows = []
    with gzip.open(path) as stream:
        for _, trace in ElementTree.iterparse(stream):
            if not trace.tag.endswith("trace"):
                continue
            who = value_of(trace, "concept:name")
            for event in trace:
                if event.tag.endswith("event"):
                    when = pd.Timestamp(value_of(event, "time:timestamp")).tz_convert("UTC")
                    rows.append((who, value_of(event, "concept:name"), when.value // 1000))
            trace.clear()
    return rows


def value_of(element: ElementTree.Element, key: str) -> str:
    return next(child.attrib["value"] for child in element if child.attrib.get("key") == key)


LOGS: dict[str, tuple[Callable[[Path], Rows], int]] = {
    "hwsw_shop_clickstream_1999.csv": (shop_rows, 24_344),
    "receipt.csv": (lambda p: csv_rows(p, ",", "case:concept:name", "concept:name", xes_time), 8_577),
    "running-example.csv": (lambda p: csv_rows(p, ",", "case:concept:name", "concept:name", xes_time), 42),
    "sepsis.csv": (
        lambda p: csv_rows(p, ";", "Case ID", "Activity", lambda row: pd.Timestamp(row["Complete Timestamp"])),
        15_214,
    ),
    "hospital_billing.parquet": (hospital_rows, 49_951),
    "helpdesk.xes.gz": (xes_rows, 21_348),
    "bpic2012.xes.gz": (xes_rows, 262_200),
}


@pytest.fixture(scope="module", params=LOGS)
def log(request: pytest.FixtureRequest, real_data: Callable[[str], Path]) -> tuple[Events, Rows]:
    path = real_data(request.param)
    return read_events(path, lifecycle_col=False), LOGS[request.param][0](path)


@pytest.mark.slow
def test_a_real_log_finds_its_columns_and_keeps_every_line(log: tuple[Events, Rows]) -> None:
    events, rows = log
    report = events.report
    assert report.lines == report.kept == len(rows) == LOGS[report.source][1]
    assert len(report.rejected) == 0
    assert events.path_count == len({path for path, _, _ in rows})


def test_transitions_of_a_real_log_equal_an_obvious_count(log: tuple[Events, Rows]) -> None:
    events, rows = log
    pairs: Counter[tuple[str, str]] = Counter()
    paths: Counter[tuple[str, str]] = Counter()
    for visited in oracles.paths_of(rows).values():
        found = [(a, b) for (a, _), (b, _) in pairwise(visited)]
        pairs.update(found)
        paths.update(set(found))
    frame = transitions(events).to_pandas()
    key = list(zip(frame["source"], frame["target"], strict=True))
    assert dict(zip(key, frame["transitions"], strict=True)) == pairs
    assert dict(zip(key, frame["paths"], strict=True)) == paths


@pytest.mark.slow
def test_steps_of_a_real_log_equal_an_obvious_count_and_every_link_a_funnel(log: tuple[Events, Rows]) -> None:
    events, rows = log
    frame = steps(events, columns=4, top=4).to_pandas()
    kinds = ["source_column", "source", "source_kind", "target", "target_kind"]
    named = frame[kinds].astype(object).where(frame[kinds].notna(), None)
    assert Counter(dict(zip(named.itertuples(index=False, name=None), frame["paths"], strict=True))) == oracles.steps(
        rows, 4, 4
    )
    plain = frame[(frame["source_kind"] == "event") & (frame["target_kind"] == "event")]
    for link in plain.itertuples():
        asked = funnel(events, [link.source, link.target], order="direct", at=link.source_column).to_pandas()
        assert asked["paths"].iloc[-1] == link.paths


@pytest.mark.slow
def test_funnels_and_stage_flows_of_a_real_log_equal_an_obvious_matcher(log: tuple[Events, Rows]) -> None:
    events, rows = log
    common = reach(events).to_pandas()["event"].tolist()[:4]
    day = 86_400_000_000
    for window, limit in (("1d", day), (None, None)):
        frame = funnel(events, common, window=window).to_pandas()
        assert frame["paths"].tolist() == _greedy(rows, common, limit)
    frame = stage_flow(events, common).to_pandas()
    links = {
        (row.source_column, None if row.target_column is pd.NA else int(row.target_column), row.kind): row.paths
        for row in frame.itertuples()
    }
    assert links == oracles.stage_flow(rows, common)


def _greedy(rows: Rows, names: list[str], limit: int | None) -> list[int]:
    """The earliest match, step by step: trying everything is too slow on paths of hundreds of events."""
    reached = [0] * len(names)
    for events in oracles.paths_of(rows).values():
        step, entered = 0, 0
        for event, time in events:
            if step < len(names) and event == names[step] and (step == 0 or limit is None or time - entered <= limit):
                entered = time if step == 0 else entered
                reached[step] += 1
                step += 1
    return reached


def test_wilson_intervals_of_a_real_funnel_equal_statsmodels(log: tuple[Events, Rows]) -> None:
    events, _ = log
    frame = with_wilson(funnel(events, reach(events).to_pandas()["event"].tolist()[:3]).to_pandas())
    for before, now in pairwise(frame.itertuples()):
        if before.paths:
            low, high = proportion_confint(now.paths, before.paths, method="wilson")
            assert (now.low, now.high) == (pytest.approx(low, abs=1e-12), pytest.approx(high, abs=1e-12))
