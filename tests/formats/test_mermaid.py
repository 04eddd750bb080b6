import re

import pytest
from hypothesis import given, settings

from journeykit.errors import FormatError
from journeykit.formats.mermaid import read_mermaid, write_mermaid
from journeykit.model import JourneyMap, edit, new_map
from tests.draws import draws
from tests.formats.maps import full_map, maps, names, shape, wild_names

DAY = """journey
    title My working day
    %% a comment
    section Go to work
      Make tea: 5: Me
      Go upstairs: 3: Me
      Do work: 1: Me, Cat
    section Go home
      Go downstairs: 5.5: Me
      Sit down: soon: Me
      Rest: 4.5
"""
# Mermaid's own patterns for a line of a journey, written down independently of the exporter.
GRAMMAR = re.compile(r"journey|\s*(title [^#\n;]+|accDescr: .*|section [^#:\n;]+|[^#:\n;]+:[^#\n;]+)")


def test_the_diagram_of_the_mermaid_documentation_becomes_a_map() -> None:
    journey = read_mermaid(DAY).map
    assert journey.name == "My working day"
    assert [stage.name for stage in journey.stages] == ["Go to work", "Go home"]
    assert [persona.name for persona in journey.personas] == ["Me", "Cat"]
    assert [(t.name, t.stage, t.personas) for t in journey.touchpoints][2] == ("Do work", "go-to-work", ("me", "cat"))
    assert [(point.touchpoint, point.score) for point in journey.emotions] == [
        ("make-tea", 2),
        ("go-upstairs", 0),
        ("do-work", -2),
        ("rest", 1.5),
    ]


def test_scores_off_the_scale_are_reported_and_never_clipped() -> None:
    told = [str(note) for note in read_mermaid(DAY).report.not_taken]
    assert told == [
        "line 9: score '5.5' - a score is a number from 1 to 5",
        "line 10: score 'soon' - a score is a number from 1 to 5",
    ]


def test_the_diagram_written_is_the_one_that_people_write() -> None:
    journey = edit.add_persona(new_map("Day", stages=["Work"]), "Me")
    journey = edit.add_touchpoint(journey, "Make tea", stage="work", personas=("me",))
    journey = edit.set_emotion(journey, "work", 2, touchpoint="make-tea")
    assert write_mermaid(journey).text == "journey\n    title Day\n    section Work\n      Make tea: 5: Me\n"


def test_every_line_written_follows_the_grammar_whatever_the_names() -> None:
    for name in ("a:b", "a#b", "a;b", "a\nb", "title x", "Section x", "journey x", "accDescr", "%% x", "journey"):
        journey = edit.add_persona(new_map(name, stages=[name]), f"{name}, {name}")
        journey = edit.add_touchpoint(journey, name, stage=journey.stages[0].id, personas=(journey.personas[0].id,))
        exported = write_mermaid(journey)
        assert all(GRAMMAR.fullmatch(line) for line in exported.text.splitlines()), exported.text
        back = read_mermaid(exported.data).map
        assert (len(back.stages), len(back.touchpoints), len(back.personas)) == (1, 1, 1)


def test_the_four_characters_that_mermaid_cannot_hold_are_named_as_losses() -> None:
    journey = edit.add_stage(new_map("Shop"), "Pay: now; #1", id="pay")
    assert ("stage 'pay'", "name") in {(loss.element, loss.field) for loss in write_mermaid(journey).losses}


def test_a_score_that_the_map_does_not_have_is_named() -> None:
    journey = edit.add_touchpoint(new_map("Shop", stages=["Pay"]), "Till", stage="pay", channel="other")
    told = [str(loss) for loss in write_mermaid(journey).losses]
    assert told == ["emotion point 'pay / till': it is not on the map; a Mermaid journey cannot do without one"]


def test_what_follows_the_actors_and_unknown_lines_are_reported() -> None:
    imported = read_mermaid("journey\naccTitle: x\nsection A\nB: 3: Me: more\nnonsense\n")
    assert [note.place for note in imported.report.not_taken] == ["line 2", "line 4", "line 5"]


def test_descriptions_in_braces_keep_their_lines() -> None:
    journey = edit.update_map(new_map("Shop", stages=["Pay"]), description="One\nTwo")
    assert write_mermaid(journey).losses == ()
    assert read_mermaid(write_mermaid(journey).data).map.description == "One\nTwo"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "d.mmd: there is no line 'journey' in it"),
        (b"flowchart LR\n a-->b", "d.mmd, line 1: a Mermaid journey begins with 'journey'."),
        (b"journey\n\xff", "d.mmd, line 2: the text is not UTF-8."),
        (b"journey\naccDescr {" + b"\n" * 2_000_000, "d.mmd: it has more than 20,000 lines: no journey does."),
        (b"x" * 5_000_001, "d.mmd: it is longer than 5,000,000 characters"),
    ],
)
def test_what_is_no_journey_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_mermaid(data, source="d.mmd")
    assert str(caught.value).startswith(message)


@given(maps(names()) | maps(wild_names(), own_ids=True))
@settings(max_examples=draws(30), deadline=None)
def test_losses_are_empty_exactly_when_the_map_comes_back_equal(journey: JourneyMap) -> None:
    exported = write_mermaid(journey)
    assert (exported.losses == ()) == (shape(read_mermaid(exported.data).map) == shape(journey))


@given(maps(names()))
@settings(max_examples=draws(20), deadline=None)
def test_what_a_diagram_holds_comes_back_equal(journey: JourneyMap) -> None:
    held = new_map(journey.name, stages=[stage.name for stage in journey.stages])
    for number, touchpoint in enumerate(journey.touchpoints):
        persona = f"Persona {number}"
        held = edit.add_persona(held, persona)
        held = edit.add_touchpoint(
            held, touchpoint.name, stage=touchpoint.stage, channel="other", personas=(f"persona-{number}",)
        )
        point = held.touchpoints[-1]
        held = edit.set_emotion(held, point.stage, number % 5 - 2, touchpoint=point.id)
    back = read_mermaid(write_mermaid(held).data).map
    in_order = [touchpoint for stage in held.stages for touchpoint in held.touchpoints_of(stage.id)]
    assert [(t.name, t.stage) for t in back.touchpoints] == [(t.name, t.stage) for t in in_order]
    personas = {persona.id: persona.name for persona in (*held.personas, *back.personas)}
    assert [[personas[p] for p in t.personas] for t in back.touchpoints] == [
        [personas[p] for p in t.personas] for t in in_order
    ]
    assert sorted(point.score for point in back.emotions) == sorted(point.score for point in held.emotions)


def test_each_field_that_a_diagram_does_not_hold_is_named() -> None:
    named = {(loss.element, loss.field) for loss in write_mermaid(full_map()).losses}
    assert {("touchpoint 'canarycounter'", "goal"), ("kpi 'canaryrate'", ""), ("map", "state")} <= named
    assert ("map", "description") not in named
