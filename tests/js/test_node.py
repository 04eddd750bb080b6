"""The pure halves of the ES modules, tested where no browser is needed: ``node --test``."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SUITES = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("suite", SUITES, ids=lambda path: path.name)
def test_node_finds_no_fault(suite: Path) -> None:
    node = shutil.which("node")
    assert node is not None, "no node: the tests' playwright brings one, see tests/conftest.py"
    said = subprocess.run([node, "--test", str(suite)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout[-4000:] + said.stderr
