"""Comments: asked, answered, settled, opened again."""

from __future__ import annotations

import pytest

from journeykit.errors import MapError, UnknownIdError
from journeykit.store import SharedMap


def test_comments_are_answered_settled_and_opened_again_and_outlive_their_element(
    people: tuple[SharedMap, SharedMap],
) -> None:
    ann, ben = people
    ann.edit("add_owner", name="Marketing")
    ben.catch_up()
    thread = ann.comments.add("stages/pay", "Who owns this? @Marketing, @nobody", op="r1")
    assert ann.comments.add("stages/pay", "Who owns this? @Marketing, @nobody", op="r1") == thread
    assert thread.remarks[0].mentions == ("marketing",)
    assert ben.comments.reply(thread.id, "We do.").remarks[1].author == "Ben"
    assert ben.comments.resolve(thread.id).resolved
    assert ann.comments.threads(resolved=False) == []
    assert not ann.comments.reopen(thread.id).resolved
    ann.edit("remove_stage", id="pay")
    (kept,) = ann.comments.threads("stages/pay")
    assert kept.gone
    with pytest.raises(UnknownIdError, match="no element has id 'stages/pai'"):
        ann.comments.add("stages/pai", "x")
    with pytest.raises(MapError, match="needs text"):
        ann.comments.add("stages/use", "  ")
    cell = ann.comments.add("cells/use/goals", "Really?")
    assert cell.about == "“Goals” of “Use”"
