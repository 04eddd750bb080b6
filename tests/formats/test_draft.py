"""What readers of formats share: text of bytes, rows of a CSV, and a map in the making."""

from __future__ import annotations

import csv

import pytest

from journeykit.errors import FormatError
from journeykit.formats import draft
from journeykit.formats.draft import MapDraft, csv_rows, decoded


def test_bytes_of_another_encoding_are_refused_with_their_line() -> None:
    assert decoded(b"\xef\xbb\xbfPay", "a.csv", "Save it as UTF-8.") == "Pay"
    with pytest.raises(FormatError, match=r"a.csv, line 2: the text is not UTF-8. Save it as UTF-8."):
        decoded(b"Pay\n\xff", "a.csv", "Save it as UTF-8.")


def test_rows_have_the_line_on_which_they_begin() -> None:
    text = 'a;"two\nlines"\nb;c\n'
    assert list(csv_rows(text, "a.csv", ";", 100)) == [(1, ["a", "two\nlines"]), (3, ["b", "c"])]


def test_a_cell_that_is_too_long_is_refused_and_the_limit_of_the_process_stays() -> None:
    before = 131_072
    csv.field_size_limit(before)
    rows = csv_rows("a\nb," + "x" * 200 + "\n", "a.csv", ",", 100)
    assert next(rows) == (1, ["a"])
    assert csv.field_size_limit() == before
    with pytest.raises(FormatError, match="line 2: a cell is longer than 100 characters"):
        next(rows)
    assert csv.field_size_limit() == before


def test_elements_get_free_ids_and_keep_the_wanted_one_where_it_is_an_id() -> None:
    map_draft = MapDraft("a.xml")
    ids = [map_draft.add("owners", "Ann", wanted=wanted)["id"] for wanted in ("o-1", "o-1", "Not an id", "")]
    assert ids == ["o-1", "o-1-2", "not-an-id", "ann"]
    assert map_draft.named("owners", "Ann") == "o-1"
    assert [owner.id for owner in map_draft.journey("Shop").owners] == ["o-1", "o-1-2", "not-an-id", "ann"]


def test_a_draft_has_a_limit_of_elements_and_refuses_what_makes_no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "MOST_ELEMENTS", 2)
    map_draft = MapDraft("a.xml")
    map_draft.named("pain_points", "A")
    map_draft.named("pain_points", "B")
    with pytest.raises(FormatError, match=r"a.xml: a map has at most 2 pain points"):
        map_draft.named("pain_points", "C")
    with pytest.raises(FormatError, match=r"a.xml: it makes no valid map"):
        map_draft.journey("Shop")
