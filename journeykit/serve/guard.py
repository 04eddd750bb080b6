"""Lets only drawing messages out of a kernel.

Voila hides source and tracebacks when it renders a page, but its websocket still carries them to whoever listens:
output streams, error messages with tracebacks, results. A page needs none of these to draw its widgets.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

# Replies by name, not by ending: execute_reply carries a traceback.
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
    """A kernel's websocket that drops every message a page does not need to draw."""

    def handle_outgoing_message(self, stream: str, outgoing_msg: list[Any]) -> None:
        """Pass a message on to the page only when its type is in ``PASSED``."""
        _, parts = self.session.feed_identities(outgoing_msg)
        header = self.session.unpack(parts[1])  # parts: signature, header, parent header, metadata, content
        if header.get("msg_type") in PASSED:
            super().handle_outgoing_message(stream, outgoing_msg)
