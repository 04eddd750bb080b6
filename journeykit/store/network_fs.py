"""Detect network shares, where SQLite's WAL mode is not safe."""

from __future__ import annotations

import sys
from pathlib import Path

# fmt: off
NETWORK = frozenset((
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.davfs2", "fuse.glusterfs",
    "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "fuse.vmhgfs-fuse", "gfs2", "glusterfs",
    "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf",
    "vmhgfs", "webdav",
))
# fmt: on
_MOUNTS = Path("/proc/self/mountinfo")


def is_network_share(folder: Path, mounts: Path = _MOUNTS) -> str:
    """Return the kind of network file system that a folder is on; empty for a local one."""
    if sys.platform == "win32":
        return "unc" if str(folder.resolve()).startswith("\\\\") else ""
    if not mounts.exists():
        return ""  # Elsewhere opening a log in WAL mode fails on a share.
    kind, longest, place = "", -1, folder.resolve()
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        fields, _, rest = line.partition(" - ")
        point = Path(fields.split(" ")[4].encode().decode("unicode_escape"))
        if len(str(point)) > longest and place.is_relative_to(point):
            kind, longest = rest.split(" ")[0], len(str(point))
    return kind if kind in NETWORK else ""
