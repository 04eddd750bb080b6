"""A map that two people have open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.store import SharedMap, open_shared


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
