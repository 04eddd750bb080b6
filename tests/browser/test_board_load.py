"""The board keeps its promises of speed at 30 stages, 20 lanes and 1,000 touchpoints.

What an edit sends is counted always. Times are a matter of ``make soak`` and of the script
``python -m tests.browser.board_load``, which prints every figure: a machine that tests is shared, and a time there says
what else ran. Even so it is the best try of three.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.board_load import (
    EDIT_BYTES,
    FIRST_PAINT_MS,
    KEY_MS,
    LANES,
    STAGES,
    Load,
    big_map,
    late_share,
    measured,
)
from tests.browser.chromium import NewPage

pytestmark = pytest.mark.browser

TRIES = 3
LATE_SHARE = 0.05
"""Frames over budget that are laid to the machine: one in twenty; when it is quiet there is none."""


def within(load: Load) -> bool:
    keys = statistics.median(load.keys) <= KEY_MS and statistics.median(load.typed) <= KEY_MS
    frames = all(late_share(times) <= LATE_SHARE for times in (load.drag, load.feeling, load.scroll))
    return load.first_paint <= FIRST_PAINT_MS and keys and frames


@pytest.fixture
def load(new_strict_page: NewPage, tmp_path: Path) -> Callable[[], Load]:
    return lambda: measured(new_strict_page(width=1600, height=1000), tmp_path)


def test_the_map_that_is_measured_has_the_size_that_is_promised() -> None:
    journey = big_map()
    assert (len(journey.stages), len(journey.lanes), len(journey.touchpoints)) == (STAGES, LANES, 1000)
    assert not any(lane.hidden for lane in journey.lanes)


def test_a_large_board_is_drawn_whole_and_an_edit_sends_little(load: Callable[[], Load]) -> None:
    once = load()
    assert once.filled > 0, "the cells beyond the frame were never drawn"
    assert once.edit_bytes + once.reply_bytes <= EDIT_BYTES


@pytest.mark.soak
def test_a_large_board_is_painted_in_a_second_and_answers_keys_and_drags_within_a_frame_or_three(
    load: Callable[[], Load],
) -> None:
    tries: list[Load] = []
    while len(tries) < TRIES and not (tries and within(tries[-1])):
        tries.append(load())
    assert within(tries[-1]), "\n".join(map(str, tries))
    assert tries[-1].edit_bytes + tries[-1].reply_bytes <= EDIT_BYTES
