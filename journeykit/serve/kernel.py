"""The kernel behind a dashboard: ended at once and without a word."""

from __future__ import annotations

import signal

from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

from journeykit.events.spill import sweep_spills

__all__ = ["DashboardKernel"]


class DashboardKernel(ServerKernelManager):
    """A kernel that is killed when its page closes.

    Jupyter would interrupt it and then ask it to leave: both print complaints on the terminal of whoever runs the
    dashboard. Nothing is lost, because what a session has acknowledged is on disk.
    """

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]  # its asynchronous half
        """Kill the kernel and clear up after it, whether it was asked for now or soon."""
        self.shutting_down = True  # else a kernel that is gone would count as one that died
        if self.has_kernel:
            await self.signal_kernel(signal.SIGKILL)
        await super().shutdown_kernel(now=True, restart=restart)
        sweep_spills()  # who is killed clears up nothing

    async def _async_interrupt_kernel(self) -> None:
        if not self.shutting_down:
            await super()._async_interrupt_kernel()
