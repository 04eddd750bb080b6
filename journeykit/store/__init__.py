"""How a map is kept: one JSON file with a published schema, saved so that no crash can destroy it.

``files.py`` reads and writes, ``document.py`` turns text into a map and back and tells every problem at once,
``strict_json.py`` refuses what JSON readers disagree about, ``schema.py``
publishes the JSON Schema that other tools can check against.
"""

from journeykit.store.document import FORMAT, VERSION, dump_map, parse_map
from journeykit.store.files import read_map, revision, write_map
from journeykit.store.schema import json_schema

__all__ = ["FORMAT", "VERSION", "dump_map", "json_schema", "parse_map", "read_map", "revision", "write_map"]


def __dir__() -> list[str]:
    return sorted(__all__)
