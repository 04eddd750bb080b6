"""The published JSON Schema of a map file; ``make schema`` writes it again after a change of the model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from journeykit.atomic import write_atomic
from journeykit.model.journey import JourneyMap
from journeykit.store.document import FORMAT, VERSION

PUBLISHED = Path(__file__).parent / "schemas" / f"{FORMAT}-{VERSION}.json"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every map file of this version follows.

    Examples
    --------
    >>> from journeykit.store import json_schema
    >>> json_schema()["properties"]["version"]
    {'const': '1.2'}
    """
    schema = JourneyMap.model_json_schema()
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{FORMAT}:{VERSION}",
        "title": "journeykit map",
    }
    own = {"format": {"const": FORMAT}, "version": {"const": VERSION}}
    return {
        **schema,
        **head,
        "properties": {**own, **schema["properties"]},
        "required": ["format", "version", *schema["required"]],
    }


def publish() -> Path:
    """Write the schema into the package and return its path; a test compares the file with the model."""
    write_atomic(PUBLISHED, (json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n").encode())
    return PUBLISHED
