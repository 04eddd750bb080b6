"""Voila's exporter, with its templates compiled once for a server and not for every visit."""

from __future__ import annotations

from types import CodeType
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from voila.exporter import VoilaExporter

__all__ = ["PageExporter"]


class _Compiled(BytecodeCache):
    """The templates that this process has compiled, by their text: half of a visit's time was for compiling them."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from memory."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template in memory."""
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class PageExporter(VoilaExporter):  # type: ignore[misc]  # Voila ships no types
    """Makes a page of a notebook."""

    def _create_environment(self) -> Any:
        environment = super()._create_environment()
        environment.bytecode_cache = _COMPILED
        return environment
