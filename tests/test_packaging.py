"""The wheel carries everything the product needs and nothing else; the lock pins everything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPO = Path(__file__).resolve().parent.parent
LOCK = REPO / "binder" / "lock.txt"


def source_files(folder: str) -> set[str]:
    """Return the files of a folder that belong to the repository: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", folder]
    listed = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True).stdout.split("\n")
    return {name for name in listed if name and (REPO / name).is_file()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # The build backend is installed with the tests, so that no network is needed.
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(REPO)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_package_and_the_notebooks(names: set[str]) -> None:
    wanted = source_files("journeykit") | {f"journeykit/{name}" for name in source_files("notebooks")}
    assert sorted(wanted - names) == []


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    wanted = source_files("journeykit") | {f"journeykit/{name}" for name in source_files("notebooks")}
    strays = {name for name in names - wanted if not re.match(r"journeykit-[\d.]+\.dist-info/", name)}
    assert sorted(strays) == []


@pytest.mark.parametrize(
    "kind",
    [
        r"journeykit/editors/static/\w+\.js",
        r"journeykit/editors/static/core/\w+\.js",
        r"journeykit/editors/static/core/\w+\.css",
        r"journeykit/store/schemas/.*\.json",
        r"journeykit/playbook/(catalogue|ideas)\.json",
        r"journeykit/templates/.*\.json",
        r"journeykit/examples/.*\.json",
        r"journeykit/serve/share/jupyter/voila/templates/journeykit/index\.html\.j2",
        r"journeykit/serve/share/jupyter/voila/templates/journeykit/static/page\.js",
        r"journeykit/notebooks/04_dashboard\.ipynb",
        r"journeykit-.*\.dist-info/licenses/LICENSE",
    ],
)
def test_the_wheel_holds_each_kind_of_file(names: set[str], kind: str) -> None:
    assert any(re.fullmatch(kind, name) for name in names), f"no file like {kind}"


def test_links_and_pictures_of_the_long_description_work_where_there_is_no_repository(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = message_from_bytes(archive.read(name))
    assert metadata["Description-Content-Type"] == "text/markdown"
    description = metadata.get_payload()
    assert isinstance(description, str)
    assert description.startswith("# journeykit")
    targets = re.findall(r'(?:\]\(|src="|srcset=")([^)"\s]+)', description)
    assert len(targets) > 20
    assert [target for target in targets if not target.startswith("https://")] == []
    pictures = [target for target in targets if target.endswith(".webp")]
    assert len(pictures) == 4
    assert all(picture.startswith("https://raw.githubusercontent.com/") for picture in pictures)


def test_the_product_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import journeykit as jk, journeykit.serve as serve; print(jk.__file__); "
        "print(serve.notebook_path('04_dashboard')); print(len(jk.template('small-business').stages)); "
        "from journeykit.editors._assets import load_esm; print(len(load_esm('plot_view')))"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert said.stdout.split("\n")[:2] == [
        str(tmp_path / "site" / "journeykit" / "__init__.py"),
        str(tmp_path / "site" / "journeykit" / "notebooks" / "04_dashboard.ipynb"),
    ]


def test_the_lock_pins_everything_the_project_asks_for() -> None:
    lines = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    pinned = {canonicalize_name(Requirement(line).name): Requirement(line) for line in lines}
    assert all(re.fullmatch(r"==[\w.]+", str(pin.specifier)) for pin in pinned.values())
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for text in [*project["dependencies"], *extras["app"], *extras["real-data"], *extras["text"], *extras["test"]]:
        asked = Requirement(text)
        pin = pinned.get(canonicalize_name(asked.name))
        assert pin is not None, f"{asked.name} is not in {LOCK.name}: run make lock"
        version = str(pin.specifier).removeprefix("==")
        assert asked.specifier.contains(version), f"{pin} does not fit {asked}: run make lock"


@pytest.mark.slow
def test_the_server_of_binder_answers_with_the_dashboard() -> None:
    said = ran("answers", PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-4000:]


@pytest.mark.soak
def test_binder_would_build_and_start() -> None:
    said = ran("emulate")
    assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-4000:]


def ran(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the folder ``binder``."""
    told = os.environ | environment
    return subprocess.run([REPO / "binder" / command], env=told, capture_output=True, text=True, check=False)
