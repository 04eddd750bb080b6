"""The traitlets configuration of the server, with the content security policy."""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

# Widgets set inline styles, and anywidget imports modules from blob: addresses; nothing else is allowed. 'self' in
# connect-src includes the websocket.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)

TEMPLATE = "journeykit"
TEMPLATE_ROOT = Path(__file__).resolve().parent / "share" / "jupyter"

# Only what draws ipywidgets and anywidgets; the extension of plotly has several megabytes that no page uses.
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]

BROKEN = "The details are in the log of the person who runs this dashboard."


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the server listens, and its token; with an empty token no login is needed."""

    port: int
    ip: str = "127.0.0.1"
    token: str = ""
    cookie_secret: bytes = b""

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it; raises ValueError if ``ip`` is not an address."""
        return self.ip == "localhost" or ip_address(self.ip).is_loopback

    @property
    def url(self) -> str:
        """The address to open, token included."""
        host = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"http://{host}:{self.port}/" + (f"?token={self.token}" if self.token else "")


def connections() -> str:
    """Return where sockets between server and kernels go: in memory if possible, so no page waits for a full disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()


def _transport(folder: str) -> dict[str, str]:
    """Connect to kernels through sockets in the file system, which other users cannot read."""
    # Socket paths have at most about 104 bytes; Voila's folder, the id of the kernel and a suffix take 70.
    return {"transport": "ipc"} if os.name == "posix" and len(folder) <= 30 else {}


def voila_settings(
    notebook: Path, address: Address, folder: str, *, preheat: int = 0, forked: bool = False
) -> dict[str, Any]:
    """Return the configuration of a hardened stand-alone Voila for one notebook; ``folder`` is for its connections.

    With a token there are no preheated kernels: they ask for the address of their visitor on a socket without login.
    """
    ready = preheat if not address.token else 0
    return {
        "Voila": {
            "notebook_path": str(notebook.resolve()),
            "ip": address.ip,
            "port": address.port,
            "port_retries": 0,
            "connection_dir_root": folder,
            "token": address.token,
            "open_browser": True,  # calls launch_browser, which announces the address
            "config_file_paths": [],  # a voila.json elsewhere must not change anything
            "log_level": "WARN",
            "kernel_websocket_connection_class": "journeykit.serve.guard.GuardedConnection",
            "tornado_settings": {
                "headers": {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Referrer-Policy": "same-origin"},
                # On loopback: refuse foreign Host headers (DNS rebinding).
                "allow_remote_access": not address.loopback,
                "xsrf_cookie_kwargs": {"samesite": "Lax", "expires_days": 1},
                # In ms. A page that vanished is noticed at its second ping without an answer. A timeout not longer than
                # the interval would close healthy connections at their first ping.
                "ws_ping_interval": 15_000,
                "ws_ping_timeout": 25_000,
            },
            "identity_provider_class": "journeykit.serve.endpoints.Identity",
            **({"cookie_secret": address.cookie_secret} if address.cookie_secret else {}),
        },
        "IdentityProvider": {
            # Lax, not Strict: a reader who follows a link in a mail stays the same visitor.
            "cookie_options": {"samesite": "Lax", "expires_days": 1},
            "get_secure_cookie_kwargs": {"max_age_days": 1},
        },
        "VoilaConfiguration": {
            "template": TEMPLATE,
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "file_allowlist": ["$.^"],  # matches no file: files beside the notebook are not served
            "show_tracebacks": False,
            "strip_sources": True,
            "extension_allowlist": EXTENSIONS,
            "http_keep_alive_timeout": 600,  # its heartbeat is an inline script
            "preheat_kernel": ready > 0,
            "default_pool_size": ready,
        },
        # A cell whose output comes later than this after its end has none, without a word: four seconds are too few
        # where many visitors come at once.
        "VoilaExecutor": {"cell_error_instruction": BROKEN, "iopub_timeout": 120},
        # The next kernel starts when this page is drawn, so that it does not slow it down.
        "VoilaKernelManager": {"fill_delay": 1.0 if forked else 6.0},
        "AsyncMappingKernelManager": {"kernel_manager_class": "journeykit.serve.kernel.DashboardKernel"},
        # Whose notebook it is does not matter here: nothing about it is written.
        "NotebookNotary": {"secret": secrets.token_bytes(), "db_file": ":memory:"},
        # A restarted kernel would be empty while its page looks alive.
        "KernelManager": {"autorestart": False, **_transport(folder)},
    }
