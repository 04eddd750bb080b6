# ruff: noqa: RUF001
import contextlib
import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import FormatError
from journeykit.formats.building import SheetOptions
from journeykit.formats.matrix_csv import read_matrix_csv, write_matrix_csv
from journeykit.formats.matrix_xlsx import read_matrix_xlsx, write_matrix_xlsx
from journeykit.model import JourneyMap, edit, new_map
from tests.cpu import usual_seconds
from tests.draws import draws
from tests.formats.maps import full_map, maps, names, shape, wild_names

SHEET = """Our shop,,,,
Persona: Ann,,,,
,Draft of May,,,
,Discover,,Buy,Love
What they do,"• look around
• compare",,Pay by card,
Channels,"Web, newsletter",Shop window,"Checkout page (website, sales)",
Emotions,curious (+1),,😀,-1 unsure
Frustrations,Too many tabs; slow,,- Hidden fees (severity 5),
,,,and a long form,
Moon phase,full,,new,
Responsible,Marketing,,"Sales, Support",Care
Systems,CRM,,CRM,
Metrics,,,"Conversion (baseline 40 %, target 60 %)",
Ideas,,,Show the price early (effort 1),
Objective,Be found,,,
"""


def sheet(text: str) -> JourneyMap:
    return read_matrix_csv(text.encode(), name="Sheet").map


def test_a_sheet_that_a_person_made_becomes_a_map() -> None:
    journey = sheet(SHEET)
    assert journey.name == "Our shop"
    assert [persona.name for persona in journey.personas] == ["Ann"]
    assert [stage.name for stage in journey.stages] == ["Discover", "Buy", "Love"]
    assert journey.cell("discover", "actions").text == "look around\ncompare"
    assert [(t.name, t.channel, t.stage) for t in journey.touchpoints] == [
        ("Web", "website", "discover"),
        ("newsletter", "email", "discover"),
        ("Shop window", "other", "discover"),
        ("Checkout page", "website", "buy"),
    ]
    assert [(p.stage, p.score, p.words) for p in journey.emotions] == [
        ("discover", 1, ("curious",)),
        ("buy", 2, ()),
        ("love", -1, ("unsure",)),
    ]
    assert [(p.name, p.severity) for p in journey.pain_points] == [
        ("Too many tabs", 3),
        ("slow", 3),
        ("Hidden fees", 5),
        ("and a long form", 3),
    ]
    assert [owner.name for owner in journey.owners] == ["Marketing", "Sales", "Support", "Care"]
    assert journey.stages[1].technologies == journey.stages[0].technologies == ("crm",)
    kpi = journey.kpis[0]
    assert (kpi.name, kpi.baseline, kpi.target, kpi.unit) == ("Conversion", 40, 60, "%")
    assert journey.opportunities[0].effort == 1
    assert journey.stages[0].objective == "Be found"


def test_lanes_keep_the_names_and_the_order_of_the_sheet_and_unknown_rows_become_lanes() -> None:
    lanes = [lane for lane in sheet(SHEET).lanes if not lane.hidden]
    assert [lane.name for lane in lanes][:5] == ["What they do", "Channels", "Emotions", "Frustrations", "Moon phase"]
    assert [lane.id for lane in lanes][:5] == ["actions", "touchpoints", "feelings", "pain-points", "moon-phase"]
    assert sheet(SHEET).cell("buy", "moon-phase").text == "new"


def test_the_report_says_what_was_taken_what_was_not_and_what_was_assumed() -> None:
    report = read_matrix_csv(SHEET.encode(), source="ours.csv").report
    told = str(report)
    assert "cell A5: row 'What they do' as lane 'actions': 2 cells" in told
    assert "cell B3: 'Draft of May' - it is above the stages" in told
    assert "cell C4: column C - it has no heading: taken as part of stage 'Discover'" in told
    assert "cell A9: a row without a lane name - taken as more of 'Frustrations'" in told
    assert "cell B6: the channel of touchpoint 'Shop window' - not named: 'other'" in told
    assert [note.what for note in report.not_taken] == ["'Draft of May'"]


def test_every_filled_cell_of_the_sheet_is_on_the_map_or_in_the_report() -> None:
    imported = read_matrix_csv(SHEET.encode())
    everything = repr(imported.map) + imported.map.model_dump_json() + str(imported.report)
    for row in csv.reader(io.StringIO(SHEET)):
        for cell in filter(None, row[1:]):
            for word in ("look around", "Draft of May", "Shop window", "Hidden fees", "unsure", "Care", "full"):
                assert word not in cell or word in everything


