"""Where a server listens, and its key: both are the same after a restart, so that open pages and links find it again.

A browser keeps what was typed on a page by address, port included. So a map has a port of its own, worked out from
where its file is, and its key and the secret of its cookies are kept in the data folder of who serves it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

from journeykit.atomic import replaced
from journeykit.errors import ServeError
from journeykit.serve.settings import Address

PORTS = range(20_000, 32_000)
"""Above what needs rights and what services are known by, below what systems give to passing connections."""

TRIES = 8


@dataclass(frozen=True)
class ListeningAddress:
    """An address with its socket, which listens already: a visitor who comes early waits instead of being refused."""

    address: Address
    listening: socket.socket
    note: str = ""
    """What readers of an earlier address should hear, for who serves."""


def place(what: Path, *, ip: str, port: int, with_token: bool, new_token: bool = False) -> ListeningAddress:
    """Listen for the visitors of a map or notebook.

    Parameters
    ----------
    what : pathlib.Path
        What is shown; port and key are its own.
    ip : str
        The address to listen on.
    port : int
        The port; 0 takes the one that belongs to ``what``, or the next one where that is taken.
    with_token : bool
        Ask visitors for the key.
    new_token : bool, optional
        Make a new key: addresses given out before open nothing any more.

    Raises
    ------
    ServeError
        No such address or port, the port is taken, or other machines could come in without a key.
    """
    loopback = _is_loopback(ip)
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
    address = Address(
        ip=ip,
        port=int(listening.getsockname()[1]),
        token=token if with_token else "",
        cookie_secret=cookie_secret,
    )
    return ListeningAddress(address, listening, note)


def _is_loopback(ip: str) -> bool:
    try:
        return ip == "localhost" or ip_address(ip).is_loopback
    except ValueError:
        raise ServeError(
            f"{ip[:80]!r} is no address to listen on. Give an IP address with --ip: 127.0.0.1 for this machine only, "
            "0.0.0.0 for every network that it is in."
        ) from None


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
    """Listen on the port of a map, or on the next one that is free."""
    ports = usual_ports(what)
    for port in ports:
        try:
            listening = _listen(ip, port)
        except OSError:
            continue
        return listening, "" if port == ports[0] else _elsewhere(ports[0])
    return _listening(ip, 0), _elsewhere(ports[0])


def _elsewhere(usual: int) -> str:
    return f"Its usual port {usual} is taken: pages that were opened there do not find this one."


def usual_ports(what: Path) -> list[int]:
    """Return the ports of a map or notebook, the usual one first; they depend on where its file is alone."""
    digest = hashlib.sha256(os.fsencode(what.resolve())).digest()
    first = int.from_bytes(digest[:4], "big")
    return [PORTS[(first + turn * (digest[4] + 1)) % len(PORTS)] for turn in range(TRIES)]


def _key(what: Path, *, new: bool) -> tuple[str, bytes, bool]:
    """Return key and cookie secret of a map, and whether they will be the same the next time."""
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
    """Return a key that was kept; None where there is none, where it is damaged or where others could read it."""
    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            return None
        held = json.loads(file.read_text(encoding="ascii"))
        token, cookie = str(held["token"]), bytes.fromhex(held["cookie"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (token, cookie) if len(token) >= 32 and len(cookie) >= 32 else None
