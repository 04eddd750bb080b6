"""What the server writes into its log: no key of a visitor, and no line that a visitor made up."""

from __future__ import annotations

import logging
import re
from typing import Any

from tornado.websocket import WebSocketClosedError

__all__ = ["cleaned", "keep_clean"]

MOST = 2000
"""Characters of a line; what strangers send has no end."""

# A key as a part of an address, of a cookie or of a header; its value ends where the next part begins.
_KEYS = re.compile(
    r"""(?i)((?:token|_xsrf|username-[\w.-]+)(?:=|%3d)|authorization["']?: *["']?\w+ +)("[^"]*"|[^\s&;,'"<>)]+)"""
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # of a notebook's tracebacks
# What moves the cursor, ends a line or turns the direction of the text.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def cleaned(text: str, secret: str = "") -> str:
    r"""Return a text as the log may have it.

    Keys are left out, the one that is given wherever it stands. Of several lines each but the first is indented, so
    that none can be taken for an entry of its own; other control characters are spelled out, long lines are cut.

    Examples
    --------
    >>> cleaned("GET /?token=abc&map=shop (127.0.0.1)")
    'GET /?token=[secret]&map=shop (127.0.0.1)'
    >>> cleaned("no such type: x\n[a line]\r\x07")
    'no such type: x\n  [a line]\\r\\x07'
    """
    text = _KEYS.sub(r"\1[secret]", text.replace(secret, "[secret]") if secret else text)
    text = _CONTROL.sub(lambda found: repr(found[0])[1:-1], _COLOUR.sub("", text))
    return "\n  ".join(line if len(line) <= MOST else f"{line[:MOST]} …" for line in text.split("\n"))


def keep_clean(secret: str) -> None:
    """Clean all that this process logs from here on, by whomever; ``secret`` is the server's key."""

    class Cleaned(logging.LogRecord):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if self.exc_info and self.exc_info[0]:  # A formatter takes the text that is there.
                self.exc_text = cleaned(logging.Formatter().formatException(self.exc_info), secret)

        def getMessage(self) -> str:  # noqa: N802 - logging's own name
            return cleaned(super().getMessage(), secret)

    logging.setLogRecordFactory(Cleaned)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    for name in ("tornado.general", "asyncio"):
        logging.getLogger(name).addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a line of the log says anything to who serves a map."""
    # Jupyter waits 90 s for a pong and pings every 30 s, which Tornado finds odd. A shorter wait would be worse: one of
    # 30 s cuts a healthy line at its first ping, with what is on it.
    if "websocket_ping_timeout" in record.getMessage():
        return False
    # A page was closed while something was on its way to it.
    left = isinstance(record.exc_info[1] if record.exc_info else None, WebSocketClosedError)
    return not left and "events for closed stream" not in record.getMessage()
