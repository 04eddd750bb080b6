import pytest
from hypothesis import given, settings

from journeykit.errors import FormatError
from journeykit.formats.cjml import read_cjml, write_cjml
from journeykit.model import JourneyMap, edit, new_map
from tests.draws import draws
from tests.formats.maps import full_map, maps, names, shape, wild_names

SAMPLE = b"""<CJML version="2.0"><actualJourney><journeyID>AJ1</journeyID>
<actors><endUser actorID="Carl"><actorName>Carl</actorName></endUser>
<serviceProvider actorID="Company A"><companyName>Company A</companyName></serviceProvider></actors>
<touchpoints><actualCommunicationPoint><touchpointID>TP1</touchpointID>
<initiator><refersTo actorIDref="Carl"/><initiatorLabel>Customer creates account</initiatorLabel></initiator>
<receiver><refersTo actorIDref="Bookis"/><receiverLabel>Account registered</receiverLabel></receiver>
<channel><channelName>Web</channelName></channel></actualCommunicationPoint>
<actualCommunicationPoint><touchpointID>TP2</touchpointID>
<initiator><refersTo actorIDref="Company A"/><initiatorLabel>Welcome letter</initiatorLabel></initiator>
<receiver><refersTo actorIDref="Carl"/><receiverLabel>Welcome letter</receiverLabel></receiver>
<channel><channelName>Pigeon</channelName></channel><risk>low</risk></actualCommunicationPoint>
</touchpoints></actualJourney></CJML>"""


def test_the_published_sample_becomes_a_map_in_one_stage() -> None:
    journey = read_cjml(SAMPLE).map
    assert (journey.name, [stage.name for stage in journey.stages]) == ("AJ1", ["Journey"])
    first, second = journey.touchpoints
    assert (first.name, first.description, first.channel) == (
        "Customer creates account",
        "Account registered",
        "website",
    )
    assert first.personas == ("carl",)
    assert (first.owner, second.owner) == (None, "company-a")


def test_dangling_actors_unknown_channels_and_unknown_parts_are_tolerated_and_said() -> None:
    told = str(read_cjml(SAMPLE).report)
    assert "touchpoint 1: actor 'Bookis' - the file does not define that actor" in told
    assert "touchpoint 2: channel 'Pigeon' - no such channel on a map: 'other' is written there" in told
    assert "touchpoint 2: <risk> - the map has no place for it" in told
    assert "touchpoint 2: who begins" in told
    assert "stage 'Journey' for all 2 touchpoints - CJML has no stages" in told


def test_a_planned_journey_is_read_and_never_written_under_an_unverified_name() -> None:
    planned = SAMPLE.replace(b"actualJourney", b"plannedJourney")
    journey = read_cjml(planned).map
    assert journey.state == "future"
    exported = write_cjml(journey)
    assert "<actualJourney>" in exported.text
    assert ("map", "state") in {(loss.element, loss.field) for loss in exported.losses}


def held_map() -> JourneyMap:
    journey = edit.add_owner(edit.add_persona(new_map("Journey", stages=["Journey"]), 'Ann <&> "Bo"'), "Shop]]>")
    journey = edit.add_touchpoint(
        journey, "Asks & <waits>", stage="journey", channel="phone", personas=("ann-bo",), owner="shop", id="own"
    )
    return edit.add_touchpoint(journey, "Reads", stage="journey", channel="mobile_app", description="Is sent")


def test_what_cjml_holds_comes_back_equal_with_its_ids() -> None:
    exported = write_cjml(held_map())
    assert [str(loss) for loss in exported.losses] == ["map, name: CJML cannot hold it as it is"]
    assert shape(read_cjml(exported.data).map) == {**shape(held_map()), "name": "journey"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "c.xml, line 1: the XML is not well-formed: no element found."),
        (b"<CJML>", "c.xml, line 1: the XML is not well-formed: no element found."),
        (b"<html/>", "c.xml: expected the element CJML, found 'html'."),
        (
            b"<cjml/>",
            "c.xml: expected the element CJML, found 'cjml'. This is the older tool's XML; version 2.0 is read.",
        ),
        (b"<CJML/>", "c.xml: it holds no journey (actualJourney)."),
        (
            b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><CJML>&f;</CJML>',
            "c.xml, line 1: the XML declares a",
        ),
        (b'<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><CJML/>', "c.xml, line 1: the XML declares a document type"),
        (b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><CJML>&b;</CJML>', "c.xml, line 1: the XML declares a"),
        (b"<CJML>&undefined;</CJML>", "c.xml, line 1: the XML is not well-formed"),
        (b"<a>" * 1000, "c.xml, line 1: the XML is too deep or too long to be a journey."),
        (b'<?xml version="1.0" encoding="klingon"?><CJML/>', "c.xml, line 1: the XML is not well-formed"),
        (b" " * 5_000_001, "c.xml: it has 5,000,001 bytes; 5,000,000 are read at most."),
    ],
)
def test_what_is_no_cjml_or_a_trap_is_refused_in_words(data: bytes, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_cjml(data, source="c.xml")
    assert str(caught.value).startswith(message)


@given(maps(names()) | maps(wild_names(), own_ids=True))
@settings(max_examples=draws(30), deadline=None)
def test_losses_are_empty_exactly_when_the_map_comes_back_equal(journey: JourneyMap) -> None:
    exported = write_cjml(journey)
    assert (exported.losses == ()) == (shape(read_cjml(exported.data).map) == shape(journey))


def test_each_field_that_cjml_does_not_hold_is_named() -> None:
    named = {(loss.element, loss.field) for loss in write_cjml(full_map()).losses}
    assert {("touchpoint 'canarycounter'", "goal"), ("kpi 'canaryrate'", ""), ("stage 'browse'", "")} <= named
    assert ("touchpoint 'canarycounter'", "description") not in named
