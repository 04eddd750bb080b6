"""What the command line, or the visitor's address, passes to a notebook."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

_MAP, _LOG, _LEAST = "JOURNEYKIT_MAP", "JOURNEYKIT_LOG", "JOURNEYKIT_LEAST"
_ANSWERS = "JOURNEYKIT_ANSWERS"


def offer_map(
    path: Path, log: Mapping[str, Any] | None = None, *, answers: str | None = None, least: int | None = None
) -> None:
    """Set the map and log that the dashboard notebook shows; kernels started from here inherit them.

    Parameters
    ----------
    path : pathlib.Path
        The map file.
    log : mapping, optional
        Arguments of ``read_events`` for the log that measures it.
    answers : str, optional
        The file of the answers that the map names; once it changes, new readers get a new page.
    least : int, optional
        The smallest group of travellers that visitors see (default: the limit of the dashboard).
    """
    os.environ[_MAP] = str(path.resolve())
    os.environ[_LOG] = "" if log is None else json.dumps(dict(log))
    os.environ[_ANSWERS] = answers or ""
    os.environ[_LEAST] = "" if least is None else str(least)


def offered_map() -> Path | None:
    """Return the map of ``journeykit serve MAP``, or None."""
    path = os.environ.get(_MAP)
    return Path(path) if path else None


def offered_log() -> dict[str, Any] | None:
    """Return the arguments of ``read_events`` for the log of ``serve --log LOG``, or None."""
    log = os.environ.get(_LOG)
    return dict(json.loads(log)) if log else None


def offered_sources() -> list[Any]:
    """Return the map of ``serve MAP --log LOG``, its log and its answers, as far as there are any."""
    map, log, answers = offered_map(), offered_log(), os.environ.get(_ANSWERS)
    return [*([str(map)] if map else []), *([log["source"]] if log else []), *([answers] if answers else [])]


def offered_least() -> int | None:
    """Return the limit of ``serve --least N``, or None."""
    least = os.environ.get(_LEAST)
    return int(least) if least else None


def url_parameter(name: str, default: str = "") -> str:
    """Return a query parameter of the address that a dashboard was opened with.

    In JupyterLab, where a notebook has no visitor, it is ``default``. In a preheated kernel the call waits for a
    visitor, so call it as late as possible.

    Parameters
    ----------
    name : str
        The parameter's name: ``"map"`` for an address that ends in ``?map=online-shop``.
    default : str, optional
        The value if the address has no such parameter.

    Returns
    -------
    str
        The first value. It is untrusted input: compare it with known names, never use it as a path.

    Examples
    --------
    >>> url_parameter("map", "cook-family")
    'cook-family'
    """
    if os.environ.get("VOILA_PREHEAT") == "True":
        _wait_for_visitor()
    return parse_qs(os.environ.get("QUERY_STRING", "")).get(name, [default])[0]


def _wait_for_visitor() -> None:
    """Wait until this kernel, which was started ahead, is given to a visitor; take what the address asks for.

    Voila has a function for it. Importing it in every kernel would take longer than building the page.
    """
    from websockets.sync.client import connect

    host, port = os.environ.get("VOILA_APP_IP", "127.0.0.1"), os.environ["VOILA_APP_PORT"]
    base = os.environ.get("VOILA_WS_BASE_URL", os.environ.get("VOILA_SERVER_URL", "/"))
    scheme = os.environ.get("VOILA_WS_PROTOCOL", "ws")
    host = f"[{host}]" if ":" in host else host
    with connect(f"{scheme}://{host}:{port}{base}voila/query/{os.environ['VOILA_KERNEL_ID']}") as visitor:
        os.environ.update(json.loads(visitor.recv()))
