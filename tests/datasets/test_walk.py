import hashlib
import subprocess
import sys

import pandas as pd
import pytest

from journeykit.datasets._walk import LEAVES, Journey, Noise, Silence, State, Trait, WeightChange, walk

STATES = {
    "door": State("door opened", "in_store", {"shelf": (0.7, 0.2), LEAVES: (0.3, 0)}),
    "shelf": State("shelf seen", "in_store", {"shelf": (0.2, 0.1), "till": (0.4, 0.3), LEAVES: (0.4, 0)}),
    "till": State("paid", "in_store", {"door": (0.3, 200), LEAVES: (0.7, 0)}),
}


def shop(**changes) -> Journey:
    facts = {"label": "Synthetic shop", "prefix": "guest", "start": "2026-01-01", "end": "2026-03-31"}
    return Journey(**{**facts, "entries": {"door": 1.0}, "states": STATES, **changes})


def fingerprint(frame: pd.DataFrame) -> str:
    return hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()


def test_the_same_seed_gives_the_same_rows_and_another_seed_others():
    one, again, other = (walk(shop(), seed=seed, travellers=200) for seed in (1, 1, 2))
    assert fingerprint(one) == fingerprint(again)
    assert fingerprint(one) != fingerprint(other)


def test_the_same_seed_gives_the_same_rows_in_another_process():
    code = (
        "import hashlib; from journeykit.datasets import log_for;"
        "print(hashlib.sha256(log_for('cook-family', travellers=80).to_csv(index=False).encode()).hexdigest())"
    )
    from journeykit.datasets import log_for

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == fingerprint(log_for("cook-family", travellers=80))


def test_every_step_is_a_declared_move_and_every_path_starts_at_an_entry():
    log = walk(shop(), seed=3, travellers=500)
    before = log.groupby("path_id")["event"].shift()
    pairs = set(zip(before.dropna(), log["event"][before.notna()], strict=True))
    events = {name: state.event for name, state in STATES.items()}
    declared = {(state.event, events[move]) for state in STATES.values() for move in state.moves if move != LEAVES}
    assert pairs == declared
    assert set(log.groupby("path_id")["event"].first()) == {"door opened"}


def test_shares_of_moves_follow_the_weights():
    log = walk(shop(), seed=4, travellers=4000)
    following = log.groupby("path_id")["event"].shift(-1)
    after_door = following[log["event"].eq("door opened")]
    assert after_door.eq("shelf seen").mean() == pytest.approx(0.7, abs=0.02)


def test_times_stay_inside_the_declared_days_and_never_run_backwards():
    log = walk(shop(), seed=5, travellers=800)
    assert log["time"].min() >= pd.Timestamp("2026-01-01", tz="UTC")
    assert log["time"].max() < pd.Timestamp("2026-04-01", tz="UTC")
    assert log["time"].is_monotonic_increasing
    assert str(log["time"].dt.tz) == "UTC"


def test_travellers_are_still_under_way_at_the_end():
    # Every guest comes back for ever; the log ends all the same.
    states = {"door": State("door opened", "in_store", {"door": (1.0, 24 * 20)})}
    log = walk(shop(states=states), seed=6, travellers=50)
    last = log.groupby("path_id")["time"].max()
    assert (last > pd.Timestamp("2026-02-01", tz="UTC")).mean() > 0.8


def test_a_trait_that_leaves_more_easily_gets_less_far():
    trait = Trait("mood", {"keen": (0.5, 0.4), "bored": (0.5, 3.0)})
    log = walk(shop(traits=(trait,)), seed=7, travellers=2000)
    paid = log[log["event"].eq("paid")].groupby("mood")["path_id"].nunique()
    assert paid["keen"] > 2 * paid["bored"]
    assert log.groupby("path_id")["mood"].nunique().max() == 1


def test_a_change_acts_from_its_day_on():
    log = walk(shop(changes=(WeightChange("2026-02-15", "shelf", "till", 6.0),)), seed=8, travellers=4000)
    late = log["time"] >= pd.Timestamp("2026-02-15", tz="UTC")
    following = log.groupby("path_id")["event"].shift(-1)
    at_shelf = log["event"].eq("shelf seen")
    assert following[at_shelf & late].eq("paid").mean() > following[at_shelf & ~late].eq("paid").mean() + 0.2


def test_noise_is_written_beside_the_journey_without_changing_it():
    quiet, loud = (
        walk(shop(noise=noise), seed=9, travellers=300) for noise in ((), (Noise("app error", "website", 0.1),))
    )
    kept = loud[loud["event"].ne("app error")].reset_index(drop=True)
    assert 0.05 < 1 - len(kept) / len(loud) < 0.15
    assert fingerprint(kept) == fingerprint(quiet)


def test_ties_are_rare_but_there():
    log = walk(shop(tie_share=0.02), seed=10, travellers=3000)
    ties = log.duplicated(["path_id", "time"]).sum()
    assert 0 < ties < 0.05 * len(log)


def test_no_travellers_is_refused():
    with pytest.raises(ValueError, match="at least 1 traveller, not 0"):
        walk(shop(), seed=1, travellers=0)


def test_a_state_that_does_not_exist_is_refused_wherever_it_is_named():
    with pytest.raises(ValueError, match=r"has no state 'dor'\. Known: 'door', 'shelf', 'till'"):
        shop(entries={"dor": 1.0})
    with pytest.raises(ValueError, match="has no state 'tll'"):
        shop(changes=(WeightChange("2026-02-15", "shelf", "tll", 2.0),))


@pytest.mark.slow
def test_a_silence_is_noted_for_exactly_those_who_missed_it_and_only_inside_the_log():
    silence = Silence("reminder sent", "email", "shelf seen", ("paid",), 3)
    log = walk(shop(silences=(silence,)), seed=11, travellers=1500)
    first = log[log["event"].eq("shelf seen")].groupby("path_id")["time"].min()
    due = first + pd.Timedelta(days=3)
    sent = log[log["event"].eq("reminder sent")].set_index("path_id")["time"]
    expected = {}
    for guest, begun in first.items():
        paid = log[log["path_id"].eq(guest) & log["event"].eq("paid")]["time"]
        inside = due[guest] < pd.Timestamp("2026-04-01", tz="UTC")
        if inside and not ((paid >= begun) & (paid <= due[guest])).any():
            expected[guest] = due[guest]
    assert sent.to_dict() == expected
    assert len(sent) > 100
    assert log["time"].is_monotonic_increasing


def test_a_silence_leaves_the_rest_of_the_log_as_it_was():
    silence = Silence("reminder sent", "email", "shelf seen", ("paid",), 3)
    quiet, noted = (walk(shop(silences=s), seed=12, travellers=300) for s in ((), (silence,)))
    kept = noted[noted["event"].ne("reminder sent")].reset_index(drop=True)
    assert fingerprint(kept) == fingerprint(quiet)


def test_a_change_may_set_a_weight_that_was_zero():
    states = {**STATES, "door": State("door opened", "in_store", {"shelf": (1.0, 0.2), "till": (0.0, 0.1)})}
    log = walk(
        shop(states=states, changes=(WeightChange("2026-02-15", "door", "till", weight=1.0),)), seed=13, travellers=2000
    )
    following = log.groupby("path_id")["event"].shift(-1)
    straight = log["event"].eq("door opened") & following.eq("paid")
    late = log["time"] >= pd.Timestamp("2026-02-15", tz="UTC")
    assert not (straight & ~late).any()
    assert (straight & late).sum() > 100
