"""The removal effect equals published worked examples, and taking a state out of the chain by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import read_events
from journeykit.questions import removal_effect
from journeykit.questions._markov import chain_counts, chain_of, goal_share
from tests.events import oracles
from tests.events.conftest import frame_of

ROWS = st.lists(
    st.tuples(st.sampled_from("stuvwxyz"), st.sampled_from("abcg"), st.integers(0, 9)), min_size=1, max_size=80
)


def effects(rows: list[oracles.Row], goal: str) -> dict[str, tuple[float, float]]:
    frame = removal_effect(read_events(frame_of(rows)), goal).to_pandas()
    return {row.event: (row.removal_effect, row.conversions) for row in frame.itertuples()}


def test_bryl_2016() -> None:
    """Three paths: C1 C2 C3 purchase; C1; C2 C3. P = 1/3, effects 0.5, 1, 1, weights 0.2, 0.4, 0.4.

    S. Bryl', Marketing Multi-Channel Attribution model with R (part 1), analyzecore.com, 2016-08-03.
    """
    paths = ["C1 C2 C3 purchase", "C1", "C2 C3"]
    rows = [(f"p{number}", event, n) for number, path in enumerate(paths) for n, event in enumerate(path.split())]
    found = effects(rows, "purchase")
    assert {event: effect for event, (effect, _) in found.items()} == pytest.approx({"C1": 0.5, "C2": 1, "C3": 1})
    assert {event: share for event, (_, share) in found.items()} == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4})


def test_puzyrov_2019() -> None:
    """Google twice and mailing once convert alone, once together, google once fails: P = 0.8, effects 0.75 and 0.5.

    S. Puzyrov, Markov Chain Attribution: simple explanation of removal effect, serhiipuzyrov.com, 2019-07.
    """
    paths = ["google buy", "google buy", "mailing buy", "google mailing buy", "google"]
    rows = [(f"p{number}", event, n) for number, path in enumerate(paths) for n, event in enumerate(path.split())]
    found = effects(rows, "buy")
    assert found["google"] == pytest.approx((0.75, 4 * 0.75 / 1.25))
    assert found["mailing"] == pytest.approx((0.5, 4 * 0.5 / 1.25))


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(ROWS)
def test_effects_equal_taking_each_state_out_and_credit_sums_to_conversions(rows: list[oracles.Row]) -> None:
    if "g" not in {event for _, event, _ in rows}:
        return
    events = read_events(frame_of(rows))
    goals = {
        path: [e for e, _ in visited].index("g")
        for path, visited in oracles.paths_of(rows).items()
        if "g" in [e for e, _ in visited]
    }
    converted = sum(place > 0 for place in goals.values())
    table = removal_effect(events, "g").to_pandas()
    raw = events._log.fetch(chain_counts(["g"])).to_pandas()
    if not len(raw):
        assert table.empty
        return
    chain = chain_of(raw)
    shares, size = chain.shares(), len(chain.states)
    whole = goal_share(shares)
    # A first-order chain of whole paths gives back the conversions that were seen.
    assert whole * chain.counts[size].sum() == pytest.approx(converted)
    for row in table.itertuples():
        if not converted:
            assert np.isnan(row.removal_effect)
            continue
        without = shares.copy()
        column = chain.states.index(row.event)
        without[:, size + 1] += without[:, column]
        without[:, column] = 0
        assert row.removal_effect == pytest.approx(1 - goal_share(without) / whole)
    if converted:
        assert table["credit_share"].sum() == pytest.approx(1)
    assert table["conversions"].sum() == pytest.approx(converted)


def test_an_event_between_whom_nobody_converts_has_no_effect() -> None:
    rows = [("p", "a", 0), ("p", "g", 1), ("q", "b", 0)]
    assert effects(rows, "g") == {"a": (1.0, 1.0), "b": (0.0, 0.0)}
