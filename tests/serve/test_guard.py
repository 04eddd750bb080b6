"""The guard by itself: which message types pass."""

from __future__ import annotations

from typing import Any

import pytest
from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from journeykit.serve.guard import GuardedConnection


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
