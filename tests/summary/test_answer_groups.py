"""Nothing of a few answers is shown, and nothing that gives them away."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from journeykit.summary.answer_groups import merged_scores, reads_like_a_name, withheld_groups

counts = st.lists(st.integers(0, 40), min_size=1, max_size=12)


@given(counts, st.integers(2, 7))
def test_what_is_withheld_is_together_no_small_group(sizes: list[int], least: int) -> None:
    hidden = withheld_groups(sizes, least)
    assert {at for at, size in enumerate(sizes) if 0 < size < least} <= set(hidden)
    left = [size for at, size in enumerate(sizes) if at not in hidden and size]
    if hidden and left:
        assert len(hidden) > 1
        assert sum(sizes[at] for at in hidden) >= least


@given(counts)
def test_nothing_is_withheld_where_no_group_is_small(sizes: list[int]) -> None:
    assert withheld_groups(sizes, 1) == []


def spread(sizes: dict[int, int]) -> pd.DataFrame:
    n = sum(sizes.values())
    rows = [{"question": "Q", "score": float(score), "answers": count, "share": count / n, "n": n}
            for score, count in sorted(sizes.items()) if count]  # fmt: skip
    return pd.DataFrame(rows).assign(lowest=1.0, highest=5.0)


@given(st.dictionaries(st.integers(1, 5), st.integers(0, 30), min_size=1), st.integers(1, 6))
def test_no_shown_group_of_scores_is_small_and_none_is_lost(sizes: dict[int, int], least: int) -> None:
    if not any(sizes.values()):
        return
    rows = spread(sizes)
    merged = merged_scores(rows, least)
    shown = merged[merged["words"] == ""]
    if len(shown):
        assert (shown["answers"] >= least).all()
        assert shown["answers"].sum() == rows["answers"].sum()
        assert shown["score"].is_monotonic_increasing
    else:
        assert merged["answers"].tolist() == [0]
        assert merged["share"].isna().all()


def test_small_ends_are_counted_with_their_neighbours() -> None:
    merged = merged_scores(spread({1: 2, 2: 9, 3: 20, 4: 30, 5: 1}), 5)
    assert merged["label"].tolist() == ["1\N{EN DASH}2", "3", "4\N{EN DASH}5"]
    assert merged["answers"].tolist() == [11, 20, 31]


def test_a_question_that_must_not_be_shown_has_words_only() -> None:
    merged = merged_scores(spread({1: 2, 5: 1}), 5)
    assert merged[["answers", "label", "words"]].values.tolist() == [[0, "", "<5"]]
    assert merged_scores(spread({5: 50}), 5, hidden=True)["words"].tolist() == ["not shown"]


def test_names_of_people_are_told_from_what_is_spoken_of() -> None:
    said = [
        "call me Ann Smith [e-mail], room was noisy",
        "Room was noisy, and Ann Smith did not help",
        "Mr. Bob Quenby says queue at check-in was long",
        "The Wi-Fi was slow. Breakfast was cold!",
        "breakfast cold again",
        "QUEUE AT CHECK-IN WAS LONG",
    ]
    for name in ("ann smith", "bob quenby", "ann", "quenby"):
        assert reads_like_a_name(name, said), name
    for theme in ("queue", "breakfast", "room was noisy", "check-in"):
        assert not reads_like_a_name(theme, said), theme
    german = ["Die Schlange war lang", "das Frühstück war kalt, und die Schlange auch"]
    assert not reads_like_a_name("schlange", german)
    assert reads_like_a_name("airtrain", ["the AirTrain was late"])
    assert not reads_like_a_name("airtrain", ["the AirTrain was late"], {"airtrain"})
