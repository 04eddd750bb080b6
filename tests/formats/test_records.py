import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.formats import Imported
from journeykit.formats.matrix_csv import read_matrix_csv
from journeykit.formats.matrix_xlsx import read_matrix_xlsx
from tests.draws import draws

EVERY_ROW = """Stage,Touchpoint,Channel,Emotion,Pain point,Opportunity,Owner
Find,Ad,Social media,1,,,Marketing
Find,Landing page,Website,-1,Slow,Faster,IT
Buy,Checkout,Website,-2,Fees,Show fees,Sales
Buy,Receipt,Email,2,,,Sales
"""
FIRST_ROW = EVERY_ROW.replace("\nFind,Landing", "\n,Landing").replace("\nBuy,Receipt", "\n,Receipt")


def read(text: str) -> Imported:
    return read_matrix_csv(text.encode(), name="Sheet")


@pytest.mark.parametrize("text", [EVERY_ROW, FIRST_ROW, EVERY_ROW.replace(",", ";"), EVERY_ROW.replace(",", "\t")])
def test_rows_of_one_stage_are_one_stage_and_what_is_said_in_a_row_is_about_its_touchpoint(text: str) -> None:
    journey = read(text).map
    assert [stage.name for stage in journey.stages] == ["Find", "Buy"]
    assert [(t.name, t.stage, t.channel) for t in journey.touchpoints] == [
        ("Ad", "find", "social_media"),
        ("Landing page", "find", "website"),
        ("Checkout", "buy", "website"),
        ("Receipt", "buy", "email"),
    ]
    assert [(p.touchpoint, p.score) for p in journey.emotions] == [
        ("ad", 1),
        ("landing-page", -1),
        ("checkout", -2),
        ("receipt", 2),
    ]
    assert [(pain.name, pain.touchpoint) for pain in journey.pain_points] == [
        ("Slow", "landing-page"),
        ("Fees", "checkout"),
    ]
    assert "4 feelings at touchpoints - the curve of the board is drawn through" in str(read(text).report)
    assert [idea.touchpoint for idea in journey.opportunities] == ["landing-page", "checkout"]
    assert journey.stages[0].owners == ("marketing", "it")


def test_names_of_one_stage_may_differ_in_case_and_come_back_later() -> None:
    imported = read("Stage,Touchpoint\nFind,Ad\nBUY,Till\n find ,Blog\nBuy,Receipt\n")
    assert [stage.name for stage in imported.map.stages] == ["Find", "BUY"]
    assert [t.stage for t in imported.map.touchpoints] == ["find", "buy", "find", "buy"]


@pytest.mark.parametrize(
    "header",
    [
        "Phase;Kontaktpunkt;Kanal;Gefühl;Schmerzpunkt",
        "Étape;Point de contact;Canal;Émotion;Irritant",
        "Etapa;Punto de contacto;Canal;Emoción;Punto de dolor",
        "Etapa;Ponto de contato;Canal;Emoção;Dor",
        "Fase;Punto di contatto;Canale;Emozione;Punto dolente",
        "Fase;Contactpunt;Kanaal;Gevoel;Pijnpunt",
        "フェーズ;接点;チャネル;感情;課題",
    ],
)
def test_the_columns_may_be_named_in_any_of_the_languages(header: str) -> None:
    journey = read(f"{header}\nA;one;Website;gai (+1,5);\nA;two;Phone;-1;slow\nB;three;SMS;0;\n").map
    assert [stage.name for stage in journey.stages] == ["A", "B"]
    assert [(t.name, t.channel) for t in journey.touchpoints] == [
        ("one", "website"),
        ("two", "phone"),
        ("three", "messaging"),
    ]
    assert [(p.touchpoint, p.score) for p in journey.emotions] == [("one", 1.5), ("two", -1), ("three", 0)]
    assert journey.pain_points[0].touchpoint == "two"


def test_a_row_without_a_touchpoint_continues_the_one_above() -> None:
    imported = read("Stage,Touchpoint,Pain point\nFind,Ad,\n,Site,slow\n,,confusing\nBuy,,dear\n")
    assert [(p.name, p.touchpoint) for p in imported.map.pain_points] == [
        ("slow", "site"),
        ("confusing", "site"),
        ("dear", None),
    ]
    assert "cell B4: this row - more of 'Site'" in str(imported.report)


def test_a_touchpoint_keeps_its_first_channel_and_the_others_are_said() -> None:
    imported = read("Stage,Touchpoint,Channel\nFind,Ad,Website\n,,Email\nFind,Ad,Pigeon\nFind,Ad,Web\n")
    assert [touchpoint.channel for touchpoint in imported.map.touchpoints] == ["website"]
    assert [str(note) for note in imported.report.not_taken] == [
        "cell C3: channel 'Email' - its touchpoint has another one already",
        "cell C4: channel 'Pigeon' - its touchpoint has another one already",
    ]


