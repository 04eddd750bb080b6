"""Cleans the log of the server: no tokens, and no lines forged by a visitor."""

from __future__ import annotations

import logging
import re
from typing import Any

from tornado.websocket import WebSocketClosedError

MOST = 2000
"""Most characters of a line."""

# A token as part of an address, a cookie or a header; its value ends where the next part begins.
_KEYS = re.compile(
    r"""(?i)((?:token|_xsrf|username-[\w.-]+)(?:=|%3d)|authorization["']?: *["']?\w+ +)("[^"]*"|[^\s&;,'"<>)]+)"""
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # of a notebook's tracebacks
# Characters that move the cursor, end a line or change the direction of the text.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def cleaned(text: str, secret: str = "") -> str:
    r"""Return a text without tokens, and without ``secret`` anywhere.

    All lines but the first are indented, so that none looks like an entry of its own; other control characters are
    escaped, long lines are cut.

    >>> cleaned("GET /?token=abc&map=shop (127.0.0.1)")
    'GET /?token=[secret]&map=shop (127.0.0.1)'
    >>> cleaned("no such type: x\n[a line]\r\x07")
    'no such type: x\n  [a line]\\r\\x07'
    """
    text = _KEYS.sub(r"\1[secret]", text.replace(secret, "[secret]") if secret else text)
    text = _CONTROL.sub(lambda found: repr(found[0])[1:-1], _COLOUR.sub("", text))
    return "\n  ".join(line if len(line) <= MOST else f"{line[:MOST]} …" for line in text.split("\n"))


def keep_clean(secret: str) -> None:
    """Clean everything that this process logs from now on; ``secret`` is the token of the server."""

    class Cleaned(logging.LogRecord):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if self.exc_info and self.exc_info[0]:  # A formatter uses this text if it is set.
                self.exc_text = cleaned(logging.Formatter().formatException(self.exc_info), secret)

        def getMessage(self) -> str:  # noqa: N802 - logging's own name
            return cleaned(super().getMessage(), secret)

    logging.setLogRecordFactory(Cleaned)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    for name in ("tornado.general", "asyncio"):
        logging.getLogger(name).addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Return whether a record is of interest to who serves a map."""
    # Jupyter pings every 30 s and waits 90 s for a pong, which Tornado warns about. A wait of 30 s would be worse: it
    # closes a healthy connection at its first ping.
    if "websocket_ping_timeout" in record.getMessage():
        return False
    # A page was closed while it was sent something.
    left = isinstance(record.exc_info[1] if record.exc_info else None, WebSocketClosedError)
    return not left and "events for closed stream" not in record.getMessage()
