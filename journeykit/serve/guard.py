"""Lets only drawing messages out of a kernel, and only valid messages of widgets in.

Voila hides source and tracebacks when it renders a page, but its websocket still sends output streams, tracebacks and
results. A page needs none of these to draw its widgets. Incoming messages are checked, because Jupyter and the kernel
assume that they are valid.
"""

from __future__ import annotations

import json
import struct
from itertools import pairwise
from typing import Any
from weakref import WeakKeyDictionary

from jupyter_client.jsonutil import extract_dates
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

V1 = "v1.kernel.websocket.jupyter.org"
CHANNELS = frozenset({"shell", "control"})
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, struct.error, OverflowError, RecursionError)

MOST_KNOWN = 2**17
"""How many message ids are remembered per kernel: twice as many as the kernel itself remembers."""

_KNOWN: WeakKeyDictionary[Any, dict[str, None]] = WeakKeyDictionary()

# Replies one by one: execute_reply may contain a traceback.
PASSED = frozenset(
    {
        "status",
        "comm_open",
        "comm_msg",
        "comm_close",
        "display_data",
        "update_display_data",
        "clear_output",
        "kernel_info_reply",
        "comm_info_reply",
        "shutdown_reply",
    }
)


class GuardedConnection(ZMQChannelsWebsocketConnection):
    """A websocket of a kernel that drops all messages that a page does not need."""

    _refused = False

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass a message to the kernel only if it is valid, new and of a type that pages send."""
        try:
            header = read_message(incoming_msg, v1=self.subprotocol == V1)
        except UNREADABLE:
            self._refuse("what is no message")
            return
        if header["msg_type"] not in self.multi_kernel_manager.allowed_message_types:
            self._refuse(f"a message of type {header['msg_type']!r}, which is not allowed")
        elif not self._is_new(header["msg_id"]):
            self._refuse("a message twice")
        else:
            super().handle_incoming_message(incoming_msg)

    def _is_new(self, msg_id: str) -> bool:
        """Return whether the kernel has not had this message; it fails over one that it knows."""
        known = _KNOWN.setdefault(self.kernel_manager, {})
        new = msg_id not in known
        known[msg_id] = None
        if len(known) > MOST_KNOWN:
            del known[next(iter(known))]
        return new

    def _refuse(self, what: str) -> None:
        """Log the first refused message only; a page could send a million."""
        if not self._refused:
            self.log.warning("A page sent %s. It was dropped, and so is what else it sends of the kind.", what)
        self._refused = True

    def handle_outgoing_message(self, stream: str, outgoing_msg: list[Any]) -> None:
        """Pass a message to the page only if its type is in ``PASSED``."""
        _, parts = self.session.feed_identities(outgoing_msg)
        header = self.session.unpack(parts[1])  # parts: signature, header, parent header, metadata, content
        if header.get("msg_type") in PASSED:
            super().handle_outgoing_message(stream, outgoing_msg)


def read_message(sent: str | bytes, *, v1: bool) -> dict[str, Any]:
    """Return the header of a message of a page after checking all of it; raise one of ``UNREADABLE`` if not valid."""
    if v1:
        pieces = _pieces(sent, "<Q", first=8)
        channel, parts = pieces[0].decode(), [json.loads(piece) for piece in pieces[1:5]]
        header, parent, metadata, content = parts
    else:
        whole = json.loads(sent if isinstance(sent, str) else _pieces(sent, "!I", first=0)[0])
        channel, header, parent = whole["channel"], whole["header"], whole["parent_header"]
        metadata, content = whole["metadata"], whole["content"]
        if isinstance(sent, str) and whole.get("buffers"):
            raise ValueError("buffers in a text")
    for part in (header, parent, metadata, content):
        if not isinstance(part, dict):
            raise TypeError("a part is no object")
        json.dumps(part, ensure_ascii=False).encode()  # Fails for unpaired surrogates.
    extract_dates([header, parent])
    names = [header[name] for name in ("msg_id", "msg_type", "session")]
    names += [content[name] for name in _NAMES.get(header["msg_type"], ())]
    data = content.get("data", {})
    if header["msg_type"] == "comm_msg":
        names.append(data["method"])
    if channel not in CHANNELS or not isinstance(data, dict) or not all(map(_is_name, names)):
        raise ValueError("a name is none")
    return dict(header)


_NAMES = {"comm_open": ("comm_id", "target_name"), "comm_msg": ("comm_id",), "comm_close": ("comm_id",)}


def _is_name(name: object) -> bool:
    return isinstance(name, str) and len(name) <= 200 and name.isascii() and name.isprintable()


def _pieces(sent: str | bytes, number: str, *, first: int) -> list[bytes]:
    """Return the pieces of a message that begins with their number and their offsets.

    In the first protocol (``first=8``) the last offset is the end of the last piece.
    """
    if isinstance(sent, str):
        raise TypeError("a text")
    size = struct.calcsize(number)
    count = struct.unpack_from(number, sent)[0]
    if not 0 < count < len(sent) // size:  # Checked before reading: the number may be huge.
        raise ValueError("more pieces than bytes")
    places = list(struct.unpack_from(f"{number[0]}{count}{number[1]}", sent, size))
    ends = places if first else [*places, len(sent)]
    if ends != sorted(ends) or ends[0] < size * (count + 1) or ends[-1] > len(sent):
        raise ValueError("pieces that are not one after the other")
    return [sent[begin:end] for begin, end in pairwise(ends)]
