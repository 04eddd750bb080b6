"""The kernel of a dashboard, which is ended at once and silently."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any, cast

from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

from journeykit.events.spill import sweep_spills
from journeykit.serve.warm import LAUNCHER


class DashboardKernel(ServerKernelManager):
    """A kernel that is killed when its page closes.

    Jupyter would interrupt it and then ask it to shut down; both print errors on the terminal of the server. Nothing is
    lost, because all acknowledged edits are on disk.
    """

    files: Any = None
    """The state of the files that its numbers come from (:func:`journeykit.events.reading.files.files_state`)."""

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        """Fork the kernel from the server's warm process; where there is none, start it."""
        # Neither a history nor a profile on the disk: nobody reads them, and a full disk would end the kernel.
        kw["env"] = {"IPYTHONDIR": str(Path(self.connection_file).with_name("ipython")), **(kw.get("env") or {})}
        kernel_cmd = [*kernel_cmd, *(["--HistoryManager.enabled=False"] if LAUNCHER in kernel_cmd else [])]
        forks = getattr(getattr(self.parent, "parent", None), "forks", None)
        forked = None if forks is None else await forks.fork(kernel_cmd, env=kw["env"], cwd=kw.get("cwd"))
        if forked is None:
            self.files = None if forks is None else forks.files
            await super()._async_launch_kernel(kernel_cmd, **kw)
            return
        self.files = forked.files
        provisioner = cast("Any", self.provisioner)
        provisioner.process, provisioner.pid, provisioner.pgid = forked, forked.pid, forked.pid
        self._reconcile_connection_info(provisioner.connection_info)

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]  # its asynchronous half
        """Kill the kernel and delete its temporary files."""
        self.shutting_down = True  # else the kernel would count as one that died
        if self.has_kernel:
            await self.signal_kernel(signal.SIGKILL)
        await super().shutdown_kernel(now=True, restart=restart)
        sweep_spills()  # a killed kernel does not clean up

    async def _async_interrupt_kernel(self) -> None:
        if not self.shutting_down:
            await super()._async_interrupt_kernel()
