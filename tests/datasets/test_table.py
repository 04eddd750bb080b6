import pytest

from journeykit.datasets._table import states
from journeykit.datasets._walk import LEAVES


def test_a_line_is_a_state_and_what_the_weights_leave_of_one_leaves():
    found = states(
        """
        page | programme page read | website | call .25 2d, page .05 30m, buy .1 20s
        call | call held | phone | page .5 3h
        """
    )
    assert list(found) == ["page", "call"]
    page = found["page"]
    assert (page.event, page.channel) == ("programme page read", "website")
    assert page.moves == {"call": (0.25, 48.0), "page": (0.05, 0.5), "buy": (0.1, 20 / 3600), LEAVES: (0.6, 0.0)}
    assert found["call"].moves == {"page": (0.5, 3.0), LEAVES: (0.5, 0.0)}


def test_weights_that_make_up_one_leave_nobody_behind():
    weights = states("a | b | website | c .7 1h, d .2 1h, e .1 1h")["a"].moves
    assert weights[LEAVES] == (0.0, 0.0)


@pytest.mark.parametrize(
    "line", ["page | read | website", "page | read | website | call", "page | read | website | call .2 2weeks"]
)
def test_a_line_that_does_not_read_so_is_quoted(line):
    with pytest.raises(ValueError, match=r"a state is 'name \| event \| channel \| next weight gap, …', not 'page"):
        states(line)


def test_more_than_everybody_is_refused():
    with pytest.raises(ValueError, match=r"more go on than are there, 1\.2 times as many: 'a \| b"):
        states("a | b | website | c .7 1h, d .5 1h")


def test_a_name_used_twice_is_refused():
    with pytest.raises(ValueError, match="the table has two states 'a'"):
        states("a | b | website | c .7 1h\na | d | website | c .7 1h")


def test_weights_that_are_odds_state_the_one_of_leaving():
    moves = states("a | b | website | c .7 1h, d .36 1h, leaves .04")["a"].moves
    assert moves == {"c": (0.7, 1.0), "d": (0.36, 1.0), LEAVES: (0.04, 0.0)}
