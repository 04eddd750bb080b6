"""Log files with damage made from a seed, and what reading one may do: give events, or say what is wrong with it."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

from journeykit.errors import JourneyKitError
from journeykit.events import read_events

SIZE = 40
ATTRIBUTES = {
    ".xes": "time:timestamp.x", ".xes.gz": "case:x", ".ocel.json": "event",
    ".json": "channel.name", ".jsonl": "channel.name", ".jsonl.gz": "channel", ".under.json": "channel.name",
}  # fmt: skip


def whole_files(folder: Path) -> dict[str, bytes]:
    """Return small whole logs of every kind by the end of their names."""
    frame = pd.DataFrame(
        {
            "case:concept:name": [f"c{n % 5}" for n in range(SIZE)],
            "concept:name": ["home", "pay"] * (SIZE // 2),
            "time:timestamp": pd.date_range("2024-05-01", periods=SIZE, freq="h"),
            "channel": ["web", None, "app", "  "] * (SIZE // 4),
        }
    )
    texts = frame.to_csv(index=False).encode()
    frame.to_parquet(folder / "whole.parquet")
    typed = (folder / "whole.parquet").read_bytes()
    worded = pa.Table.from_pandas(frame.astype({"time:timestamp": str}))
    worded = worded.set_column(1, "concept:name", worded["concept:name"].dictionary_encode())
    parquet.write_table(worded, folder / "whole.parquet", compression="zstd", row_group_size=SIZE // 2)
    xes = "".join(
        f'<trace><string key="concept:name" value="c{n}"/><event><string key="concept:name" value="home"/>'
        f'<date key="time:timestamp" value="2024-05-01T10:00:{n:02d}+02:00"/></event></trace>'
        for n in range(SIZE)
    )
    log = f'<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0">{xes}</log>'.encode()
    frame.assign(**{"time:timestamp": frame["time:timestamp"].astype(str)}).to_excel(folder / "whole.xlsx", index=False)
    rows = frame.assign(**{"time:timestamp": frame["time:timestamp"].astype(str), "channel": [{"name": "web"}] * SIZE})
    lines = rows.to_json(orient="records", lines=True).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", texts)
        archive.writestr("b.csv.gz", gzip.compress(texts))
        archive.writestr("README.txt", "What this is.")
    steps = pd.DataFrame({f"step {n}": pd.date_range("2024-05-01", periods=SIZE, freq="D") for n in range(3)})
    wide = steps.assign(**{"case:concept:name": [f"c{n}" for n in range(SIZE)], "channel": "web"})
    paths = pd.DataFrame({"path": ["a > b > a", "b > a"] * (SIZE // 2), "conversions": 2, "nulls": 1, "channel": "web"})
    return {
        ".wide.csv": wide.to_csv(index=False).encode(),
        ".paths.csv": paths.to_csv(index=False).encode(),
        ".paths.json": paths.to_json(orient="records").encode(),
        ".order.csv": frame.assign(**{"time:timestamp": range(SIZE)})
        .rename(columns={"time:timestamp": "seq"})
        .to_csv(index=False)
        .encode(),
        ".lines.txt": b"home cart home pay\nhome cart\ncart home cart\n" * 10,
        ".lists.json": json.dumps([["a", "b", "a"], ["b", "a"]] * 10).encode(),
        ".csv": texts,
        ".titled.csv": b"A report\n# made by hand\n\n" + texts.replace(b",", b";"),
        ".utf16.csv": texts.decode().encode("utf-16"),
        ".jsonl": lines,
        ".jsonl.gz": gzip.compress(lines),
        ".json": rows.to_json(orient="records", indent=1).encode(),
        ".under.json": b'{"status": 1, "events": ' + rows.to_json(orient="records").encode() + b"}",
        ".ocel.json": _object_centric(),
        ".xlsx": (folder / "whole.xlsx").read_bytes(),
        ".zip": packed.getvalue(),
        ".csv.bz2": bz2.compress(texts),
        ".csv.xz": lzma.compress(texts),
        ".csv.gz": gzip.compress(texts),
        ".typed.parquet": typed,
        ".parquet": (folder / "whole.parquet").read_bytes(),
        ".xes": log,
        ".xes.gz": gzip.compress(log),
    }


def _object_centric() -> bytes:
    objects = [{"id": f"c{n}", "type": "case:concept:name"} for n in range(5)]
    events = [
        {"id": str(n), "type": "pay", "time": "2024-05-01T10:00:00Z", "relationships": [{"objectId": f"c{n % 5}"}]}
        for n in range(SIZE)
    ]
    return json.dumps({"objectTypes": [], "eventTypes": [], "objects": objects, "events": events}).encode()


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """Return a file with bytes changed, left out, doubled or cut off; more often near its ends, where its plan is."""
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        near = chance.choice((0, len(data) // 2, max(0, len(data) - 1_500)))
        at = min(len(data) - 1, near + chance.randrange(max(1, min(len(data), 1_500))))
        kind = chance.randrange(5)
        if kind <= 1:
            data[at] = chance.randrange(256)
        elif kind == 2:
            data[at : at + chance.randrange(1, 9)] = bytes(chance.randrange(256) for _ in range(chance.randrange(9)))
        elif kind == 3:
            data[at:at] = data[at : at + chance.randrange(1, 40)]
        elif chance.random() < 0.3:
            del data[at:]
        if not data:
            break
    return bytes(data)


def surprises(folder: Path, count: int, seed: int) -> Iterator[str]:
    """Yield what went wrong in another way than by a `JourneyKitError`, for so many damaged files."""
    whole = whole_files(folder)
    chance = random.Random(seed)
    for number in range(count):
        end = chance.choice(list(whole))
        path = folder / f"log{end}"
        path.write_bytes(damaged(whole[end], chance))
        try:
            events = read_events(path, attribute_cols=[ATTRIBUTES.get(end, "channel")] if number % 2 else ())
            str(events.report)
        except JourneyKitError as error:
            str(error)
        except Exception as error:
            yield f"file {number} of seed {seed} ({end}): {type(error).__name__}: {str(error)[:200]}"
