"""Files of every kind with damage made from a seed, and what reading one may do: succeed, or say what is wrong with it.

Logs, several sources, answers and maps: the bytes are spoiled as a disk spoils them, the structure as a program or a
person does (cells, lines, names, values, parts).
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

from journeykit import formats
from journeykit.answers import read_answers
from journeykit.events import read_events
from journeykit.model import new_map
from journeykit.questions import transitions
from journeykit.store import dump_map, read_map
from tests.answers import exports
from tests.damage import spoiled_bytes, spoiled_json, wrong
from tests.formats.maps import full_map

SIZE = 40
ODD = [
    *("", " ", "0", "-1", "1e999", "9" * 20, "NaN", "null", '"', '""', "'", ",", ";", "\t", "|", "\0", "\ufeff", "\r"),
    *("=1+1", "#", "# note", "sep=;", "é", "漢", "\u202e", "x" * 5_000, "{", "[", "[]", '{"a": 1}', "a > b", "1,5"),
    *("2024-02-30", "31.12.2024", "12/31/2024 12:00 PM", "45000.5", "1714557600", "2024-05-01T10:00:00+25:00", "10:61"),
    *(
        "0000-00-00",
        "99999-01-01",
        "Mon, 5 May 2024",
        "2024-05-01 10:00:00 EST",
        "user_id",
        "event",
        "timestamp",
        "\\N",
    ),
]
WORDS = [
    b"0",
    b"-1",
    b"1e999",
    b"9" * 20,
    b"",
    b"true",
    b"\xff",
    b"A0",
    b"ZZZZ1",
    b"&#0;",
    b"s",
    b"n",
    b"d",
    b"e",
    b"'",
]
LAYOUTS = [
    "skip=1", "skip=200", "delimiter=;", "delimiter=|", "encoding=cp1252", "encoding=utf-16", "columns=a,b,c",
    "sheet=Log", "key=events", "shape=events", "shape=wide", "shape=paths", "shape=steps", "shape=lines",
    "shape=lines between=-1", "shape=paths between=>", "shape=paths count=channel", "columns=who",
]  # fmt: skip
OPTIONS: list[dict[str, Any]] = [
    {}, {}, {}, {"attribute_cols": ["channel"]}, {"timezone": "Europe/Berlin"}, {"duplicates": "drop"},
    {"similar_names": "merge"}, {"missing_ids": ()}, {"timestamp_col": ()}, {"time_format": "day_first"},
    {"end_col": False, "lifecycle_col": False}, {"strict": True}, {"path_col": ["user_id", "channel"]},
    {"event_col": ["event", "channel"]}, {"time_format": "%d.%m.%Y"}, {"preset": "mixpanel"},
    {"attribute_cols": ["channel.name"]}, {"attribute_cols": ["case:x"]}, {"path_col": "order"},
]  # fmt: skip
SUFFIXES = {"csv": ".csv", "xlsx": ".xlsx", "mermaid": ".mmd", "cjml": ".xml", "stickies": ".csv"}
Spoil = Callable[[random.Random, bytes], bytes]


@dataclass(frozen=True)
class Kind:
    """A file or several that belong together, what reads them, and how a program spoils one."""

    files: dict[str, bytes]
    spoil: Spoil
    read: Callable[[Path, random.Random], object]
    whole: bool = False
    """Whether the folder is read, not the first file."""


def read_log(path: Path, chance: random.Random) -> None:
    """Read a log, in one case of three with a stated layout; every line must be accounted for."""
    layout = chance.choice(LAYOUTS) if chance.random() < 1 / 3 else None
    events = read_events(path, layout=layout, **chance.choice(OPTIONS))
    report = events.report
    for told in (str(report), report._repr_html_(), report.call()):
        assert told
    for each in (report, *report.sources):
        assert each.lines == each.kept + len(each.rejected) + each.joined, "lines"
    assert report.kept == len(events), "kept"
    assert transitions(events).to_pandas()["transitions"].sum() <= len(events)


def read_said(path: Path, chance: random.Random) -> None:
    """Read answers, with stated scales or without."""
    answers = read_answers(path, questions=chance.choice([None, None, {"Q1": "nps"}, {"*": (1, 5)}, ["Q2"]]))
    assert str(answers.report)
    assert answers.report._repr_html_()


def read_map_of(path: Path, chance: random.Random) -> None:
    """Read a map; what is read can be written."""
    assert dump_map(read_map(path) if path.suffix == ".json" else formats.read(path).map)


# --------------------------------------------------------------------------------------------------------- structures


def spoiled_table(chance: random.Random, data: bytes, encoding: str = "utf-8") -> bytes:
    """Return delimited text of which lines and cells are changed, lost, doubled or in another order."""
    lines = data.decode(encoding, "replace").split("\n")
    for _ in range(chance.choice((1, 1, 2, 5))):
        row = chance.choice((0, 0, chance.randrange(len(lines)), chance.randrange(len(lines))))
        mark = chance.choice([mark for mark in ",;\t|> " if mark in lines[row]] or [","])
        cells = lines[row].split(mark)
        at = chance.randrange(len(cells))
        match chance.randrange(10):
            case 0:
                del cells[at]
            case 1:
                cells.insert(at, chance.choice(ODD))
            case 2:
                cells[at] = chance.choice(cells)
            case 3:
                lines.insert(chance.randrange(len(lines)), chance.choice([*ODD, lines[0], lines[row]]))
            case 4:
                del lines[chance.randrange(len(lines))]
            case 5:
                chance.shuffle(lines)
            case 6:  # Of a whole column.
                odd = chance.choice(ODD)
                parts = [line.split(mark) for line in lines]
                lines = [mark.join([*each[:at], odd, *each[at + 1 :]]) if len(each) > at else "" for each in parts]
            case _:
                cells[at] = chance.choice(ODD)
        if not lines:
            break
        if row < len(lines) and chance.random() < 0.9:
            lines[row] = mark.join(cells)
    return "\n".join(lines).encode(encoding, "replace")


def spoiled_lines(chance: random.Random, data: bytes) -> bytes:
    """Return lines of JSON of which some are spoiled as documents."""
    lines = data.decode().split("\n")
    for _ in range(chance.choice((1, 2, 5))):
        at = chance.randrange(len(lines))
        lines[at] = spoiled_json(chance, lines[at]).decode("utf-8", "replace") if lines[at] else chance.choice(ODD)
    return "\n".join(lines).encode("utf-8", "replace")


def spoiled_document(chance: random.Random, data: bytes) -> bytes:
    return spoiled_json(chance, data.decode())


def spoiled_markup(chance: random.Random, data: bytes) -> bytes:
    """Return XML with one attribute or text replaced by what nobody expects there."""
    spots = [found.span(1) for found in re.finditer(rb'(?<=")([^"<>]*)(?=")|(?<=>)([^<>]+)(?=<)', data) if found[1]]
    start, end = chance.choice(spots) if spots else (0, 0)
    return data[:start] + chance.choice(WORDS) + data[end:]


def spoiled_archive(chance: random.Random, data: bytes, inside: Spoil) -> bytes:
    """Return a zip of which one part is spoiled, missing, or another one, whole as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        hit = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name == hit:
                change = chance.random()
                part = part if change > 0.9 else (inside if change < 0.6 else spoiled_bytes)(chance, part)
                name = f"{chance.choice(ODD).strip() or 'x'}/{name}"[:200].replace("\0", "") if change > 0.95 else name
            if name != hit or chance.random() < 0.9:
                new.writestr(name, part)
    return out.getvalue()


