"""What the visitor's address asks for, read from inside a notebook."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

_MAP, _LOG, _LEAST = "JOURNEYKIT_MAP", "JOURNEYKIT_LOG", "JOURNEYKIT_LEAST"


def offer_map(path: Path, log: Mapping[str, Any] | None = None, *, least: int | None = None) -> None:
    """Tell the dashboard notebooks started from here which map and log to show; kernels inherit it.

    Parameters
    ----------
    path : pathlib.Path
        The map file.
    log : mapping, optional
        Arguments of ``read_events`` for the log that measures it.
    least : int, optional
        The smallest group of travellers that visitors are shown; left out, the dashboard's own limit.
    """
    os.environ[_MAP] = str(path.resolve())
    os.environ[_LOG] = "" if log is None else json.dumps(dict(log))
    os.environ[_LEAST] = "" if least is None else str(least)


def offered_map() -> Path | None:
    """Return the map that ``journeykit serve MAP`` was asked to show, or None.

    Returns
    -------
    pathlib.Path or None

    Examples
    --------
    >>> offered_map() is None
    True
    """
    path = os.environ.get(_MAP)
    return Path(path) if path else None


def offered_log() -> dict[str, Any] | None:
    """Return the arguments of ``read_events`` for the log that ``serve --log LOG`` was given, or None.

    Returns
    -------
    dict or None

    Examples
    --------
    >>> offered_log() is None
    True
    """
    log = os.environ.get(_LOG)
    return dict(json.loads(log)) if log else None


def offered_least() -> int | None:
    """Return the limit that ``serve --least N`` was given, or None.

    Returns
    -------
    int or None

    Examples
    --------
    >>> offered_least() is None
    True
    """
    least = os.environ.get(_LEAST)
    return int(least) if least else None


def url_parameter(name: str, default: str = "") -> str:
    """Return one parameter of the address a dashboard was opened with.

    In Voila this is the query part of the visitor's address; in JupyterLab, where a notebook has no visitor, it is
    ``default``. In a kernel that was started ahead of its visitor the call waits for the visitor to come: make it as
    late as the notebook can.

    Parameters
    ----------
    name : str
        The parameter's name: ``"map"`` for an address that ends in ``?map=online-shop``.
    default : str, optional
        What to return when the address does not have it.

    Returns
    -------
    str
        The first value given. It is what a stranger typed: compare it with known names, never use it as a path.

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
