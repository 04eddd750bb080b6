from hypothesis import given
from hypothesis import strategies as st

from journeykit.model.rank import DIGITS, between, spread

ranks = st.text(alphabet=DIGITS, min_size=1, max_size=6).map(lambda rank: rank.rstrip("0")).filter(bool)


@given(ranks, ranks)
def test_there_is_always_room_between_two_ranks(first: str, second: str) -> None:
    if first == second:
        return
    low, high = sorted((first, second))
    assert low < between(low, high) < high


@given(ranks)
def test_there_is_room_before_and_after_every_rank(rank: str) -> None:
    assert between("", rank) < rank < between(rank, None)


@given(st.integers(0, 3000))
def test_spread_ranks_ascend_and_leave_room(count: int) -> None:
    found = spread(count)
    assert len(found) == count
    assert found == sorted(set(found))
    assert not any(rank.endswith("0") for rank in found)


def test_a_thousand_insertions_at_one_place_keep_their_order() -> None:
    low, high = "a", "b"
    for _ in range(1000):
        middle = between(low, high)
        assert low < middle < high
        high = middle
