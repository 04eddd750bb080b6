"""The catalogue: every entry can be used as it stands, by name and by key."""

from typing import get_args

import pytest

from journeykit import playbook
from journeykit.errors import UnknownIdError
from journeykit.model import Interview
from journeykit.model.measures import measure
from journeykit.model.vocabulary import Channel, Lens, OpportunityType, SourceKind, TouchpointType

KEYS = {
    "touchpoints": get_args(TouchpointType),
    "channels": get_args(Channel),
    "opportunities": get_args(OpportunityType),
    "ways": get_args(OpportunityType),
    "lenses": get_args(Lens),
    "data_sources": get_args(SourceKind),
}


@pytest.mark.parametrize("section", playbook.sections())
def test_a_section_says_what_it_is_about_and_its_entries_have_ids_of_their_own(section: str) -> None:
    assert playbook.sections()[section].endswith(".")
    entries = playbook.catalogue(section)
    assert entries
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(entry.name[0].isupper() or entry.name[0].isdigit() for entry in entries)


@pytest.mark.parametrize("section", KEYS)
def test_keys_are_words_of_the_map(section: str) -> None:
    assert {entry.key for entry in playbook.catalogue(section)} <= set(KEYS[section])


def test_every_type_of_touchpoint_has_examples() -> None:
    examples = {entry.key: entry.items for entry in playbook.catalogue("touchpoints")}
    assert set(examples) == set(get_args(TouchpointType))
    assert all(len(items) >= 4 for items in examples.values())


@pytest.mark.parametrize("section", ["metrics", "objectives", "content_mix"])
def test_what_is_measured_has_a_standard_measure(section: str) -> None:
    for entry in playbook.catalogue(section):
        assert measure(entry.key)


def test_the_band_of_the_content_mix_is_that_of_the_measure() -> None:
    (band,) = playbook.catalogue("content_mix")
    standard = measure("content_mix")
    assert (band.low_share, band.high_share) == (0.5, 0.6)
    assert (standard.good_from, standard.good_to) == (100 * band.low_share, 100 * band.high_share)


def test_the_interview_frame_fills_the_fields_of_a_persona() -> None:
    assert [entry.id for entry in playbook.catalogue("interview")] == list(Interview.model_fields)


def test_stages_of_entries_are_stage_kinds() -> None:
    held = {entry.stage for section in playbook.sections() for entry in playbook.catalogue(section)} - {""}
    assert held <= set(playbook.STAGE_KINDS)


def test_every_pain_says_what_it_leads_to_what_helps_and_how_it_is_recognised() -> None:
    for pain in playbook.catalogue("pains"):
        assert pain.text
        assert pain.leads_to
        assert pain.lens
        assert len(pain.words) >= 3


def test_claims_are_marked_as_unverified() -> None:
    assert all(entry.unverified for entry in playbook.catalogue("claims"))
    others = [section for section in playbook.sections() if section != "claims"]
    assert not any(entry.unverified for section in others for entry in playbook.catalogue(section))


def test_an_unknown_section_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match=r"no section of the catalogue has id 'pain'\. Did you mean 'pains'"):
        playbook.catalogue("pain")
