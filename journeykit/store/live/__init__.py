"""Several people edit one map: every edit is a named operation in a log next to the file.

``opening.py``   ``open_shared``: finds or creates the log, and recovers damaged files
``shared_map.py`` ``SharedMap``: a session on a map with a log; ``writer.py`` applies edits to the newest map
``session.py``   what ``SharedMap`` and ``SharedFile`` share: edits, undo, and the thread that looks for changes
``operation_log.py`` ``Log``, what a session needs of a store; ``OperationLog``, operations and snapshots in SQLite
``database.py``  the only module that runs SQL statements
``intent.py``    rebases an edit onto a map that others have edited since
``saving.py``    saves the JSON file; ``undo.py`` undo and redo
``history.py``, ``comments.py``, ``presence.py``   the other parts of a shared map
``share.py``     ``SharedFile``: a session on a network share, where the map file itself is the store
``operation.py`` one operation
``salvage.py``   reads what is left of a damaged log; ``words.py`` describes edits
"""

from functools import partial

from journeykit.store.live.comments import Comments, Remark, Thread
from journeykit.store.live.history import History, Version
from journeykit.store.live.opening import log_path, open_shared
from journeykit.store.live.operation import Clash, Operation
from journeykit.store.live.presence import Person, Presence
from journeykit.store.live.saving import SaveState
from journeykit.store.live.session import News
from journeykit.store.live.share import SharedFile
from journeykit.store.live.shared_map import SharedMap

__all__ = [
    "Clash",
    "Comments",
    "History",
    "News",
    "Operation",
    "Person",
    "Presence",
    "Remark",
    "SaveState",
    "SharedFile",
    "SharedMap",
    "Thread",
    "Version",
    "log_path",
    "open_shared",
]
__dir__ = partial(sorted, __all__)