@pytest.mark.parametrize(
    ("cell", "score", "words"),
    [
        ("curious (+1)", 1, ("curious",)),
        ("curious, nervous (-0.5)", -0.5, ("curious", "nervous")),
        ("-1 unsure", -1, ("unsure",)),
        ("\u22122: lost", -2, ("lost",)),
        ("unsure -1", -1, ("unsure",)),
        ("0", 0, ()),
        ("very positive", 2, ()),
        ("😡", -2, ()),
        ("🙂 calm", 1, ("calm",)),
        ("--", -2, ()),
        ("• glad (+2)", 2, ("glad",)),
        ("froh (+1,5)", 1.5, ("froh",)),
        ("-0,5 müde", -0.5, ("müde",)),
        ("わくわく（＋１）", 1, ("わくわく",)),
        (":-)", 1, ()),
        ("tired :(", -1, ("tired",)),
        ("gut", 1, ("gut",)),
        ("wütend (sehr schlecht)", -2, ("wütend",)),
        ("不満", -1, ("不満",)),
    ],
)
def test_feelings_are_read_as_people_write_them(cell: str, score: float, words: tuple[str, ...]) -> None:
    points = sheet(f'Stage,Pay\nFeelings,"{cell}"\n').emotions
    assert [(point.score, point.words) for point in points] == [(score, words)]


@pytest.mark.parametrize("cell", ["curious", "happy (5)", "4/5", "😀😡", "gut und schlecht", ":-) :-("])
def test_a_feeling_without_a_score_on_the_scale_gets_none_and_its_words_are_kept(cell: str) -> None:
    imported = read_matrix_csv(f"Stage,Pay\nFeelings,{cell}\n".encode())
    assert imported.map.emotions == ()
    assert imported.map.cell("pay", "feelings-in-words").text == cell
    assert imported.report.not_taken[0].place == "cell B2"


def test_scores_are_read_by_their_scale_and_never_by_another() -> None:
    stated = read_matrix_csv(b"Stage,Find,Buy,Use\nEmotions (1-5),5,3,-1 tired\n")
    assert [point.score for point in stated.map.emotions] == [2, 0, -1]
    assert [lane.name for lane in stated.map.lanes if not lane.hidden] == ["Emotions"]
    assert "cell A2: scores from 1, the worst, to 5, the best - moved evenly to the scale" in str(stated.report)
    unknown = read_matrix_csv(b"Stage,Find,Buy,Use\nEmotions,4,2,1\n")
    assert unknown.map.emotions == ()
    assert "its scale is not stated: emotion_scale=(1, 5), or name the row 'Emotions (1-5)'" in str(unknown.report)
    grades = read_matrix_csv(b"Stage,Find,Buy\nEmotions,1,6\n", options=SheetOptions(scale=(6, 1)))
    assert [point.score for point in grades.map.emotions] == [2, -2]


def test_a_column_that_groups_lanes_and_a_row_above_without_a_name_are_understood() -> None:
    grouped = read_matrix_csv(b"Customer,Stage,Find,Buy\n,Actions,look,pay\nCompany,Activities,ads,till\n")
    assert [stage.name for stage in grouped.map.stages] == ["Find", "Buy"]
    assert "cell A3: 'Company' - it groups rows" in str(grouped.report)
    nameless = read_matrix_csv(b",Awake,,Asleep\nProcess,See ad,Click,Pay\nExperience,+1,,-1\n")
    assert [stage.name for stage in nameless.map.stages] == ["Awake", "Asleep"]
    assert nameless.map.cell("awake", "process").text == "See ad\nClick"


@pytest.mark.parametrize(
    "above",
    [
        ",Before,,After,\n,Aware,Search,Use,Leave\n",
        "Phase,Before,,After,\nStage,Aware,Search,Use,Leave\n",
        "Stage,Before,,After,\n,Aware,Search,Use,Leave\n",
    ],
)
def test_headings_above_those_of_the_stages_are_kept_with_each_stage(above: str) -> None:
    imported = read_matrix_csv(f"Tea shop\n{above}Actions,a,b,c,d\nPain points,,x,,y\n".encode(), name="Sheet")
    stages = [(stage.name, stage.definition) for stage in imported.map.stages]
    assert stages == [("Aware", "Before"), ("Search", "Before"), ("Use", "After"), ("Leave", "After")]
    assert [pain.stage for pain in imported.map.pain_points] == ["search", "leave"]
    assert "'Before', 'After'" in str(imported.report)


def test_stages_of_one_name_in_two_groups_stay_apart() -> None:
    text = "Phase,Before,,After,\nStage,Look,Ask,Look,Ask\nActions,a,b,c,d\nDefinition,,who,,what\n"
    stages = [(stage.name, stage.definition) for stage in sheet(text).stages]
    assert stages == [
        ("Before: Look", "Before"),
        ("Before: Ask", "Before: who"),
        ("After: Look", "After"),
        ("After: Ask", "After: what"),
    ]


