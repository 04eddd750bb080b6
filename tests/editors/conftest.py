"""Widgets without a kernel, whatever ran before in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import comm
import pytest


@pytest.fixture(autouse=True)
def no_kernel_and_no_loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Undo what other tests leave: ipykernel's comm, which sends nothing here, and the loop that Playwright keeps."""
    monkeypatch.setattr(comm, "create_comm", comm._create_comm)
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)
