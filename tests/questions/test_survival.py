"""Kaplan-Meier curves equal those of lifelines, interval and all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from journeykit.errors import EventLogError
from journeykit.events import Events, read_events
from journeykit.questions import survival
from tests.events import oracles
from tests.events.conftest import frame_of

lifelines = pytest.importorskip("lifelines", reason="the oracle extra brings lifelines")

DAY = 86_400


def rows_of(seed: int, paths: int = 60) -> list[oracles.Row]:
    rng = np.random.default_rng(seed)
    rows: list[oracles.Row] = []
    for number in range(paths):
        t = int(rng.integers(0, 40 * DAY))
        for event in rng.choice(["use", "use", "use", "quit", "join"], rng.integers(1, 6)):
            rows.append((f"p{number}", str(event), t))
            t += int(rng.exponential(6 * DAY))
    return rows


def lives(rows: list[oracles.Row], *, end: str | None, idle: int | None, first: str | None) -> list[tuple[int, bool]]:
    stop, found = max(t for _, _, t in rows), []
    for events in oracles.paths_of(rows).values():
        starts = [n for n, (name, _) in enumerate(events) if first in (None, name)]
        if not starts:
            continue
        born = events[starts[0]][1]
        if idle is not None:
            found.append((events[-1][1] - born, stop - events[-1][1] >= idle))
        else:
            ends = [t for name, t in events[starts[0] + 1 :] if name == end]
            found.append((ends[0] - born, True) if ends else (stop - born, False))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("end", "idle", "first"), [("quit", None, None), (None, 9, None), ("quit", None, "join")])
def test_the_curve_equals_lifelines(seed: int, end: str | None, idle: int | None, first: str | None) -> None:
    rows = rows_of(seed)
    events = read_events(frame_of(rows))
    query = survival(events, end=end, idle=None if idle is None else f"{idle}d", first=first)
    observed = lives(rows, end=end, idle=None if idle is None else idle * DAY, first=first)
    assert_equals_lifelines(query.to_pandas(), observed)
    assert sum(query.to_pandas()["ended"]) == sum(ended for _, ended in observed)
    assert len(query.paths("ended").to_pandas()) == sum(ended for _, ended in observed)


def assert_equals_lifelines(frame: object, observed: list[tuple[int, bool]]) -> None:
    times, ended = [lasted // DAY for lasted, _ in observed], [ended for _, ended in observed]
    oracle = lifelines.KaplanMeierFitter().fit(times, ended)
    table = frame.set_index("period")  # type: ignore[attr-defined]
    assert table.index.tolist() == oracle.event_table.index.astype(int).tolist()
    assert table["ended"].tolist() == oracle.event_table["observed"].tolist()
    assert table["censored"].tolist() == oracle.event_table["censored"].tolist()
    assert table["at_risk"].iloc[1:].tolist() == oracle.event_table["at_risk"].iloc[1:].tolist()
    np.testing.assert_allclose(table["survival_share"], oracle.survival_function_.iloc[:, 0], atol=1e-12)
    inside = (table["survival_share"] > 0) & (table["survival_share"] < 1)
    for column, name in (("low", "KM_estimate_lower_0.95"), ("high", "KM_estimate_upper_0.95")):
        expected = oracle.confidence_interval_[name].to_numpy()
        np.testing.assert_allclose(table[column][inside], expected[inside], atol=1e-9)
    assert (table["low"] <= table["survival_share"]).all()
    assert (table["survival_share"] <= table["high"]).all()


def test_time_to_release_of_real_patients_equals_lifelines(real_data: Callable[[str], Path]) -> None:
    events: Events = read_events(real_data("sepsis.csv"))
    from tests.events.test_real_logs import LOGS

    rows = [(path, event, t // 1_000_000) for path, event, t in LOGS["sepsis.csv"][0](real_data("sepsis.csv"))]
    observed = lives(rows, end="Release A", idle=None, first=None)
    assert_equals_lifelines(survival(events, end="Release A").to_pandas(), observed)


@pytest.mark.parametrize("options", [{}, {"end": "a", "idle": "1d"}])
def test_what_an_end_is_must_be_said_once(options: dict[str, str]) -> None:
    with pytest.raises(EventLogError) as error:
        survival(read_events(frame_of([("p", "a", 0)])), **options)  # type: ignore[arg-type]
    assert str(error.value) == ("survival needs either end='…' (an event) or idle='30d' (silence): say what an end is.")
