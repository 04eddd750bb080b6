"""Steps as they are typed: a name is itself, a glob and a bar stand for several."""

from __future__ import annotations

import pytest

from journeykit.cli.steps import step_events
from journeykit.errors import EventLogError

NAMES = ["booked", "booked online", "check-in", "walk-in", "a|b", "a", "b", "why?", "Instagram ad"]


@pytest.mark.parametrize(
    ("step", "events"),
    [
        ("booked", ("booked",)),
        ("booked*", ("booked", "booked online")),
        ("check-in|walk-in", ("check-in", "walk-in")),
        ("walk-in | booked*|booked", ("walk-in", "booked", "booked online")),
        ("a|b", ("a|b",)),
        ("b|a", ("b", "a")),
        ("why?", ("why?",)),
    ],
)
def test_a_step_stands_for_the_events_it_fits(step: str, events: tuple[str, ...]) -> None:
    assert step_events(step, NAMES) == events


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("chek-in", "step 'chek-in' fits no event of this log. Nearest: 'check-in'"),
        ("check-in|wlak-in", "step 'wlak-in' fits no event of this log. Nearest: 'walk-in'"),
        ("instagram*", "step 'instagram*' fits no event of this log. Nearest: 'Instagram ad'."),
        ("zzz*", "step 'zzz*' fits no event of this log. Events: 'booked'"),
        ("check-in|", "a step is empty"),
    ],
)
def test_a_step_that_fits_nothing_is_an_error_that_names_the_nearest(step: str, said: str) -> None:
    with pytest.raises(EventLogError) as error:
        step_events(step, NAMES)
    assert str(error.value).startswith(said)
