"""Store maps: one JSON file with a published schema, saved so that a crash cannot destroy it.

``files.py`` reads and writes files, ``document.py`` parses their text and reports all problems at once,
``strict_json.py`` rejects ambiguous JSON, ``schema.py`` publishes the JSON Schema for other tools.

``live/`` lets several people edit one map at once: ``open_shared``. ``merge.py`` merges two versions of a map by
element id (``three_way``).
"""

from functools import partial

from journeykit.store.document import FORMAT, VERSION, dump_map, parse_map
from journeykit.store.files import read_map, revision, write_map
from journeykit.store.live import SharedMap, open_shared
from journeykit.store.merge import three_way
from journeykit.store.schema import json_schema

__all__ = [
    "FORMAT",
    "VERSION",
    "SharedMap",
    "dump_map",
    "json_schema",
    "open_shared",
    "parse_map",
    "read_map",
    "revision",
    "three_way",
    "write_map",
]
__dir__ = partial(sorted, __all__)