def test_what_rows_of_two_personas_say_about_one_touchpoint_is_kept_apart() -> None:
    journey = read("Stage,Persona,Touchpoint,Emotion\nFind,Ann,Ad,1\nFind,Bob,Ad,-1\n").map
    assert [(t.name, t.personas) for t in journey.touchpoints] == [("Ad", ("ann", "bob"))]
    assert [(p.persona, p.score) for p in journey.emotions] == [("ann", 1), ("bob", -1)]


def test_words_and_score_may_have_columns_of_their_own() -> None:
    journey = read("No,Phase,Step,Channel,Emotion,Score\n1,Find,See ad,Web,curious,2\n2,Find,Click,Web,bored,-1\n").map
    assert [(t.name, t.channel) for t in journey.touchpoints] == [("See ad", "website"), ("Click", "website")]
    assert [(p.score, p.words) for p in journey.emotions] == [(2, ("curious",)), (-1, ("bored",))]


def test_without_a_column_of_stages_there_is_one_unsorted_stage() -> None:
    imported = read("Touchpoint,Channel,Emotion\nAd,Web,1\nTill,Store,-1\n")
    assert [stage.name for stage in imported.map.stages] == ["Unsorted"]
    assert "stage 'Unsorted' - its row names no stage" in str(imported.report)


def test_nothing_of_the_sheet_is_lost() -> None:
    text = (
        "Our shop,,,,,\nPersona,Ann,,,,\nStage,Touchpoint,Channel,Moon phase,Date,\n"
        "Find,Ad,carrier pigeon,full,2024-05-01,stray\nFind,Site,,new,,\nBuy,,Fax,,,\n"
    )
    imported = read(text)
    everything = imported.map.model_dump_json() + str(imported.report)
    for word in ("Our shop", "Ann", "Ad", "carrier pigeon", "full", "new", "column 'Date'", "'stray'", "'Fax'"):
        assert word in everything, word


def test_merged_cells_of_a_workbook_are_one_stage() -> None:
    book = openpyxl.Workbook()
    for row in (["Phase", "Touchpoint", "Emotion"], ["Find", "Ad", 1], [None, "Site", -1], ["Buy", "Till", -2]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    journey = read_matrix_xlsx(out.getvalue()).map
    assert [(t.name, t.stage) for t in journey.touchpoints] == [("Ad", "find"), ("Site", "find"), ("Till", "buy")]


def test_a_matrix_with_stages_that_are_called_like_lanes_stays_a_matrix() -> None:
    journey = read("Stage,Discovery,Experience,Support\nActions,a,b,c\nTouchpoints,x,y,z\n").map
    assert [stage.name for stage in journey.stages] == ["Discovery", "Experience", "Support"]


def test_columns_of_one_stage_are_one_stage_of_a_matrix() -> None:
    imported = read("Stage,Find,Find,Buy\nActions,look,click,pay\n")
    assert [stage.name for stage in imported.map.stages] == ["Find", "Buy"]
    assert imported.map.cell("find", "actions").text == "look\nclick"
    assert "cell C1: another heading 'Find' - taken as part of the stage of that name" in str(imported.report)


HEADS = ["Stage", "Touchpoint", "Channel", "Emotion", "Pain point", "Owner", "Date", "Moon", "", "Persona", "Actions"]


@given(
    st.lists(st.sampled_from(HEADS), min_size=2, max_size=7, unique=True),
    st.lists(st.lists(st.sampled_from(["", "w", "w", "w (+1)"]), min_size=7, max_size=7), min_size=1, max_size=6),
)
@settings(max_examples=draws(20), deadline=None)
def test_every_cell_is_on_the_map_or_in_the_report(heads: list[str], rows: list[list[str]]) -> None:
    heads = ["Stage", "Touchpoint", *(head for head in heads if head not in ("Stage", "Touchpoint"))]
    lines = [
        [cell.replace("w", f"word{line}x{column}") for column, cell in enumerate(row[: len(heads)])]
        for line, row in enumerate(rows)
    ]
    imported = read("\n".join(",".join(line) for line in [heads, *lines, ["Last", "Till"]]))
    told = imported.map.model_dump_json() + str(imported.report)
    for line in lines:
        for column, cell in enumerate(line):
            # Dates are named by their column; what no heading and no text names is too.
            assert heads[column] == "Date" or cell.split(" ")[0] in told