def spoiled_packed(chance: random.Random, data: bytes, module: Any, inside: Spoil) -> bytes:
    return bytes(module.compress(inside(chance, module.decompress(data))))


def spoiled_columns(chance: random.Random, data: bytes) -> bytes:
    """Return a Parquet file of which one column has another type, name or cells, whole as Parquet."""
    table = parquet.read_table(io.BytesIO(data))
    at = chance.randrange(table.num_columns)
    name, size = table.column_names[at], len(table)
    columns: list[Any] = [
        pa.nulls(size), pa.array([b"\xff\x00"] * size), pa.array([[1, 2]] * size), pa.array([{"a": 1}] * size),
        pa.array([float("nan")] * size), pa.array([2**62] * size), pa.array([True, None] * (size // 2)),
        pa.array([{"key": "a", "value": "b"}] * size), pa.array([10**6] * size, pa.duration("us")),
        pa.array(["1"] * size).dictionary_encode(), pa.array(["1.5"] * size).cast(pa.decimal128(9, 2)),
        pa.array([2**40] * size, pa.timestamp("s")), pa.array([10] * size, pa.time64("us")),
        pa.array([-(2**40)] * size, pa.timestamp("ms", "Europe/Berlin")), pa.array(chance.choices(ODD, k=size)),
        pa.array([[("a", 1)]] * size, pa.map_(pa.string(), pa.int64())),
    ]  # fmt: skip
    if chance.random() < 0.2:
        table = table.rename_columns(
            [chance.choice([*ODD, name]) if c == at else n for c, n in enumerate(table.column_names)]
        )
    elif chance.random() < 0.1 and table.num_columns > 1:
        table = table.drop_columns([name])
    else:
        table = table.set_column(at, name, chance.choice(columns))
    out = io.BytesIO()
    parquet.write_table(table, out)
    return out.getvalue()


def spoiled_database(chance: random.Random, data: bytes) -> bytes:
    """Return an SQLite database of which one table is lost, renamed or has odd cells."""
    base = sqlite3.connect(":memory:")
    with closing(base):
        base.deserialize(data)
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = chance.choice(tables).replace('"', '""')
        columns = [row[1] for row in base.execute(f'PRAGMA table_info("{table}")')]
        column = chance.choice(columns).replace('"', '""')
        odd: Any = chance.choice([*ODD, None, b"\xff\xfe", 10**15, 1.5, -1])
        match chance.randrange(6):
            case 0:
                base.execute(f'DROP TABLE "{table}"')
            case 1:
                base.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "odd"')
            case 2:
                base.execute(f'DELETE FROM "{table}"')
            case _:
                base.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid % 2 = ?', (odd, chance.randrange(2)))
        base.commit()
        return base.serialize()


# -------------------------------------------------------------------------------------------------------------- kinds


def kinds(folder: Path) -> dict[str, Kind]:
    """Return small whole files of every kind."""
    return {**logs(folder), **sources(), **answers(), **maps(folder)}


def logs(folder: Path) -> dict[str, Kind]:
    frame = pd.DataFrame(
        {
            "user_id": [f"c{n % 5}" for n in range(SIZE)],
            "event": ["home", "pay"] * (SIZE // 2),
            "timestamp": pd.date_range("2024-05-01", periods=SIZE, freq="h"),
            "channel": ["web", None, "app", 'a, "b"'] * (SIZE // 4),
        }
    )
    texts = frame.to_csv(index=False).encode()
    frame.to_parquet(folder / "typed.parquet")
    worded = pa.Table.from_pandas(frame.astype({"timestamp": str}))
    worded = worded.set_column(1, "event", worded["event"].dictionary_encode())
    parquet.write_table(worded, folder / "worded.parquet", compression="zstd", row_group_size=SIZE // 2)
    said = frame.astype({"timestamp": str})
    said.to_excel(folder / "log.xlsx", index=False, sheet_name="Log")
    rows = said.assign(channel=[{"name": "web"}] * SIZE)
    lines = rows.to_json(orient="records", lines=True).encode()
    steps = pd.DataFrame({f"step {n}": pd.date_range("2024-05-01", periods=SIZE, freq="D") for n in range(3)})
    wide = steps.assign(user_id=[f"c{n}" for n in range(SIZE)], channel="web")
    paths = pd.DataFrame({"path": ["a > b > a", "b > a"] * (SIZE // 2), "conversions": 2, "nulls": 1, "channel": "web"})
    lasting = frame.assign(start_time=frame["timestamp"], end_time=frame["timestamp"] + pd.Timedelta("5min"))
    pairs = frame.assign(lifecycle=["start", "complete"] * (SIZE // 2))
    packed = zip_of({"a.csv": texts, "b.csv.gz": gzip.compress(texts), "README.txt": b"What this is."})
    table = {
        "csv": texts,
        "tsv": frame.to_csv(index=False, sep="\t").encode(),
        "sep.csv": b"sep=;\n" + frame.to_csv(index=False, sep=";").encode(),
        "titled.csv": b"A report\n# made by hand\n\n" + frame.to_csv(index=False, sep=";").encode(),
        "wide.csv": wide.to_csv(index=False).encode(),
        "paths.csv": paths.to_csv(index=False).encode(),
        "order.csv": frame.assign(timestamp=range(SIZE))
        .rename(columns={"timestamp": "seq"})
        .to_csv(index=False)
        .encode(),
        "lasting.csv": lasting.drop(columns="timestamp").to_csv(index=False).encode(),
        "pairs.csv": pairs.to_csv(index=False).encode(),
        "lines.txt": b"home cart home pay\nhome cart\ncart home cart\n" * 10,
        "spmf.txt": b"1 -1 2 -1 3 -1 -2\n2 -1 1 -1 -2\n" * 10,
    }
    found = {name: Kind({f"log.{name}": data}, spoiled_table, read_log) for name, data in table.items()}
    documents = {
        "json": rows.to_json(orient="records", indent=1).encode(),
        "under.json": b'{"status": 1, "events": ' + rows.to_json(orient="records").encode() + b"}",
        "paths.json": paths.to_json(orient="records").encode(),
        "lists.json": json.dumps([["a", "b", "a"], ["b", "a"]] * 10).encode(),
        "ocel.json": _object_centric(),
    }
    found |= {name: Kind({f"log.{name}": data}, spoiled_document, read_log) for name, data in documents.items()}
    others: dict[str, tuple[bytes, Spoil]] = {
        "utf16.csv": (texts.decode().encode("utf-16"), partial(spoiled_table, encoding="utf-16")),
        "cp1252.csv": (texts.replace(b"web", "wéb".encode("cp1252")), partial(spoiled_table, encoding="cp1252")),
        "jsonl": (lines, spoiled_lines),
        "jsonl.gz": (gzip.compress(lines), partial(spoiled_packed, module=gzip, inside=spoiled_lines)),
        "csv.gz": (gzip.compress(texts), partial(spoiled_packed, module=gzip, inside=spoiled_table)),
        "csv.bz2": (bz2.compress(texts), partial(spoiled_packed, module=bz2, inside=spoiled_table)),
        "csv.xz": (lzma.compress(texts), partial(spoiled_packed, module=lzma, inside=spoiled_table)),
        "xlsx": ((folder / "log.xlsx").read_bytes(), partial(spoiled_archive, inside=spoiled_markup)),
        "zip": (packed, partial(spoiled_archive, inside=spoiled_table)),
        "typed.parquet": ((folder / "typed.parquet").read_bytes(), spoiled_columns),
        "parquet": ((folder / "worded.parquet").read_bytes(), spoiled_columns),
        "xes": (_xes(), spoiled_markup),
        "xes.gz": (gzip.compress(_xes()), partial(spoiled_packed, module=gzip, inside=spoiled_markup)),
        "ocel.sqlite": (_database(), spoiled_database),
    }
    return found | {name: Kind({f"log.{name}": data}, spoil, read_log) for name, (data, spoil) in others.items()}


def sources() -> dict[str, Kind]:
    """Return logs of several files: the parts in a folder, and sources that a TOML file states."""
    part = b"user_id,event,timestamp\nu1,home,2024-05-01 10:00\nu1,pay,2024-05-01 11:00\nu2,home,2024-05-02 10:00\n"
    web = b'{"anonymous_id": "c1", "user_id": "u1", "name": "see", "at": "2024-05-01T08:00:00Z"}\n' * 3
    stated = (
        b'[[source]]\nname = "phone"\nfile = "phone.csv"\npath_col = "user_id"\n\n'
        b'[[source]]\nname = "web"\nfile = "web.jsonl"\npath_col = ["user_id", "anonymous_id"]\nevent_col = "name"\n'
        b'timestamp_col = "at"\n'
    )
    parts = {"a.csv": part, "b.csv": part.replace(b"u1", b"u3"), "c.csv.gz": gzip.compress(part), "README.txt": b"Hi."}
    return {
        "folder": Kind(parts, spoiled_table, read_log, whole=True),
        "toml": Kind({"log.toml": stated, "phone.csv": part, "web.jsonl": web}, spoiled_table, read_log),
    }


def answers() -> dict[str, Kind]:
    """Return what the tools of surveys, reviews and tickets export."""
    said = {name.lower(): text for name, text in vars(exports).items() if name.isupper() and isinstance(text, str)}
    return {
        f"answers {name}": Kind(
            {"said.json" if text.startswith("{") else "said.csv": text.encode()},
            spoiled_document if text.startswith("{") else spoiled_table,
            read_said,
        )
        for name, text in said.items()
    }


def maps(folder: Path) -> dict[str, Kind]:
    """Return maps as each format writes them, and as people have them."""
    found = {}
    for journey in (full_map(), new_map("Shop", stages=["Browse", "Pay"])):
        for name, end in SUFFIXES.items():
            spoil = spoiled_markup if name == "cjml" else spoiled_table
            spoil = partial(spoiled_archive, inside=spoiled_markup) if name == "xlsx" else spoil
            made = formats.WRITERS[name](journey).data
            found[f"map {name} {journey.name}"] = Kind({f"map{end}": made}, spoil, read_map_of)
    sheets = {
        "groups": "Tea shop\n,Before,,During,\n,Aware,Research,Buy,Use\nActions,a,b,c,d\nFeelings,+1,-1,0,2\n",
        "records": "Stage;Touchpoint;Channel;Emotion;Persona\nFind;Ad;Web;gut;Ann\n;Site;Fax;:-(;Bob\nBuy;Till;;2;\n",
        "notes": "Text,Author,Area,Tags\n<p>Door</p>,Ann,Arrive,\nDark,Bob,Arrive,pain point\nPay,,,idea\n",
    }
    for name, text in sheets.items():
        found[f"map {name}.csv"] = Kind({"map.csv": text.encode()}, spoiled_table, read_map_of)
        book = openpyxl.Workbook()
        for line in text.splitlines():
            book.active.append(re.split("[;,]", line))
        book.save(folder / "map.xlsx")
        spoil = partial(spoiled_archive, inside=spoiled_markup)
        found[f"map {name}.xlsx"] = Kind({"map.xlsx": (folder / "map.xlsx").read_bytes()}, spoil, read_map_of)
    pages = "- ```mermaid\n  ---\n  title: Buy\n  ---\n  journey\n   section A\n   B: 3: Ann\n  ```\n"
    found["map markdown"] = Kind({"map.md": pages.encode()}, spoiled_table, read_map_of)
    found["map document"] = Kind({"map.json": dump_map(full_map()).encode()}, spoiled_document, read_map_of)
    return found


def zip_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _xes() -> bytes:
    traces = "".join(
        f'<trace><string key="concept:name" value="c{n}"/><event><string key="concept:name" value="home"/>'
        f'<date key="time:timestamp" value="2024-05-01T10:00:{n:02d}+02:00"/></event></trace>'
        for n in range(SIZE)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0">{traces}</log>'.encode()


def _object_centric() -> bytes:
    objects = [{"id": f"c{n}", "type": "order"} for n in range(5)]
    events = [
        {"id": str(n), "type": "pay", "time": "2024-05-01T10:00:00Z", "relationships": [{"objectId": f"c{n % 5}"}]}
        for n in range(SIZE)
    ]
    return json.dumps({"objectTypes": [], "eventTypes": [], "objects": objects, "events": events}).encode()


def _database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE TABLE event(ocel_id, ocel_type)")
        base.execute("CREATE TABLE object(ocel_id, ocel_type)")
        base.execute("CREATE TABLE event_object(ocel_event_id, ocel_object_id, ocel_qualifier)")
        base.execute("CREATE TABLE event_pay(ocel_id, ocel_time, price)")
        base.executemany("INSERT INTO object VALUES (?, 'order')", [(f"o{n}",) for n in range(3)])
        for n in range(SIZE):
            base.execute("INSERT INTO event VALUES (?, 'pay')", (f"e{n}",))
            base.execute("INSERT INTO event_pay VALUES (?, '2024-05-01T10:00:00Z', 3)", (f"e{n}",))
            base.execute("INSERT INTO event_object VALUES (?, ?, 'x')", (f"e{n}", f"o{n % 3}"))
        base.commit()
        return base.serialize()


# --------------------------------------------------------------------------------------------------------------- runs


def surprises(folder: Path, count: int, seed: int) -> Iterator[str]:
    """Yield what went wrong in another way than by a `JourneyKitError`, for so many damaged files of all kinds."""
    found = kinds(folder)
    order = list(found)
    random.Random(seed).shuffle(order)
    place = folder / "spoiled"
    for number in range(count):
        name = order[number % len(order)]
        kind, chance = found[name], random.Random(f"{seed} {number}")
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        hit = chance.choice(list(kind.files))
        for file, data in kind.files.items():
            spoil = spoiled_bytes if file != hit or chance.random() < 0.5 else kind.spoil
            spoil = spoiled_bytes if spoil is spoiled_table and file.endswith(".gz") else spoil
            (place / file).write_bytes(spoil(chance, data) if file == hit else data)
        path = place if kind.whole else place / next(iter(kind.files))
        if said := wrong(lambda kind=kind, path=path, chance=chance: kind.read(path, chance)):
            yield f"file {number} of seed {seed} ({name}): {said}"
