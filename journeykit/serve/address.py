"""Where a server listens, and its token: the same after a restart, so that open pages and links still work.

A browser stores what was typed on a page by address and port. So a map has a port of its own, derived from the path of
its file; its token and the secret of its cookies are stored in the user's Jupyter data folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

from journeykit.atomic import replaced
from journeykit.errors import ServeError
from journeykit.serve.settings import Address

PORTS = range(20_000, 32_000)
"""Above privileged and well-known ports, below those for outgoing connections."""

TRIES = 8


@dataclass(frozen=True)
class ListeningAddress:
    """An address with its socket, which already listens, so that early visitors wait instead of being refused."""

    address: Address
    listening: socket.socket
    note: str = ""
    """A remark for who serves about readers with an earlier address."""


def place(what: Path, *, ip: str, port: int, with_token: bool, new_token: bool = False) -> ListeningAddress:
    """Listen for the visitors of a map or notebook; see ``serve_notebook`` for the parameters.

    Raises ServeError if there is no such address or port, if the port is taken, or if other machines could come in
    without a token.
    """
    try:
        loopback = Address(ip=ip, port=port).loopback
    except ValueError:
        raise ServeError(
            f"{ip[:80]!r} is not an address to listen on. Give an IP address with --ip: 127.0.0.1 for this machine "
            "only, 0.0.0.0 for every network that it is in."
        ) from None
    if not with_token and not loopback:
        raise ServeError(f"a dashboard on {ip} can be opened from other machines and needs a token.")
    if not 0 <= port < 2**16:
        raise ServeError(
            f"there is no port {port}. Choose one from 1 to 65535 with --port, or leave it out to take a free one."
        )
    listening, note = (_listening(ip, port), "") if port else _usual(what, ip)
    token, cookie_secret, kept = _key(what, new=new_token)
    if not kept:
        note = f"{note} The key could not be kept: after a restart the address is another one.".strip()
    used = int(listening.getsockname()[1])
    address = Address(ip=ip, port=used, token=token if with_token else "", cookie_secret=cookie_secret)
    return ListeningAddress(address, listening, note)


def _listen(ip: str, port: int) -> socket.socket:
    listening = socket.create_server((ip, port), family=socket.AF_INET6 if ":" in ip else socket.AF_INET, backlog=128)
    listening.setblocking(False)
    return listening


def _listening(ip: str, port: int) -> socket.socket:
    try:
        return _listen(ip, port)
    except OSError as error:
        raise ServeError(
            f"cannot listen on {ip} port {port or 'any'}: {error.strerror or error}. "
            "Choose another with --port, or leave it out to take a free one."
        ) from error


def _usual(what: Path, ip: str) -> tuple[socket.socket, str]:
    """Listen on the port of a map, or on the next free one, with a note."""
    usual, *others = usual_ports(what)
    with contextlib.suppress(OSError):
        return _listen(ip, usual), ""
    note = f"Its usual port {usual} is taken: pages that were opened there do not find this one."
    for port in others:
        with contextlib.suppress(OSError):
            return _listen(ip, port), note
    return _listening(ip, 0), note


def usual_ports(what: Path) -> list[int]:
    """Return the ports of a map or notebook, the usual one first; they depend only on the path of its file."""
    digest = hashlib.sha256(os.fsencode(what.resolve())).digest()
    first = int.from_bytes(digest[:4], "big")
    return [PORTS[(first + turn * (digest[4] + 1)) % len(PORTS)] for turn in range(TRIES)]


def _key(what: Path, *, new: bool) -> tuple[str, bytes, bool]:
    """Return token and cookie secret of a map, and whether they are stored for the next time."""
    name = hashlib.sha256(os.fsencode(what.resolve())).hexdigest()[:32]
    file = Path(jupyter_data_dir()) / "journeykit" / f"{name}.json"
    kept = None if new else _read_key(file)
    if kept:
        return *kept, True
    token, cookie = secrets.token_urlsafe(24), secrets.token_bytes(32)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with replaced(file, mode=0o600) as fresh:
            fresh.write_text(json.dumps({"token": token, "cookie": cookie.hex()}), encoding="ascii")
    except OSError:
        return token, cookie, False
    return token, cookie, True


def _read_key(file: Path) -> tuple[str, bytes] | None:
    """Return the stored token and secret; None if there are none, or if they are damaged or readable by others."""
    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            return None
        held = json.loads(file.read_text(encoding="ascii"))
        token, cookie = str(held["token"]), bytes.fromhex(held["cookie"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (token, cookie) if len(token) >= 32 and len(cookie) >= 32 else None
