"""Several sources of one log as values: ``source(…)`` in Python, or a TOML file that states the same.

What is not stated for a source is as the arguments of ``read_events`` say. In a TOML file the arguments for all sources
come first. Every source is a table ``[[source]]`` with a ``file`` relative to the TOML file, or a folder or glob::

    timezone = "Europe/Berlin"

    [[source]]
    file = "phone.csv"
    path_col = "patient"
    event_col = "call"

    [[source]]
    file = "web.jsonl"
    path_col = ["user_id", "anonymous_id"]
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from journeykit.errors import EventLogError, did_you_mean, listing
from journeykit.events.reading.layout import Layout
from journeykit.events.reading.sources import ReadOptions

KEY = "pseudonym_key"
"""An argument whose value is never written: a call names a variable."""
FOR_ALL = ("strict", "duplicates", "similar_names", "claims")
"""What is not of one source but of the whole log."""
_LISTED = (
    "file", "path_col", "event_col", "timestamp_col", "attribute_cols", "missing_ids", "end_col", "duration_col",
)  # fmt: skip
"""What may be a list of texts."""
_OFF = ("end_col", "lifecycle_col")
"""What may be false."""


@dataclass(frozen=True)
class StatedSource:
    """One of several sources of a log, with what is stated for it; :func:`source` makes it."""

    data: Any
    name: str | None
    stated: Mapping[str, Any]

    def options(self, defaults: ReadOptions) -> ReadOptions:
        """Return the options of this source: what is stated for it, else those of the whole log.

        Attributes of the whole log are added to its own; a source need not have them (see ``several``).
        """
        stated = dict(self.stated)
        if isinstance(stated.get("layout"), str):
            stated["layout"] = Layout.parsed(stated["layout"])
        options = replace(defaults, **stated)
        _ = options.zone  # An unknown zone is told before anything is read.
        return options


def source(
    data: Any,
    *,
    name: str | None = None,
    preset: str | None = None,
    path_col: str | Sequence[str] | None = None,
    event_col: str | Sequence[str] | None = None,
    timestamp_col: str | Sequence[str] | None = None,
    order_col: str | None = None,
    attribute_cols: Sequence[str] | None = None,
    time_format: str | None = None,
    timezone: str | None = None,
    missing_ids: Sequence[str] | None = None,
    end_col: str | Sequence[str] | bool | None = None,
    duration_col: Sequence[str] | None = None,
    lifecycle_col: str | bool | None = None,
    layout: Layout | str | None = None,
) -> StatedSource:
    """State how one of several sources of a log is read; ``read_events`` takes a list of them.

    Parameters
    ----------
    data
        Whatever ``read_events`` takes: a file, folder, glob, frame, relation or cursor.
    name
        Its name in the report, and in the attribute ``source`` of its events. By default that of the file.
    preset, path_col, event_col, timestamp_col, order_col, attribute_cols, time_format, timezone, missing_ids, \
    end_col, duration_col, lifecycle_col, layout
        As in ``read_events``, for this source only; what is left out is as in the call.

    Returns
    -------
    StatedSource
        A frozen value.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> phone = pd.DataFrame({"patient": ["7"], "call": ["book"], "at": ["2026-05-02 10:00"]})
    >>> web = pd.DataFrame({"user_id": [None, "7"], "anonymous_id": ["x", "x"], "event": ["see", "log in"],
    ...                     "timestamp": ["2026-05-01 09:00", "2026-05-01 09:05"]})
    >>> events = jk.read_events([
    ...     jk.events.source(phone, name="phone", path_col="patient", event_col="call", timestamp_col="at"),
    ...     jk.events.source(web, name="web", path_col=["user_id", "anonymous_id"]),
    ... ])
    >>> len(events), events.path_count, events.attributes
    (3, 1, ('source',))
    """
    given = {
        "preset": preset, "path_col": path_col, "event_col": event_col, "timestamp_col": timestamp_col,
        "order_col": order_col, "attribute_cols": attribute_cols, "time_format": time_format, "timezone": timezone,
        "missing_ids": missing_ids, "end_col": end_col, "duration_col": duration_col, "lifecycle_col": lifecycle_col,
        "layout": layout,
    }  # fmt: skip
    if name is not None and not (isinstance(name, str) and name.strip()):
        raise EventLogError(f"name={name!r} must be a text that tells the source from the others.")
    return StatedSource(data, name, MappingProxyType({key: value for key, value in given.items() if value is not None}))


def is_stated(data: Any) -> bool:
    """Return whether it is several sources: a list with a `StatedSource`, one alone, or a TOML file of them."""
    if isinstance(data, (list, tuple)):
        return any(isinstance(part, StatedSource) for part in data)
    return isinstance(data, StatedSource) or is_statement(data)


def is_statement(data: Any) -> bool:
    """Return whether it names a TOML file."""
    return isinstance(data, (str, Path)) and str(data).casefold().endswith(".toml") and Path(data).is_file()


def named_source(data: Any) -> Any:
    """Return a file, or a list of them, as plain text; None for what a call cannot name."""
    if isinstance(data, (str, Path)):
        return str(data)
    if isinstance(data, (list, tuple)) and data and all(isinstance(part, (str, Path)) for part in data):
        return [str(part) for part in data]
    return None


def sources_words(data: Any) -> list[list[Any]]:
    """Return what is stated for several sources, for a comparison with what was stated before; else nothing."""
    sources = stated_sources(data, ReadOptions())[0] if is_stated(data) else []
    return [[each.name, {name: repr(value) for name, value in each.stated.items()}] for each in sources]


def stated_sources(data: Any, defaults: ReadOptions) -> tuple[list[StatedSource], ReadOptions]:
    """Return the sources of a list or of a TOML file, and the options of the whole log."""
    if is_statement(data):
        return _of_statement(Path(data), defaults)
    parts = data if isinstance(data, (list, tuple)) else [data]
    return [part if isinstance(part, StatedSource) else source(part) for part in parts], defaults


def _of_statement(path: Path, defaults: ReadOptions) -> tuple[list[StatedSource], ReadOptions]:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EventLogError(f"{path.name} is no TOML file: {error}. It states sources as [[source]] tables.") from None
    except OSError as error:
        raise EventLogError(f"{path.name} cannot be read: {error.strerror or type(error).__name__}.") from error
    tables = said.pop("source", None)
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise EventLogError(f'{path.name} states no source: it needs a table [[source]] with file = "…" for each.')
    known = [field.name for field in fields(ReadOptions) if field.name not in ("claims", "pseudonyms")]
    whole = checked_arguments(said, known, f"{path.name}, above the sources")
    own = [name for name in known if name not in FOR_ALL]
    found = []
    for number, table in enumerate(tables, 1):
        place = f"{path.name}, source {number}"
        file = table.pop("file", None)
        if not isinstance(file, (str, list)) or not file or not all(isinstance(each, str) for each in file):
            raise EventLogError(f'{place}: file = "…" names its file, folder or glob.')
        files = [str(path.parent / Path(each).expanduser()) for each in ([file] if isinstance(file, str) else file)]
        stated = checked_arguments(table, ["name", *own], place)
        found.append(source(files[0] if isinstance(file, str) else files, **stated))
    # What the call asks for in addition, as the attributes that the rules of a map compare, stays.
    more = tuple(dict.fromkeys([*whole.pop("attribute_cols", ()), *defaults.attributes]))
    return found, StatedSource(None, None, {**whole, "attribute_cols": more}).options(defaults)


def checked_arguments(table: Mapping[str, Any], known: Sequence[str], place: str) -> dict[str, Any]:
    """Return the arguments in a table of TOML; raise if one is unknown or of a kind that it does not take."""
    for name, value in table.items():
        if name not in known:
            raise EventLogError(
                f"{place}: {name!r} is no argument of a source.{did_you_mean(name, known)} Arguments: "
                f"{listing(sorted(known), 20)}."
            )
        texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
        if name == "strict":
            fits = isinstance(value, bool)
        elif name == "layout":
            fits = isinstance(value, (str, dict))
        else:
            fits = isinstance(value, str) or (texts and name in _LISTED) or (value is False and name in _OFF)
        if not fits:
            kind = "true or false" if name == "strict" else "a text or a list of texts" if name in _LISTED else "a text"
            raise EventLogError(f"{place}: {name} takes {kind}.")
    return {
        name: layout_in(value, place) if name == "layout" and isinstance(value, dict) else value
        for name, value in table.items()
    }


def layout_in(table: Mapping[str, Any], place: str) -> Layout:
    """Return the layout in a table of TOML."""
    try:
        return Layout(**table)
    except TypeError:
        known = [field.name for field in fields(Layout)]
        raise EventLogError(f"{place}: a layout has the parts {listing(known)}, not {listing(table)}.") from None


def as_statement(whole: Mapping[str, Any], sources: Sequence[Mapping[str, Any]]) -> str:
    """Return arguments as the text of a TOML file: those of the whole log, then of each source with its ``file``."""
    above = [_as_toml(name, value) for name, value in whole.items()]
    tables = [["[[source]]", *(_as_toml(name, value) for name, value in each.items())] for each in sources]
    return "\n\n".join("\n".join(lines) for lines in ([above] if above else []) + tables) + "\n"


def _as_toml(name: str, value: Any) -> str:
    said = value.in_words() if isinstance(value, Layout) else value
    # A text, a list of texts, true and false of JSON are those of TOML, but for one sign.
    text = json.dumps(said if isinstance(said, (str, bool)) else list(said), ensure_ascii=False)
    return f"{name} = " + text.replace("\x7f", r"\u007f")


def call_of(stated: Mapping[str, Any], sources: Sequence[Mapping[str, Any]], variable: str) -> str:
    """Return the call of ``read_events`` with these arguments; ``source`` is a file, or None for what has no name."""
    if not sources:
        return _call("jk.read_events", stated, variable, "")
    each = [
        _call("jk.events.source", said, f"{variable}_{number}", "        ") for number, said in enumerate(sources, 1)
    ]
    first = "[" + "".join(f"\n        {one}," for one in each) + "\n    ]"
    return _written_call("jk.read_events", [first, *_arguments(stated)], "")


def _call(function: str, stated: Mapping[str, Any], variable: str, indent: str) -> str:
    data = stated.get("source")
    return _written_call(function, [variable if data is None else repr(data), *_arguments(stated)], indent)


def _arguments(stated: Mapping[str, Any]) -> list[str]:
    said = {name: list(value) if isinstance(value, tuple) else value for name, value in stated.items()}
    return [
        f"{name}={name}" if name == KEY else f"{name}={'jk.events.' if isinstance(value, Layout) else ''}{value!r}"
        for name, value in said.items()
        if name != "source"
    ]


def _written_call(function: str, arguments: Sequence[str], indent: str) -> str:
    inside = "".join(f"{indent}    {argument},\n" for argument in arguments)
    return f"{function}(\n{inside}{indent})"
