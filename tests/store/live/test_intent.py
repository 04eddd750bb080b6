"""What an edit meant on the map that its author saw is what it does on the map of now."""

from __future__ import annotations

from journeykit.store import SharedMap


def test_two_people_add_to_one_list_and_both_additions_stand(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    for name in ("Marketing", "Support"):
        ann.edit("add_owner", name=name)
    base = ann.revision
    ann.submit("update_stage", {"id": "pay", "owners": ["marketing"]}, base=base)
    entry = ben.submit("update_stage", {"id": "pay", "owners": ["support"]}, base=base)
    assert set(ben.map.stages[1].owners) == {"marketing", "support"}
    assert entry.clashes == ()


def test_a_place_counted_on_an_older_map_is_the_place_beside_the_same_neighbour(
    people: tuple[SharedMap, SharedMap],
) -> None:
    ann, ben = people
    base = ben.revision
    ann.edit("add_stage", name="Hear of it")
    ann.edit("move_stage", id="hear-of-it", to=0)
    ben.submit("move_stage", {"id": "use", "to": 1}, base=base)
    assert [stage.id for stage in ben.map.stages] == ["hear-of-it", "browse", "use", "pay"]


def test_an_addition_after_a_stage_that_is_gone_goes_where_that_stage_was(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    base = ben.revision
    ann.edit("remove_stage", id="pay")
    ben.submit("add_stage", {"name": "Queue", "after": "pay"}, base=base)
    assert [stage.id for stage in ben.map.stages] == ["browse", "queue", "use"]
