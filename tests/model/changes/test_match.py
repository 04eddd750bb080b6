"""Maps whose ids were made anew: what is the same by name is compared, not replaced."""

import csv
import io
from collections import Counter
from collections.abc import Callable

import openpyxl
import pytest

from journeykit.examples import example, names
from journeykit.formats.matrix_csv import read_matrix_csv, write_matrix_csv
from journeykit.formats.matrix_xlsx import read_matrix_xlsx, write_matrix_xlsx
from journeykit.formats.report import Exported, Imported
from journeykit.model import JourneyMap, edit, new_map
from journeykit.model.changes import Change, as_text, diff, sentence
from journeykit.model.integrity import COLLECTIONS

Reader = Callable[[bytes], Imported]
Writer = Callable[[JourneyMap], Exported]
Editor = Callable[[bytes, str, str], bytes]
KIND_OF = {collection: kind.replace("_", " ") for kind, collection in COLLECTIONS.items()}


def edited_csv(data: bytes, text: str, instead: str) -> bytes:
    rows = [
        [instead if cell == text else cell for cell in row] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))
    ]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def edited_xlsx(data: bytes, text: str, instead: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                cell.value = instead if cell.value == text else cell.value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


SHEETS = [
    pytest.param(read_matrix_csv, write_matrix_csv, edited_csv, id="csv"),
    pytest.param(read_matrix_xlsx, write_matrix_xlsx, edited_xlsx, id="xlsx"),
]


def place(change: Change) -> str:
    """Return what a change is about as the list of losses says it."""
    if change.collection in ("cells", "emotions"):
        word = "cell" if change.collection == "cells" else "emotion point"
        return f"{word} {change.id.removesuffix('/assumed').replace('/', ' / ')!r}"
    return "map" if change.collection == "map" else f"{KIND_OF[change.collection]} {change.id!r}"


@pytest.mark.parametrize(("read", "write", "edited"), SHEETS)
@pytest.mark.parametrize("name", names())
def test_a_map_back_from_a_sheet_differs_in_what_the_sheet_lost(
    name: str, read: Reader, write: Writer, edited: Editor
) -> None:
    journey = example(name)
    sheet = write(journey)
    changes = diff(journey, read(sheet.data).map)
    lost = [loss for loss in sheet.losses if loss.field not in ("id", "order")]
    reordered = {loss.element for loss in sheet.losses if loss.field == "order"}
    assert Counter(place(c) for c in changes if c.field not in ("ids", "place")) == Counter(
        loss.element for loss in lost
    )
    assert {c.collection.replace("_", " ") for c in changes if c.field == "place"} == reordered
    renewed = sum(loss.field == "id" for loss in sheet.losses)
    assert [c.after for c in changes if c.field == "ids"] == [f"{renewed} elements have other ids"]


@pytest.mark.parametrize(("read", "write", "edited"), SHEETS)
@pytest.mark.parametrize("name", names())
def test_one_edited_cell_of_a_sheet_is_one_change_more(name: str, read: Reader, write: Writer, edited: Editor) -> None:
    journey = example(name)
    sheet = write(journey)
    cell = next(c for c in journey.cells if "\n" not in c.text and sum(d.text == c.text for d in journey.cells) == 1)
    lost = diff(journey, read(sheet.data).map)
    found = diff(journey, read(edited(sheet.data, cell.text, "Quite another thing")).map)
    assert [(c.id, c.field, c.before, c.after) for c in found if c not in lost] == [
        ("/".join(part for part in cell.key if part), "text", cell.text, "Quite another thing")
    ]
    assert set(lost) <= set(found)


def other_ids(journey: JourneyMap) -> JourneyMap:
    """Return two stages with a touchpoint, a cell and a feeling each, under ids of another hand."""
    for stage, name in (("s1", "Browse"), ("s2", "Pay")):
        journey = edit.add_stage(journey, name, id=stage)
        journey = edit.add_touchpoint(journey, "Help page", stage=stage, id=f"help-{stage}")
        journey = edit.set_cell(journey, stage, "goals", name)
        journey = edit.set_emotion(journey, stage, 1, touchpoint=f"help-{stage}")
    return journey


def made_anew(journey: JourneyMap) -> JourneyMap:
    for stage in ("browse", "pay"):
        journey = edit.add_stage(journey, stage.upper(), id=stage)
        journey = edit.add_touchpoint(journey, "Help page", stage=stage)
        journey = edit.set_cell(journey, stage, "goals", stage.capitalize())
        journey = edit.set_emotion(journey, stage, 1, touchpoint=journey.touchpoints_of(stage)[0].id)
    return journey


def test_names_decide_within_the_stage_and_capitals_do_not() -> None:
    before, after = other_ids(new_map("Shop")), made_anew(new_map("Shop"))
    assert [sentence(change) for change in diff(before, after)] == [
        "map “Shop”: 4 elements have other ids",
        "stage “BROWSE”: name “Browse” → “BROWSE”",
        "stage “PAY”: name “Pay” → “PAY”",
    ]


def test_nothing_but_an_id_is_one_line() -> None:
    before, after = (edit.add_owner(new_map("Shop"), "Ann", id=id) for id in ("a", "b"))
    assert as_text(diff(before, after)) == "map\n  ~ map “Shop”: 1 element has another id\n1 change."


def test_two_of_a_name_are_not_guessed_at() -> None:
    before = edit.add_owner(new_map("Shop"), "Ann", id="a")
    after = edit.add_owner(edit.add_owner(new_map("Shop"), "Ann", id="b"), "ann", id="c")
    assert [(c.kind, c.id) for c in diff(before, after)] == [("added", "b"), ("added", "c"), ("removed", "a")]


def test_an_id_that_both_maps_have_decides_before_a_name() -> None:
    before = edit.add_owner(edit.add_owner(new_map("Shop"), "Ann", id="a"), "Bo", id="b")
    after = edit.update_owner(edit.update_owner(before, "a", name="Bo"), "b", name="Ann")
    assert [(c.id, c.before, c.after) for c in diff(before, after)] == [("a", "Ann", "Bo"), ("b", "Bo", "Ann")]