def test_two_scores_in_one_cell_become_their_mean_and_the_report_says_so() -> None:
    imported = read_matrix_csv(b'Stage,Pay\nFeelings,"curious (+1)\nnervous (-2)"\n')
    assert imported.map.emotions[0].score == -0.5
    assert imported.map.emotions[0].words == ("curious", "nervous")
    assert "cell B2: 2 scores in one cell - taken as their mean, -0.5" in str(imported.report)


def test_feelings_at_a_touchpoint_and_of_a_persona_find_their_place() -> None:
    text = "Persona,Ann\nStage,Pay\nTouchpoints,Till (in store)\nFeelings (Ann),Till: rushed (-1)\n"
    point = sheet(text).emotions[0]
    assert (point.persona, point.touchpoint, point.words) == ("ann", "till", ("rushed",))


def test_a_sheet_with_stages_down_is_turned() -> None:
    imported = read_matrix_csv(b"Stage,Actions,Pain points\nBrowse,look,slow\nPay,pay,dear\n")
    assert [stage.name for stage in imported.map.stages] == ["Browse", "Pay"]
    assert [pain.name for pain in imported.map.pain_points] == ["slow", "dear"]
    assert "the sheet is turned" in str(imported.report)


def test_a_second_row_of_the_same_kind_is_kept_as_text() -> None:
    journey = sheet("Stage,Pay\nFeelings,glad (+1)\nEmotions,relief\n")
    assert journey.cell("pay", "emotions").text == "relief"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_mark_between_cells_is_recognised(delimiter: str) -> None:
    text = delimiter.join(["Stage", "Browse", "Pay"]) + "\n" + delimiter.join(["Actions", "look", "pay"]) + "\n"
    assert [stage.name for stage in sheet(text).stages] == ["Browse", "Pay"]


