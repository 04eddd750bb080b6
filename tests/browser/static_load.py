"""What 200 readers at once cost ``journeykit serve --static``: for ``make load``.

Not a test: a time depends on the machine. A visit is what a browser with an empty cache asks for: the page with the
key, then style, script and plotly.js, each compressed and on one connection.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

import journeykit as jk

READERS = 200


class Cost(NamedTuple):
    """Of one visit: server CPU in ms, and of all visits the median and the longest wait in s."""

    cpu_ms: float
    median_s: float
    last_s: float
    sent_bytes: int


async def _visit(port: int, page: str) -> tuple[float, int]:
    start, size = time.perf_counter(), 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    wanted = [page]
    for number in range(4):
        if number == len(wanted):
            break
        head = f"GET {wanted[number]} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n\r\n"
        writer.write(head.encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert " 200 " in answer.splitlines()[0], answer
        length = re.search(r"Content-Length: (\d+)", answer)
        assert length is not None
        text = await reader.readexactly(int(length[1]))
        size += len(text)
        if not number:
            wanted += [f"/{name}" for name in await asyncio.to_thread(_assets, text)]
    writer.close()
    return time.perf_counter() - start, size


def _assets(packed: bytes) -> list[str]:
    import gzip

    return re.findall(r'(?:src|href|data-file)="(assets/[^"]+)"', gzip.decompress(packed).decode())


def readers_at_once(url: str, server: int, count: int = READERS) -> Cost:
    """Return what so many visits at once cost the server with this process id, whose address has its key."""
    found = re.match(r"http://127\.0\.0\.1:(\d+)(/.*)", url)
    assert found is not None
    process = psutil.Process(server)

    async def all_of_them() -> list[tuple[float, int]]:
        return await asyncio.gather(*(_visit(int(found[1]), found[2]) for _ in range(count)))

    before = process.cpu_times()
    visits = asyncio.run(all_of_them())
    after = process.cpu_times()
    spent = after.user + after.system - before.user - before.system
    waits = [wait for wait, _ in visits]
    return Cost(1000 * spent / count, statistics.median(waits), max(waits), visits[0][1])


def measured(count: int = READERS) -> Cost:
    """Serve the Cook family's page, let so many read it at once, and return what a visit costs."""
    with tempfile.TemporaryDirectory() as folder:
        path, log = Path(folder) / "map.json", Path(folder) / "log.csv"
        jk.write_map(jk.example("cook-family"), path)
        jk.datasets.log_for("cook-family").to_csv(log, index=False)
        command = [sys.executable, "-m", "journeykit.cli", "serve", "--static", str(path), "--log", str(log)]
        server = subprocess.Popen([*command, "--no-browser"], stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        try:
            url = next(match[0] for line in server.stdout if (match := re.search(r"http://\S+", line)))
            return readers_at_once(url, server.pid, count)
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    cost = measured()
    print(f"page without a kernel, {READERS} readers at once: {cost.cpu_ms:.1f} ms of server CPU each,")
    print(f"whole after {cost.median_s:.2f} s (median), the last after {cost.last_s:.2f} s; {cost.sent_bytes:,} bytes")
