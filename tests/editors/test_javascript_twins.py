"""Numbers and colours that exist in Python and in JavaScript say the same; a patch made here applies there."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from journeykit.charts.theme import _CHROMA, _LIGHTNESS, _hex, stage_colours
from journeykit.editors._assets import STATIC
from journeykit.model.changes.operations import value_operations
from journeykit.text import count_words, share_words

node = shutil.which("node")
pytestmark = pytest.mark.skipif(node is None, reason="node is not installed")


def in_javascript(expression: str, data: Any, tmp_path: Path) -> Any:
    """Return what an expression over ``s`` (core/words.js), ``t`` (core/transport.js) and ``data`` gives in node."""
    given_data = tmp_path / "data.json"
    given_data.write_text(json.dumps(data), encoding="utf-8")
    script = (
        f"import * as s from {json.dumps((STATIC / 'core/words.js').as_uri())};"
        f"import * as t from {json.dumps((STATIC / 'core/transport.js').as_uri())};"
        f"import {{ readFileSync }} from 'node:fs';"
        f"const data = JSON.parse(readFileSync({json.dumps(str(given_data))}));"
        f"process.stdout.write(JSON.stringify({expression}));"
    )
    done = subprocess.run([str(node), "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_stage_colours_are_the_same_on_both_sides(tmp_path: Path) -> None:
    counts = list(range(41))
    walks = in_javascript("data.map(s.stageColours)", counts, tmp_path)
    parts = [[[float(part) for part in colour[6:-1].split()] for colour in walk] for walk in walks]
    assert {(lightness, chroma) for walk in parts for lightness, chroma, _ in walk} == {(_LIGHTNESS, _CHROMA)}
    assert [[_hex(hue) for _, _, hue in walk] for walk in parts] == [stage_colours(n) for n in counts]


@pytest.mark.parametrize(
    ("here", "there", "numbers"),
    [
        (count_words, "countWords", [0, 7, 999, 1000, 12480, 1_234_567, -5, -1234, None]),
        (share_words, "shareWords", [0, 1, 0.345, 0.0004, 0.0005, 0.9994, 0.9995, 0.1225, 0.125, 1.5, None]),
    ],
)
def test_numbers_are_put_into_the_same_words(here: Any, there: str, numbers: list[Any], tmp_path: Path) -> None:
    assert in_javascript(f"data.map((n) => s.{there}(n))", numbers, tmp_path) == [here(n) for n in numbers]


def made_up_document(chance: random.Random) -> dict[str, Any]:
    def value() -> Any:
        kinds = ["", "word", ["a", "b"], [], {"column": "x"}, {"column": "y", "of": "z"}, [{"name": "n"}], None, 3]
        return chance.choice(kinds)

    def elements() -> list[dict[str, Any]]:
        ids = chance.sample("abcdefg", chance.randint(0, 6))
        fields = ("name", "goal", "tags", "where")
        return [{"id": id_} | {name: value() for name in fields if chance.random() < 0.6} for id_ in ids]

    header = {name: value() for name in ("name", "review") if chance.random() < 0.7}
    return {"personas": elements(), "cells": elements(), **header}


def test_a_patch_made_in_python_leads_to_the_same_document_in_javascript(tmp_path: Path) -> None:
    chance = random.Random(2)
    pairs = [(made_up_document(chance), made_up_document(chance)) for _ in range(2000)]
    data = [[old, value_operations(old, new)] for old, new in pairs]
    reached = in_javascript("data.map(([old, patch]) => t.applyPatch(old, patch))", data, tmp_path)
    assert reached == [new for _, new in pairs]


def test_equal_documents_need_no_operation() -> None:
    document = made_up_document(random.Random(1))
    assert value_operations(document, document) == []
