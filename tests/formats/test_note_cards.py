from pathlib import Path

import pytest

from journeykit import formats
from journeykit.errors import FormatError
from journeykit.formats.matrix_csv import read_matrix_csv
from journeykit.model import JourneyMap
from tests.formats.maps import full_map


def read(text: str) -> formats.Imported:
    return read_matrix_csv(text.encode(), name="Wall")


def cards(journey: JourneyMap) -> list[tuple[str, str]]:
    return [(touchpoint.stage, touchpoint.name) for touchpoint in journey.touchpoints]


TEA = [("arrive", "Find the door"), ("arrive", "Greet the guest"), ("order", "Choose a tea")]


@pytest.mark.parametrize(
    "text",
    [
        '"Tea shop"\n\n"Arrive"\n"Find the door"\n"Greet the guest"\n\n"Order"\n"Choose a tea"\n',
        "Arrive\nFind the door\nGreet the guest\n\n\nOrder\nChoose a tea\n",
        "Arrive:\nFind the door\nGreet the guest\nOrder:\nChoose a tea\n",
        "# Arrive\nFind the door\nGreet the guest\n# Order\nChoose a tea\n",
        "Arrive,\n,Find the door\n,Greet the guest\nOrder,\n,Choose a tea\n",
        "Frame,Text\nArrive,Find the door\nArrive,Greet the guest\nOrder,Choose a tea\n",
        "Section\tSticky\tAuthor\nArrive\tFind the door\tAnn\nArrive\tGreet the guest\nOrder\tChoose a tea\n",
        "Rahmen;Haftnotiz\nArrive;Find the door\nArrive;Greet the guest\nOrder;Choose a tea\n",
        "Content,Stage\n<p>Find the door</p>,Arrive\nGreet the guest,arrive\nChoose a tea,Order\n",
        "List,Card Name\nArrive,Find the door\nArrive,Greet the guest\nOrder,Choose a tea\n",
    ],
)
def test_what_names_stages_is_used(text: str) -> None:
    journey = read(text).map
    assert [stage.name for stage in journey.stages] == ["Arrive", "Order"]
    assert cards(journey) == TEA


def test_the_title_above_groups_names_the_map() -> None:
    assert read('"Tea shop"\n\n"A"\n"b"\n\n"C"\n"d"\n').map.name == "Tea shop"


@pytest.mark.parametrize("text", ["Find the door\nGreet\n", "Text\nFind the door\nGreet\n", "Find the door\n\nGreet\n"])
def test_notes_without_stages_become_cards_of_an_unsorted_stage_with_a_message(text: str) -> None:
    imported = read(text)
    assert cards(imported.map) == [("unsorted", "Find the door"), ("unsorted", "Greet")]
    told = str(imported.report)
    assert "2 notes in stage 'Unsorted' - they name no stage: drag their cards to the stages of your journey" in told
    assert "2 notes as cards of lane 'touchpoints', channel 'other' - they name no lane" in told


def test_columns_under_usual_names_of_stages_are_stages() -> None:
    journey = read("Awareness,Purchase\nSee ad,Pay\nAsk a friend,\n").map
    assert cards(journey) == [("awareness", "See ad"), ("awareness", "Ask a friend"), ("purchase", "Pay")]


def test_tags_kinds_and_frames_name_lanes() -> None:
    text = (
        "ID,BG Color,Text,Type,Position X,Author,Area,Tags\n1,#FFF,Find the door,sticky note,10,Ann,Arrive,\n"
        "2,#FFF,Too dark,sticky note,10,Ann,Arrive,pain point\n3,#FFF,A lamp,sticky note,10,Ann,Arrive,idea; cheap\n"
    )
    imported = read(text)
    assert cards(imported.map) == [("arrive", "Find the door")]
    assert [pain.name for pain in imported.map.pain_points] == ["Too dark"]
    assert [idea.name for idea in imported.map.opportunities] == ["A lamp"]
    told = str(imported.report)
    for column in ("ID", "Position X", "Author"):
        assert f"column {column!r}, 3 cells - a map has no place for it" in told
    assert "column 'BG Color', 3 cells - they name no known lane; lane_names={'#FFF': …} says which" in told
    journey = read("Note,Frame\nToo slow,Pain points\nShow fees,Opportunities\n").map
    assert (journey.pain_points[0].name, journey.opportunities[0].name) == ("Too slow", "Show fees")


def test_a_colour_is_a_lane_when_a_person_says_so(tmp_path: Path) -> None:
    (tmp_path / "wall.csv").write_text("Text,Color\nToo dark,pink\nA lamp,green\n")
    journey = formats.read(tmp_path / "wall.csv", lane_names={"pink": "pain points", "green": "opportunities"}).map
    assert (journey.pain_points[0].name, journey.opportunities[0].name) == ("Too dark", "A lamp")


def test_a_remark_beside_a_note_is_in_the_report_with_its_cell() -> None:
    report = read("List,Card Name,Card Description\nFind,See ad,a long story\n").report
    assert [str(note) for note in report.not_taken] == ["cell C2: 'a long story' - a note has no place for it"]


def test_rows_of_frames_are_stages() -> None:
    journey = read("Type,Content\nframe,Arrive\nsticky_note,Find the door\nframe,Order\n").map
    assert [stage.name for stage in journey.stages] == ["Arrive", "Order", "Unsorted"]


def test_the_notes_of_an_export_come_back() -> None:
    data = formats.WRITERS["stickies"](full_map()).data
    journey = read_matrix_csv(data).map
    assert [stage.name for stage in journey.stages] == ["Pay"]
    for collection in ("touchpoints", "pain_points", "opportunities", "owners", "technologies"):
        assert {item.name for item in getattr(journey, collection)} <= {
            item.name for item in getattr(full_map(), collection)
        }
        assert getattr(journey, collection), collection
    assert {(p.stage, p.score, p.words) for p in journey.emotions} <= {
        (p.stage, p.score, p.words) for p in full_map().emotions
    }


def test_a_text_file_is_notes_only_when_a_person_says_so(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("milk\neggs\n")
    with pytest.raises(FormatError, match=r'A list of sticky notes is read with format="stickies"'):
        formats.read(tmp_path / "list.txt")
    assert len(formats.read(tmp_path / "list.txt", format="stickies").map.touchpoints) == 2
    (tmp_path / "wall.txt").write_text("Arrive,Order\nFind the door,Choose\n")
    assert [stage.name for stage in formats.read(tmp_path / "wall.txt", format="stickies").map.stages] == [
        "Arrive",
        "Order",
    ]


def test_lists_of_trello_are_stages_and_its_labels_are_lanes() -> None:
    found = read(
        "Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,List ID,List Name,Board ID,Board Name,"
        "Archived\n"
        "1,Find clinic,http://x,,Touchpoint (green),,,l1,Before,b,Clinic journey,false\n"
        "2,Waiting on phone,http://x,,Pain point (red),,,l1,Before,b,Clinic journey,false\n"
        "3,See doctor,http://x,,Touchpoint (green),,,l2,During,b,Clinic journey,false\n"
    )
    assert [stage.name for stage in found.map.stages] == ["Before", "During"]
    assert cards(found.map) == [("before", "Find clinic"), ("during", "See doctor")]
    assert [pain.name for pain in found.map.pain_points] == ["Waiting on phone"]
