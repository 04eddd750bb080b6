"""The warm process of a server: it imports and counts once, and every visitor's kernel is a fork of it.

:class:`journeykit.serve.forks.Forks` starts ``python -m journeykit.serve.warm SOCKET LIFELINE`` and passes two open
files: a socket on which it asks for kernels, one line of JSON each, and a pipe that ends with the server. Every process
that reads the end of the pipe exits, so no kernel outlives its server.

At the fork this process must have no other thread, no event loop and no ZeroMQ connection: a child would inherit the
locks that they hold, and nobody to release them. A child opens the counting engine again.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, cast

__all__ = ["main"]

LAUNCHER = "ipykernel_launcher"
NEEDED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "ipykernel.subshell_manager",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "tornado.queues",
    "websockets.sync.client",
    "zmq.utils.garbage",
)
"""Modules that every kernel would import for itself."""


def main(socket_fd: int, lifeline: int, *, build: bool) -> None:
    """Warm up, then fork a kernel for every line that comes, until the server is gone."""
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # Ctrl-C in the terminal is for the server, which ends this process.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody waits for the kernels here: the server watches them.
    orders = socket.socket(fileno=socket_fd)
    trouble = _warm(build=build)
    orders.sendall(json.dumps({"trouble": trouble}).encode() + b"\n")
    with orders.makefile("rb") as lines:
        for line in lines:
            order = json.loads(line)
            kernel = os.fork()
            if not kernel:
                _become(order, orders, lifeline)
            orders.sendall(json.dumps({"pid": kernel}).encode() + b"\n")
    os._exit(0)


def _warm(*, build: bool) -> str:
    """Import what a kernel and a dashboard need, and build the page once; return why it cannot be shown, if so."""
    cast("dict[str, object]", sys.modules)["debugpy"] = None  # 70 ms and 4 MB of each kernel, and nobody debugs a page
    for name in NEEDED:
        import_module(name)
    import ipywidgets

    from journeykit.dashboards.gallery import prepare
    from journeykit.serve.request import offered_least, offered_log, offered_map

    trouble = ""
    if build:
        trouble = prepare(offered_map(), offered_log(), offered_least())
    # ipywidgets does it where it is imported by a kernel: pages would ask for their widgets one by one.
    ipywidgets.register_comm_target()
    # Out of the garbage collector's sight: a child that looks at it would copy its memory.
    gc.collect()
    gc.freeze()
    return trouble


def _become(order: dict[str, Any], orders: socket.socket, lifeline: int) -> NoReturn:
    """Be the kernel that was asked for."""
    try:
        os.close(orders.detach())  # close() would wait for the file that reads the orders
        os.setsid()
        for name in (signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(name, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)  # A kernel says here how to connect to it; what cells print goes to their page.
        os.environ.clear()
        os.environ.update(order["env"])
        if order["cwd"]:
            os.chdir(order["cwd"])
        _seed()
        threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
        argv = order["argv"]
        called = Path(argv[argv.index("-f") + 1]).name[:15]  # kernel- and the beginning of its id, for who looks for it
        Path("/proc/self/comm").write_text(called, encoding="utf-8")
        from ipykernel import kernelapp

        kernelapp.launch_new_instance(argv=argv)
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(0)


def _seed() -> None:
    """Give the child random numbers of its own."""
    import random

    import numpy as np

    random.seed()
    np.random.seed()


def _end_with(lifeline: int) -> None:
    """Exit when the server is gone, whatever else this process is doing."""
    with suppress(OSError):
        os.read(lifeline, 1)
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), build=sys.argv[3:] == ["build"])
