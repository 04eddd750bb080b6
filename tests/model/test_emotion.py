import pytest

from journeykit.model.emotion import dip, peak


def test_the_peak_is_the_most_intense_score_and_the_first_on_ties() -> None:
    assert peak([1, -2, 2]) == 1
    assert peak([0, 0]) == 0


def test_a_peak_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one score"):
        peak([])


def test_the_dip_lies_strictly_inside_and_is_measured_against_its_neighbours() -> None:
    assert dip([1, -1, 2]) == (1, 2.5)
    assert dip([-2, 1, 0.5]) is None or dip([-2, 1, 0.5])[0] != 0
    assert dip([2, 1]) is None


def test_a_rising_curve_has_no_dip() -> None:
    assert dip([0, 1, 2]) is None
