"""A map that two people have open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.store import SharedMap, open_shared
from journeykit.store.live import SharedFile

Pair = tuple[SharedMap | SharedFile, SharedMap | SharedFile]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    shop = jk.new_map("Shop", stages=["Browse", "Pay", "Use"])
    shop = jk.edit.add_touchpoint(shop, "Shelf", stage="browse")
    jk.write_map(jk.edit.add_touchpoint(shop, "Till", stage="pay"), tmp_path / "shop.json")
    return tmp_path / "shop.json"


@pytest.fixture
def people(path: Path) -> Iterator[tuple[SharedMap, SharedMap]]:
    with open_shared(path, author="Ann") as ann, open_shared(path, author="Ben") as ben:
        assert isinstance(ann, SharedMap)
        assert isinstance(ben, SharedMap)
        yield ann, ben


@pytest.fixture(params=["log", "share"])
def either(path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """Two people on a map with an operation log, and two on one that is on a network share."""
    if request.param == "share":
        monkeypatch.setattr("journeykit.store.live.opening.is_network_share", lambda folder: "nfs4")
    with open_shared(path, author="Ann") as ann, open_shared(path, author="Ben") as ben:
        assert (ann.mode, ben.mode) == (request.param, request.param)
        yield ann, ben