def test_ragged_rows_are_read_to_their_end() -> None:
    imported = read_matrix_csv(b"Stage,Browse,Pay\nActions,look\nGoals,find,pay,and leave\n")
    assert imported.map.cell("browse", "actions").text == "look"
    assert imported.map.cell("pay", "goals").text == "pay\nand leave"
    assert "column D - it has no heading: taken as part of stage 'Pay'" in str(imported.report)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "s.csv: the file is empty."),
        (b" \n", "s.csv: the file is empty."),
        (b"name,age\nAnn,34\n", "s.csv: no stages and lanes were found. Put the names of the stages into one row"),
        (
            b"Stage,Pay\nActions,caf\x81\x8d\xff\n",
            's.csv, line 2: the text is not UTF-8. Save it as "CSV UTF-8"',
        ),
        (b'Stage,Pay\nActions,"' + b"x" * 5_000_000, "s.csv, line 2: a cell is longer than 1,000,000 characters."),
        (b"Stage," + b"x," * 3_000 + b"\nActions,a\n", "s.csv, row 1: a map has at most 2,000 columns."),
        (b"Stage,Pay\n" + b"Actions,a\n" * 3_000, "s.csv, row 2001: a map has at most 2,000 rows."),
    ],
)
def test_what_is_no_map_is_refused_with_its_place_and_what_to_do(data: bytes, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_matrix_csv(data, source="s.csv")
    assert str(caught.value).startswith(message)


CROOKED = {
    "one lane over many rows": b"Stage,X" + (b"\n," + b"a" * 3500) * 1900,
    "many lines": b'Stage,Pay\nTouchpoints,"' + b"x\n" * 400_000 + b'"',
    "open brackets": b'Stage,Pay\nFeelings,"' + b"( " * 400_000 + b'"',
    "commas and brackets": b'Stage,Pay\nTouchpoints,"' + b",(" * 100_000 + b'"',
    "one name many times": b'Stage,Pay\nTouchpoints,"' + b"x;" * 1900 + b'"',
    "colons": b'Stage,Pay\nFeelings,"' + b"a:" * 300_000 + b'"',
    "many cells": b"Stage," + b"x," * 1900 + (b"\nActions," + b"a," * 1900) * 150,
}


@pytest.mark.slow
@pytest.mark.parametrize("sheet_name", CROOKED)
def test_no_sheet_takes_more_than_two_seconds(sheet_name: str) -> None:
    start = time.process_time()
    with contextlib.suppress(FormatError):
        read_matrix_csv(CROOKED[sheet_name])
    assert usual_seconds(time.process_time() - start) < 2


def test_another_encoding_is_read_when_it_is_named() -> None:
    data = "Stage,Caf\xe9\nActions,a\n".encode("cp1252")
    assert read_matrix_csv(data, encoding="cp1252").map.stages[0].name == "Café"
    with pytest.raises(FormatError, match="there is no encoding 'klingon'"):
        read_matrix_csv(data, encoding="klingon")


TWO_WAYS = [
    pytest.param(read_matrix_csv, write_matrix_csv, id="csv"),
    pytest.param(read_matrix_xlsx, write_matrix_xlsx, id="xlsx"),
]


@pytest.mark.parametrize(("read", "write"), TWO_WAYS)
@given(journey=maps(names()))
@settings(max_examples=draws(10), deadline=None)
def test_a_map_of_what_a_sheet_holds_comes_back_equal(read, write, journey: JourneyMap) -> None:
    exported = write(journey)
    assert exported.losses == ()
    assert shape(read(exported.data).map) == shape(journey)


@pytest.mark.parametrize(("read", "write"), TWO_WAYS)
@given(journey=maps(wild_names(), own_ids=True) | maps(wild_names()))
@settings(max_examples=draws(15), deadline=None)
def test_losses_are_empty_exactly_when_the_map_comes_back_equal(read, write, journey: JourneyMap) -> None:
    exported = write(journey)
    assert (exported.losses == ()) == (shape(read(exported.data).map) == shape(journey))


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_map_or_refused_in_words(text: str) -> None:
    try:
        journey = read_matrix_csv(text.encode("utf-8", "replace")).map
    except FormatError as error:  # Any other exception fails the test.
        told = str(error)
    else:
        told = write_matrix_csv(journey).text
    assert len(told) > 10


def test_each_field_that_a_sheet_does_not_hold_is_named() -> None:
    named = {(loss.element, loss.field) for loss in write_matrix_csv(full_map()).losses}
    back = read_matrix_csv(write_matrix_csv(full_map()).data).map
    for element, field, value in [
        ("touchpoint 'canarycounter'", "binding", back.touchpoints[0].binding),
        ("touchpoint 'canarycounter'", "goal", back.touchpoints[0].goal),
        ("kpi 'canaryrate'", "series", back.kpis[0].series),
        ("persona 'canarypersona'", "story", back.personas[0].story),
        ("stage 'pay'", "post_purchase", back.stages[1].post_purchase),
        ("improvement 'canarychange'", "", back.improvements),
        ("source 'canarysource'", "", back.sources),
        ("map", "scope.offering", back.scope.offering),
        ("cell 'pay / goals / canarypersona'", "sources", back.cells[0].sources),
    ]:
        assert not value, f"{element} {field} came back: it is no loss"
        assert (element, field) in named
    for element, field in [
        ("touchpoint 'canarycounter'", "milestone"),
        ("kpi 'canaryrate'", "target"),
        ("stage 'pay'", "content_mix_share"),
        ("map", "state"),
    ]:
        assert (element, field) not in named
    assert back.touchpoints[0].milestone == "purchase"
    assert back.kpis[0].target == 31.25
    assert back.stages[1].content_mix_share == 0.37
    assert back.state == "future"


def test_one_change_outside_the_sheet_is_one_loss() -> None:
    journey = edit.add_touchpoint(new_map("Shop", stages=["Pay"]), "Till", stage="pay", channel="in_store")
    changed = edit.update_touchpoint(journey, "till", goal="Out of here")
    assert write_matrix_csv(journey).losses == ()
    assert [str(loss) for loss in write_matrix_csv(changed).losses] == [
        "touchpoint 'till', goal: a CSV matrix has no place for it"
    ]


def test_ids_of_ones_own_are_a_loss_of_ids_alone() -> None:
    journey = edit.add_stage(new_map("Shop"), "Pay", id="checkout")
    journey = edit.add_touchpoint(journey, "Till", stage="checkout", id="desk")
    journey = edit.set_cell(journey, "checkout", "goals", "Be done")
    assert {(loss.element, loss.field) for loss in write_matrix_csv(journey).losses} == {
        ("stage 'checkout'", "id"),
        ("touchpoint 'desk'", "id"),
    }


@pytest.mark.parametrize(
    ("sheet", "options", "scores"),
    [
        ("Stage,Touchpoint,Emotion score (-5 to 5)\nA,Ad,2\nA,Site,-4\nB,Shop,+5\n", SheetOptions(), [0.8, -1.6, 2]),
        ("Stage,A,B\nEmotion (-5 to +5),-2,1\n", SheetOptions(), [-0.8, 0.4]),
        ("Stage,A,B\nEmotion,-80,+90\n", SheetOptions(scale=(-100, 100)), [-1.6, 1.8]),
        ("Stage,A,B\nEmotion (1 to 5),-1,5\n", SheetOptions(), [-1, 2]),
        ("Stage,A,B\nEmotion,-1,2\n", SheetOptions(), [-1, 2]),
    ],
)
def test_scores_with_a_sign_are_on_a_stated_scale_that_goes_below_0(
    sheet: str, options: SheetOptions, scores: list[float]
) -> None:
    found = read_matrix_csv(sheet.encode(), options=options)
    assert [point.score for point in found.map.emotions] == pytest.approx(scores)
    assert ("scores with a sign are on it" in str(found.report)) == ("(1 to 5)" in sheet)
