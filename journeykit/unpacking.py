"""What unpacking raises on damaged bytes: zip, gzip, bzip2 and xz have no error in common."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

UNPACKING_ERRORS = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, EOFError, OSError, RuntimeError, ValueError),
)
