"""What a reading board tells of fields that a document leaves out, held against the model."""

from __future__ import annotations

import json
import re

from journeykit.editors._assets import STATIC
from journeykit.model.edit import KINDS
from journeykit.model.emotion import EmotionPoint


def test_the_defaults_that_readers_are_told_are_those_of_the_model() -> None:
    text = (STATIC / "read/reading.js").read_text(encoding="utf-8")
    found = re.search(r"DEFAULTS = (\{.*?\n\});", text, re.DOTALL)
    assert found is not None
    told = json.loads(re.sub(r",(\s*\})", r"\1", re.sub(r"(\w+):", r'"\1":', found[1])))
    for kind, fields in told.items():
        model = {**KINDS, "emotion": EmotionPoint}[kind]
        for name, value in fields.items():
            assert model.model_fields[name].default == value, (kind, name)
