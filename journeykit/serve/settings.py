"""What is switched off, and the content security policy, as one traitlets configuration."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

# Widgets set inline styles and anywidget imports its modules from blob: addresses; nothing else is let in. 'self' in
# connect-src covers the websocket.
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

# Only what draws ipywidgets and anywidgets: plotly's own extension alone is several megabytes a page never uses.
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]

BROKEN = "The details are in the log of the person who runs this dashboard."


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the server listens and who may come in; an empty token lets everybody in who reaches it."""

    port: int
    ip: str = "127.0.0.1"
    token: str = ""
    cookie_secret: bytes = b""

    @property
    def loopback(self) -> bool:
        """Whether only programs on this machine can reach it."""
        return self.ip == "localhost" or ip_address(self.ip).is_loopback

    @property
    def url(self) -> str:
        """The address to open, token included."""
        host = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"http://{host}:{self.port}/" + (f"?token={self.token}" if self.token else "")


def _transport() -> dict[str, str]:
    """Talk to kernels over sockets in the file system, which other users of the machine cannot read."""
    # The system cuts socket paths at about 104 bytes; Voila's folder, the kernel's id and a suffix take 70 of them.
    return {"transport": "ipc"} if os.name == "posix" and len(tempfile.gettempdir()) <= 30 else {}


def voila_settings(notebook: Path, address: Address, *, preheat: int = 0) -> dict[str, Any]:
    """Return the configuration of a hardened stand-alone Voila, section by section.

    Parameters
    ----------
    notebook : pathlib.Path
        The one notebook that is served.
    address : Address
        Where to listen.
    preheat : int, optional
        Kernels kept ready for the next visitor. Not with a token: a preheated kernel asks for its visitor's address
        on a socket that needs no login.
    """
    ready = preheat if not address.token else 0
    return {
        "Voila": {
            "notebook_path": str(notebook.resolve()),
            "ip": address.ip,
            "port": address.port,
            "port_retries": 0,
            "token": address.token,
            "open_browser": True,  # means: call launch_browser, where this product announces its address
            "config_file_paths": [],  # a stray voila.json must not switch anything back on
            "log_level": "WARN",
            "kernel_websocket_connection_class": "journeykit.serve.guard.GuardedConnection",
            "tornado_settings": {
                "headers": {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Referrer-Policy": "same-origin"},
                # On loopback: refuse foreign Host headers (DNS rebinding).
                "allow_remote_access": not address.loopback,
                "xsrf_cookie_kwargs": {"samesite": "Lax", "expires_days": 1},
                # In ms: a page that vanished without a word is missed at its second ping without an answer. A wait that
                # is not longer than one interval would cut healthy lines at their first ping.
                "ws_ping_interval": 15_000,
                "ws_ping_timeout": 25_000,
            },
            "identity_provider_class": "journeykit.serve.endpoints.Identity",
            **({"cookie_secret": address.cookie_secret} if address.cookie_secret else {}),
        },
        "IdentityProvider": {
            # Lax, not Strict: a reader who follows a link from a mail is the same visitor as before.
            "cookie_options": {"samesite": "Lax", "expires_days": 1},
            "get_secure_cookie_kwargs": {"max_age_days": 1},
        },
        "VoilaConfiguration": {
            "template": TEMPLATE,
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "file_allowlist": ["$.^"],  # matches no file: pictures beside the notebook stay where they are
            "show_tracebacks": False,
            "strip_sources": True,
            "extension_allowlist": EXTENSIONS,
            "http_keep_alive_timeout": 600,  # its heartbeat is an inline script
            "preheat_kernel": ready > 0,
            "default_pool_size": ready,
        },
        "VoilaExecutor": {"cell_error_instruction": BROKEN},
        # The next kernel starts when this page is drawn: started at once it would take a core from the visitor.
        "VoilaKernelManager": {"fill_delay": 6.0},
        "AsyncMappingKernelManager": {"kernel_manager_class": "journeykit.serve.kernel.DashboardKernel"},
        # A restarted kernel would be empty behind a page that looks alive.
        "KernelManager": {"autorestart": False, **_transport()},
    }
