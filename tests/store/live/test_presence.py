"""Who is on the map, and where."""

from __future__ import annotations

import time

import pytest

from journeykit.store import SharedMap


def test_presence_tells_who_is_where_and_forgets_who_left(
    people: tuple[SharedMap, SharedMap], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = people
    ann.presence.move("stages/pay")
    ben.presence.move("cells/use/goals")
    assert [(p.author, p.place, p.me) for p in ann.presence.people()] == [
        ("Ann", "stages/pay", True),
        ("Ben", "cells/use/goals", False),
    ]
    ben.rename("Benjamin")
    assert ann.presence.people()[1].author == "Benjamin"
    ben.close()
    assert [person.author for person in ann.presence.people()] == ["Ann"]
    ann.presence.page_seen()
    monkeypatch.setattr("journeykit.store.live.presence.PAGE_GONE_S", 0.0)
    ann.presence.leave()
    ann.presence.beat()
    assert ann.presence.people() == []  # Her page is closed; only its kernel lives.
    ann.presence.move("stages/use")
    later = time.time() + 60
    monkeypatch.setattr("journeykit.store.live.presence.time.time", lambda: later)
    assert ann.presence.people() == []
