"""Following: watchers that come and go, and a problem that is told once and goes away again."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeykit.store import open_shared, read_map
from journeykit.store.live import News, SharedMap
from tests.store.live.clients import until


def test_a_watcher_hears_of_edits_until_it_is_ended(people: tuple[SharedMap, SharedMap]) -> None:
    ann, _ = people
    heard: list[News] = []
    end = ann.watch(heard.append)
    ann.edit("update_stage", id="pay", name="Check out")
    assert [entry.edit for news in heard for entry in news.entries] == ["update_stage"]
    end()
    end()
    ann.edit("update_stage", id="pay", name="Till")
    assert len([entry for news in heard for entry in news.entries]) == 1


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), RuntimeError("a mistake of ours")])
def test_a_look_that_fails_is_a_problem_until_one_succeeds(
    people: tuple[SharedMap, SharedMap], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    ann, _ = people

    def failing() -> bool:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(ann._database, "changed", failing)
        until(lambda: ann.state.state == "problem")
        assert "Input/output error" in ann.state.reason or "the notebook's log says why" in ann.state.reason
    until(lambda: ann.state.state == "saved")


def test_closing_twice_is_closing_once(path: Path) -> None:
    shared = open_shared(path, author="Ann")
    shared.edit("update_map", name="Closed")
    shared.close()
    held = path.read_bytes()
    shared.close()
    assert path.read_bytes() == held
    assert read_map(path).name == "Closed"
