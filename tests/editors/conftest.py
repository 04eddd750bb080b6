"""Widgets without a loop, whatever ran before in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_loop() -> Iterator[None]:
    """Undo what browser tests leave: the loop that Playwright keeps."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)
