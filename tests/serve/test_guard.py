"""The guard by itself: which message types pass."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import serialize_binary_message, serialize_msg_to_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from journeykit.serve.guard import UNREADABLE, GuardedConnection, read_message


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []

    def keep(connection: Any, stream: str, message: list[Any]) -> None:
        seen.append(stream)

    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "handle_outgoing_message", keep)
    return seen


def send(msg_type: str) -> None:
    connection = GuardedConnection.__new__(GuardedConnection)
    connection.session = Session(key=b"key")
    message = connection.session.msg(msg_type, content={})
    connection.handle_outgoing_message(msg_type, [b"identity", *connection.session.serialize(message)])


@pytest.mark.parametrize("msg_type", ["status", "comm_msg", "display_data", "clear_output", "kernel_info_reply"])
def test_what_draws_a_page_passes(passed: list[str], msg_type: str) -> None:
    send(msg_type)
    assert passed == [msg_type]


@pytest.mark.parametrize("msg_type", ["stream", "error", "execute_input", "execute_result", "execute_reply", "new_one"])
def test_source_output_and_tracebacks_stay_behind(passed: list[str], msg_type: str) -> None:
    send(msg_type)
    assert passed == []


def sent(msg_type: str = "comm_msg", **instead: Any) -> dict[str, Any]:
    """A message as a page sends it; ``a__b=…`` puts something else in a part of it."""
    message: dict[str, Any] = {
        "channel": "shell",
        "header": {"msg_id": "1", "msg_type": msg_type, "session": "s", "date": "2026-01-01T00:00:00Z"},
        "parent_header": {},
        "metadata": {},
        "content": {"comm_id": "c", "target_name": "jupyter.widget.control", "data": {"method": "update"}},
        "buffers": [],
    }
    for place, value in instead.items():
        *way, last = place.split("__")
        part = message
        for step in way:
            part = part[step]
        part[last] = value
    return message


def v1(message: dict[str, Any]) -> bytes:
    return serialize_msg_to_ws_v1(message, message["channel"], lambda part: json.dumps(part).encode())


def binary(message: dict[str, Any]) -> bytes:
    return serialize_binary_message({**message, "buffers": [b"12"]})


@pytest.mark.parametrize("msg_type", ["comm_open", "comm_msg", "comm_close", "kernel_info_request"])
def test_what_widgets_send_is_read_in_every_form(msg_type: str) -> None:
    message = sent(msg_type)
    assert read_message(json.dumps(message), v1=False)["msg_type"] == msg_type
    assert read_message(binary(message), v1=False)["msg_type"] == msg_type
    assert read_message(v1(message), v1=True)["msg_type"] == msg_type


DEEP = "[" * 100_000
MALFORMED = {
    "another channel": sent(channel="iopub"),
    "no channel": sent(channel=None),
    "a list as content": sent(content=[1]),
    "a list as header": sent(header=[]),
    "no id": sent(header={"msg_type": "comm_msg", "session": "s"}),
    "a type of two lines": sent(header__msg_type="x\n[FAKE] line\x1b[31m"),
    "a number as type": sent(header__msg_type=7),
    "no such day": sent(header__date="2026-99-99T00:00:00Z"),
    "half a character": sent(content__data={"method": "update", "text": "\ud800"}),
    "an id of two lines": sent(content__comm_id="x\n[FAKE] line"),
    "an id without an end": sent(content__comm_id="x" * 100_000),
    "an id that is none": sent(content__comm_id=["x"]),
    "a target of two lines": sent("comm_open", content__target_name="x\n[FAKE] line"),
    "no method": sent(content__data={}),
    "data that is none": sent("comm_open", content__data="x"),
}
NOISE: dict[str, Any] = {
    "no text": "notjson",
    "an empty object": "{}",
    "a list": "[]",
    "nothing": "",
    "no bytes": b"",
    "three bytes": b"\0\1\2",
    "all ones": b"\xff" * 30,
    "deep": DEEP,
    "billions of pieces": struct.pack("!i", 2**31 - 1) + b"x" * 40,
    "more pieces than can be counted": struct.pack("<Q", 2**63) + b"x" * 40,
    "the same piece a thousand times": struct.pack("<Q", 1000)
    + struct.pack("<Q", 8008) * 999
    + struct.pack("<Q", 9000),
    "pieces from the end to the beginning": struct.pack("<QQQ", 2, 900, 8) + b"x" * 900,
    "a long number": '{"channel": ' + "9" * 5000 + "}",
    "buffers in a text": json.dumps(sent(buffers=[1])),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_message_is_refused_in_every_form(name: str) -> None:
    message = MALFORMED[name]
    with pytest.raises(UNREADABLE):
        read_message(json.dumps(message), v1=False)
    with pytest.raises(UNREADABLE):
        read_message(binary(message), v1=False)
    if isinstance(message["channel"], str):
        with pytest.raises(UNREADABLE):
            read_message(v1(message), v1=True)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("name", NOISE)
def test_noise_is_refused_at_once(name: str, first: bool) -> None:
    with pytest.raises(UNREADABLE):
        read_message(NOISE[name], v1=first)
