import errno
import os
from pathlib import Path

import pytest

from journeykit import formats
from journeykit.editors import MapBoard
from journeykit.errors import ExportError, FormatError
from journeykit.model import edit, new_map
from journeykit.store import dump_map, parse_map
from tests.formats.maps import full_map

SHOP = edit.set_cell(new_map("Shop", stages=["Browse", "Pay"]), "pay", "goals", "Be done")


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "mmd", "xml"])
def test_a_map_goes_out_and_comes_back_by_the_name_of_its_file(tmp_path: Path, suffix: str) -> None:
    losses = formats.write(SHOP, tmp_path / f"shop.{suffix}")
    imported = formats.read(tmp_path / f"shop.{suffix}")
    assert imported.report.source == str(tmp_path / f"shop.{suffix}")
    assert (imported.map.cell("pay", "goals") is not None) == (losses == ()) == (suffix in ("csv", "xlsx"))


@pytest.mark.parametrize("format", ["csv", "xlsx", "mermaid", "cjml"])
def test_without_a_known_suffix_the_content_decides(tmp_path: Path, format: str) -> None:
    formats.write(SHOP, tmp_path / "shop.data", format=format)
    told = formats.read(tmp_path / "shop.data")
    assert len(told.map.stages) == (1 if format == "cjml" else 2)


@pytest.mark.parametrize("format", formats.WRITERS)
def test_every_format_can_be_written_and_names_its_losses(tmp_path: Path, format: str) -> None:
    losses = formats.write(full_map(), tmp_path / "out.bin", format=format)
    assert (tmp_path / "out.bin").stat().st_size > 100
    assert losses
    assert all(loss.element and loss.reason for loss in losses)
    assert [path.name for path in tmp_path.iterdir()] == ["out.bin"]


def test_the_name_of_the_file_names_a_map_without_a_title(tmp_path: Path) -> None:
    (tmp_path / "our_shop.csv").write_text("Stage,Pay\nActions,pay\n")
    assert formats.read(tmp_path / "our_shop.csv").map.name == "our shop"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.csv", None, "none.csv: there is no such file. Check the path."),
        ("map.json", b"{}", "map.json: this is JSON. Read a map with journeykit.read_map"),
        ("empty.csv", b"", "empty.csv: the file is empty."),
        ("empty.xlsx", b"", "empty.xlsx: it is not an XLSX file"),
        ("list.txt", b"milk\neggs\n", "list.txt: no stages and lanes were found."),
        ("really.xlsx", b"Stage,Pay\nActions,pay\n", "really.xlsx: it is not an XLSX file, or it is broken."),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(FormatError) as caught:
        formats.read(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_an_option_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop.mmd").write_text("journey\n section A\n B: 3\n")
    with pytest.raises(FormatError, match=r"sheet= is not for 'mermaid'. It is for: 'xlsx'"):
        formats.read(tmp_path / "shop.mmd", sheet="Map")


def test_a_workbook_that_was_only_renamed_is_read(tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_bytes(formats.WRITERS["xlsx"](SHOP).data)
    assert len(formats.read(tmp_path / "shop.csv").map.stages) == 2


FROM_ELSEWHERE = {
    "de.csv": "Phase;Suche;Kauf\nGefühle;gut;-1,5\nSchmerzpunkte;;teuer\n",
    "turned.tsv": "フェーズ\t行動\t感情\n認知\t見る\t😀\n購入\t買う\t😡\n",
    "rows.csv": "Stage,Touchpoint,Channel,Emotion,Pain point\nFind,Ad,Web,1,\n,Shop,Pigeon,-1,slow\nBuy,Till,,0,\n",
    "wall.csv": "Text,Author,Frame,Tags\nFind the door,Ann,Arrive,\nToo dark,,Arrive,pain\nPay,,,\n",
    "miro.csv": "Tea shop\n\nArrive\nFind the door\n\nOrder\nChoose\n",
    "page.md": "```mermaid\n---\ntitle: Buy\n---\njourney\n section A\n B: 4: Ann\n```\n",
}


@pytest.mark.parametrize("name", FROM_ELSEWHERE)
def test_a_map_from_elsewhere_opens_on_the_board_and_leaves_in_every_format(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FROM_ELSEWHERE[name], encoding="utf-8")
    journey = formats.read(tmp_path / name).map
    assert MapBoard(journey).map == journey
    assert parse_map(dump_map(journey).encode()) == journey
    for kind, write in formats.WRITERS.items():
        data = write(journey).data
        if kind in ("csv", "xlsx"):
            formats.write(journey, tmp_path / f"again.{kind}")
            back = formats.read(tmp_path / f"again.{kind}").map
            assert [stage.name for stage in back.stages] == [stage.name for stage in journey.stages]
            assert len(back.touchpoints) == len(journey.touchpoints)
            assert [point.score for point in back.emotions] == [point.score for point in journey.emotions]
        assert data


def test_a_format_that_does_not_exist_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(
        FormatError, match=r"there is no format 'mermade'. Did you mean 'mermaid'\? Formats: 'csv', 'xlsx'"
    ):
        formats.write(SHOP, tmp_path / "a", format="mermade")
    with pytest.raises(FormatError, match=r"its name does not say a format. Formats: 'csv'"):
        formats.write(SHOP, tmp_path / "a.pptx")
    with pytest.raises(
        FormatError, match=r"format 'theydo' cannot be read. Readable: 'csv', 'xlsx', 'mermaid', 'cjml'"
    ):
        formats.read(tmp_path / "a", format="theydo")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_fault_during_writing_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    path = tmp_path / "shop.csv"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match=os.strerror(code)):
        formats.write(SHOP, path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["shop.csv"]


def test_losses_in_short_count_each_kind_once() -> None:
    short = formats.losses_in_short(formats.WRITERS["theydo"](full_map()).losses)
    assert "stage: as a whole (2) - a TheyDo metrics file has no place for it" in short
    assert len(short.splitlines()) <= 21


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
@pytest.mark.timeout(60)
@pytest.mark.parametrize("format", [None, *formats.registry.READERS])
def test_nobody_waits_for_a_pipe_or_reads_a_device(tmp_path: Path, format: str | None) -> None:
    pipe = tmp_path / ("pipe" if format else "pipe.csv")
    os.mkfifo(pipe)
    for place in (pipe, Path("/dev/zero")):
        with pytest.raises(FormatError, match="it is a pipe or device, not a file"):
            formats.read(place, format=format)
    with pytest.raises(ExportError, match="it is a pipe or device, not a file"):
        formats.write(SHOP, pipe, format=format)
    assert pipe.is_fifo()
