import pytest

from journeykit.datasets._course import Course, ExtraStep, PossibleAnswer
from journeykit.datasets._walk import LEAVES, Journey, State, walk

ASIDES = {
    "task": ExtraStep("task handed in", "website", 0.2, 12, keeps=0.5),
    "ask": ExtraStep("asked", "email", 0.1, 2, after=(2,), answers={"yes": PossibleAnswer("said yes", 1, keeps=0.0)}),
}


def course(**changes) -> Course:
    facts = {"units": ("one", "two"), "channel": "website", "leaving": (0.1, 0.3), "days": 2, "then": "done"}
    return Course(**{**facts, "asides": ASIDES, **changes})


def test_every_unit_and_every_aside_after_it_is_a_state():
    states = course().states()
    assert list(states) == ["unit_1", "task_1", "unit_2", "task_2", "ask_2", "ask.yes_2"]
    assert [state.event for state in states.values()][-3:] == ["task handed in", "asked", "said yes"]


def test_after_a_unit_people_turn_aside_go_on_or_leave():
    moves = course().states()["unit_2"].moves
    assert moves == {"task_2": (0.2, 12), "ask_2": (0.1, 2), "done": (pytest.approx(0.4), 48), LEAVES: (0.3, 0.0)}


def test_whoever_did_an_aside_leaves_as_much_more_easily_as_it_says():
    states = course().states()
    assert states["task_2"].moves[LEAVES] == (pytest.approx(0.15), 0.0)
    assert states["ask.yes_2"].moves[LEAVES] == (0.0, 0.0)


def test_a_question_is_answered_over_the_same_channel():
    states = course().states()
    assert states["ask_2"].moves == {"ask.yes_2": (1, 1 / 60)}
    assert states["ask.yes_2"].channel == "email"


def test_more_asides_than_people_are_refused():
    with pytest.raises(ValueError, match="after unit 2 more leave or turn aside than are there"):
        course(leaving=(0.1, 0.8)).states()


def test_as_many_shares_as_units_are_needed():
    with pytest.raises(ValueError, match="zip"):
        course(leaving=(0.1,)).states()


def test_losing_fewer_touches_units_asides_and_answers_of_those_units_only():
    changes = list(course().lose("2026-02-01", 0.5, after=(2,)))
    assert [(c.state, c.move, c.factor) for c in changes] == [
        (name, LEAVES, 0.5) for name in ("unit_2", "task_2", "ask_2", "ask.yes_2")
    ]


def test_drawing_more_to_an_aside_or_an_answer_starts_where_it_is_reached():
    assert [(c.state, c.move) for c in course().draw("2026-02-01", "task", share=0.3)] == [
        ("unit_1", "task_1"),
        ("unit_2", "task_2"),
    ]
    assert [(c.state, c.move) for c in course().draw("2026-02-01", "ask.yes", factor=2)] == [("ask_2", "ask.yes_2")]


def test_an_aside_that_starts_on_a_day_is_met_by_nobody_before():
    new = {"badge": ExtraStep("badge earned", "website", 0.0, 1)}
    made = course(asides=new)
    journey = Journey(
        label="Synthetic course",
        prefix="guest",
        start="2026-01-01",
        end="2026-03-31",
        entries={"unit_1": 1.0},
        states={**made.states(), "done": State("done", "website", {LEAVES: (1.0, 0.0)})},
        changes=tuple(made.draw("2026-02-15", "badge", share=0.4)),
    )
    log = walk(journey, seed=1, travellers=800)
    badges = log[log["event"].eq("badge earned")]
    assert len(badges) > 50
    assert badges["time"].dt.tz_localize(None).min() >= log["time"].dt.tz_localize(None).min().replace(month=2, day=15)
