from pathlib import Path

from journeykit.store.network_fs import is_network_share


def test_the_kind_of_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    lines = [
        "27 1 254:0 / / rw - ext4 /dev/vda rw",
        f"28 27 0:40 / {tmp_path} rw,relatime shared:1 - nfs4 server:/x rw",
        f"29 28 0:41 / {tmp_path}/local\\040disk rw - ext4 /dev/vdb rw",
    ]
    mounts.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert is_network_share(tmp_path, mounts) == "nfs4"
    assert is_network_share(tmp_path / "below", mounts) == "nfs4"
    assert is_network_share(tmp_path / "local disk", mounts) == ""
    assert is_network_share(Path("/usr"), mounts) == ""
