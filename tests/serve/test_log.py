"""What the log may say: without keys and made-up lines, and without what is no news."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from tornado.websocket import WebSocketClosedError

from journeykit.serve.log import MOST, _is_news, cleaned, keep_clean

KEY = "Z0FVLM8BkS9VY82TQOOGqd45RvMSgCZH"


@pytest.mark.parametrize(
    "text",
    [
        f"500 GET /voila/templates/x?token={KEY} (127.0.0.1)",
        f"uri='/x?map=a&token={KEY}', version",
        f"/login?next=%2F%3Ftoken%3D{KEY}",
        f"Referer: http://127.0.0.1:2/?TOKEN={KEY}",
        f'Cookie: username-127-0-0-1-20000="2|1:0|{KEY}"; _xsrf={KEY}',
        f"{{'Authorization': 'token {KEY}'}}",
        f"Authorization: Bearer {KEY}",
    ],
)
def test_no_key_of_anybody_is_logged(text: str) -> None:
    assert KEY not in cleaned(text)
    assert "[secret]" in cleaned(text)


def test_the_server_s_own_key_is_known_wherever_it_stands() -> None:
    assert cleaned(f"a list of {KEY}.", KEY) == "a list of [secret]."


def test_nothing_that_is_logged_looks_like_a_line_of_its_own() -> None:
    said = cleaned("type x\n[FAKE] line\x1b[31m red \x1b]0;title\x07 back\r\u2028\u202e")
    assert said == "type x\n  [FAKE] line red \\x1b]0;title\\x07 back\\r\\u2028\\u202e"
    assert len(cleaned("y" * 100_000)) < MOST + 10


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    factory, access = logging.getLogRecordFactory(), logging.getLogger("tornado.access").level
    names = [logging.getLogger(name) for name in ("tornado.general", "asyncio")]
    filters = [list(logger.filters) for logger in names]
    keep_clean(KEY)
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logging.getLogger("trial").addHandler(handler)
    yield out
    logging.getLogger("trial").removeHandler(handler)
    logging.setLogRecordFactory(factory)
    logging.getLogger("tornado.access").setLevel(access)
    for logger, before in zip(names, filters, strict=True):
        logger.filters[:] = before


def test_message_arguments_and_traceback_are_cleaned(log: io.StringIO) -> None:
    try:
        raise ValueError(f"no page /?token={KEY}\n[FAKE] line")
    except ValueError:
        logging.getLogger("trial").exception("Uncaught %s\n%r", f"/?token={KEY}", {"uri": KEY})
    said = log.getvalue()
    assert KEY not in said
    assert "\n[FAKE]" not in said
    assert "Traceback (most recent call last)" in said
    assert said.count("[secret]") >= 3


def record(words: str, error: Exception | None = None) -> logging.LogRecord:
    info = (type(error), error, None) if error else None
    return logging.LogRecord("asyncio", logging.ERROR, __file__, 1, words, (), info)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (record("Task exception was never retrieved", WebSocketClosedError()), False),
        (record("Task exception was never retrieved", ValueError("of ours")), True),
        (record("Got events for closed stream <zmq …>"), False),
        (record("The websocket_ping_timeout (90000) cannot be longer than the interval"), False),
        (record("Could not open static file"), True),
    ],
)
def test_a_page_that_was_closed_is_no_news(line: logging.LogRecord, told: bool) -> None:
    assert _is_news(line) is told
