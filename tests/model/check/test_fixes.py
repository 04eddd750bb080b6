"""A fix takes its finding away and brings no other; what needs a decision has no fix."""

import json

import pytest

from journeykit.errors import MapError
from journeykit.model import JourneyMap, edit
from journeykit.model.check import FIXES, Finding, check, fix, fix_edits
from tests.model.check.broken import BROKEN, Defect
from tests.model.check.sound import TODAY, sound_map

SOUND = sound_map()


def _one_owner(journey: JourneyMap) -> JourneyMap:
    return edit.update_stage(edit.remove_owner(journey, "bob"), "repair", owners=[])


FIXABLE: dict[str, Defect] = {
    finding.fix: defect for _, _, defect in BROKEN for finding in check(defect(SOUND), today=TODAY) if finding.fix
} | {"assign_only_owner": _one_owner}


def test_every_fix_is_tried() -> None:
    assert set(FIXABLE) == set(FIXES)


@pytest.mark.parametrize("name", FIXES)
def test_a_fix_removes_its_finding_and_nothing_else(name: str) -> None:
    broken = FIXABLE[name](SOUND)
    found = check(broken, today=TODAY)
    finding = next(f for f in found if f.fix == name)
    mended = fix(broken, finding)
    assert mended != broken
    assert set(check(mended, today=TODAY)) == set(found) - {finding}


def test_filling_a_kpi_from_its_measure_keeps_what_was_written() -> None:
    broken = edit.update_kpi(SOUND, "booked", base="", definition="People who book a repair.")
    mended = fix(broken, check(broken, today=TODAY)[0]).kpis[2]
    assert (mended.definition, mended.base) == ("People who book a repair.", "Customers who took the earlier step.")


def test_a_finding_that_needs_a_decision_says_so() -> None:
    broken = edit.update_stage(SOUND, "repair", objective="")
    with pytest.raises(MapError, match=r"JK109 has no fix that is safe without you\. Say in one line"):
        fix(broken, check(broken, today=TODAY)[0])


def test_a_finding_of_a_map_that_changed_since_is_refused() -> None:
    broken = _one_owner(SOUND)
    finding: Finding = next(f for f in check(broken, today=TODAY) if f.fix)
    for later in (edit.remove_stage(broken, "repair"), edit.add_owner(broken, "Cem")):
        with pytest.raises(MapError, match="the map has changed since JK105 was found"):
            fix(later, finding)


def test_only_stages_after_the_last_purchase_are_marked() -> None:
    broken = edit.update_stage(SOUND, "loyalty", post_purchase=False)
    broken = edit.update_touchpoint(broken, "price-list", milestone="purchase")
    finding = next(f for f in check(broken, today=TODAY) if f.fix)
    assert [stage.id for stage in fix(broken, finding).stages if stage.post_purchase] == ["loyalty"]


@pytest.mark.parametrize("name", FIXES)
def test_the_edits_of_a_fix_can_be_sent_by_a_page_and_do_the_same(name: str) -> None:
    broken = FIXABLE[name](SOUND)
    finding = next(f for f in check(broken, today=TODAY) if f.fix == name)
    sent = json.loads(json.dumps(fix_edits(broken, finding)))
    assert sent
    assert edit.apply_all(broken, sent) == fix(broken, finding)
