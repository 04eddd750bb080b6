"""Damaged files of other formats by the thousand: each is read or refused in words, soon and in little memory."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from journeykit import formats
from journeykit.errors import FormatError
from journeykit.formats.cjml import read_cjml
from journeykit.formats.matrix_csv import read_matrix_csv
from journeykit.formats.matrix_xlsx import read_matrix_xlsx
from journeykit.formats.mermaid import read_mermaid
from journeykit.formats.voc import read_voc
from journeykit.model import JourneyMap, new_map
from journeykit.store import dump_map
from tests.cpu import usual_seconds
from tests.damage import spoiled_bytes, wrong
from tests.formats.maps import full_map, with_everywhere

SHOP = new_map("Shop", stages=["Browse", "Pay"])
VOC = b"date,score,verbatim,stage\n2026-05-02,9,Painless,pay\n2026-05-03,3,Slow,browse\n"
ELSEWHERE = {
    "records": [
        "Stage;Touchpoint;Channel;Emotion;Score;Persona\nFind;Ad;Web;gut;1,5;Ann\n;Site;Fax;:-(;;Bob\nBuy;Till;;;2;\n",
        "フェーズ,接点,感情,課題\n認知,広告,+1,遅い\n認知,サイト,-1,\n購入,店舗,0,\n",
    ],
    "notes": [
        "Text,Author,Area,Tags,Color\n<p>Door</p>,Ann,Arrive,,red\nDark,Bob,Arrive,pain point,red\nPay,,,idea,\n",
        "Tea shop\n\nArrive\nFind the door\n\nOrder\nChoose\n",
        "Awareness,Purchase,Loyalty\nSee ad,Pay,Come back\nAsk,,\n",
    ],
    "languages": [
        "Kundenreise: Tee\nPersona: Ann\nPhase;Suche;Kauf\nGefühle (1-5);4;2\nSchmerzpunkte;;teuer\nMond;a;b\n",
        "Étapes;Découverte\nÉmotions;gai (+1,5)\nPoints de contact;site web, boutique\n",
    ],
    "pages": [
        "- ```mermaid\n  ---\n  title: Buy\n  ---\n  %%{init: {}}%%\n  journey\n   section A\n   B: 3: Ann\n  ```\n",
        "journey\n title A\n section S\n  T: 3\n\n---\ntitle: B\n---\nflowchart LR\n a-->b\n",
    ],
}
READERS: dict[str, Callable[[bytes], object]] = {
    "records": read_matrix_csv,
    "notes": read_matrix_csv,
    "languages": read_matrix_csv,
    "pages": read_mermaid,
    "csv": read_matrix_csv,
    "xlsx": read_matrix_xlsx,
    "mermaid": read_mermaid,
    "cjml": read_cjml,
    "voc": lambda data: read_voc(data, SHOP, scale="nps"),
}
WORDS = [b"0", b"-1", b"1e999", b"9" * 20, b"NaN", b"", b"true", b"1" + b"0" * 5_000, b"\xff", b"A0", b"ZZZZ1", b"&#0;"]
WORDS += [b"_x0000_", b"_xD800_", b"_xFFFF_", b"s", b"n", b"d", b"e", b"b", b"str", b"inlineStr", b"1900-01-00", b"'"]


def spoiled_markup(chance: random.Random, data: bytes) -> bytes:
    """Return XML with one attribute or text replaced by what nobody expects there."""
    spots = [found.span(1) for found in re.finditer(rb'(?<=")([^"<>]*)(?=")|(?<=>)([^<>]+)(?=<)', data) if found[1]]
    if not spots:
        return data
    start, end = chance.choice(spots)
    return data[:start] + chance.choice(WORDS) + data[end:]


def spoiled_book(chance: random.Random, data: bytes) -> bytes:
    """Return a workbook of which one part is spoiled or missing, whole as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        hit = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name != hit:
                new.writestr(name, part)
            elif chance.random() < 0.9:
                new.writestr(name, (spoiled_markup if chance.random() < 0.6 else spoiled_bytes)(chance, part))
    return out.getvalue()


def spoiled(chance: random.Random, kind: str, data: bytes) -> bytes:
    if kind == "xlsx" and chance.random() < 0.5:
        return spoiled_book(chance, data)
    if kind == "cjml" and chance.random() < 0.5:
        return spoiled_markup(chance, data)
    return spoiled_bytes(chance, data)


@pytest.mark.parametrize("count", [150, pytest.param(4_000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("kind", READERS)
def test_a_damaged_file_is_read_or_refused_in_words(kind: str, count: int) -> None:
    count = max(count // 3, 50) if kind in ELSEWHERE else count  # Of four kinds in four encodings.
    whole = [VOC] if kind == "voc" else [text.encode() for text in ELSEWHERE.get(kind, ())]
    if not whole:
        whole = [formats.WRITERS[kind](journey).data for journey in (full_map(), SHOP)]
    encodings = ("utf-8", "cp1252", "utf-16", "cp932") if kind in ELSEWHERE else ("utf-8",)
    whole += [data.decode().encode(encoding, "replace") for data in whole for encoding in encodings[1:]]
    found: Counter[str] = Counter()
    read = 0

    def task() -> None:
        nonlocal read
        imported = READERS[kind](data)
        read += 1
        if isinstance(imported, formats.Imported):
            dump_map(imported.map).encode()

    for number in range(count):
        chance = random.Random(f"{kind} {number}")
        data = spoiled(chance, kind, chance.choice(whole))
        found[wrong(task)] += 1
    assert found == {"": count}
    assert count / 10 < read < count * (1 if kind in ELSEWHERE else 0.9), "too few were read, or too few refused"


@pytest.mark.parametrize("step", [23, pytest.param(1, marks=pytest.mark.soak)])
def test_a_workbook_with_one_byte_changed_is_read_or_refused_in_words(step: int) -> None:
    whole = formats.WRITERS["xlsx"](SHOP).data
    chance = random.Random(1)
    found: Counter[str] = Counter()
    for place in range(0, len(whole), step):
        data = bytearray(whole)
        data[place] ^= chance.randrange(1, 256)
        found[wrong(lambda data=bytes(data): read_matrix_xlsx(data))] += 1
    assert set(found) == {""}, found


# ------------------------------------------------------------------------------------------------------------ bombs


def book(rows: bytes = b"", **parts: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook of two stages with rows put below, and parts (by the end of their names) changed."""
    made, out = io.BytesIO(), io.BytesIO()
    plain = openpyxl.Workbook()
    for row in (["Stage", "Browse", "Pay"], ["Actions", "look", "pay"]):
        plain.active.append(row)
    plain.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name).replace(b"</sheetData>", rows + b"</sheetData>")
            stem = Path(name).stem.strip("[]_.")
            new.writestr(name, parts[stem](part) if stem in parts else part)
    return out.getvalue()


def many(end: bytes, one: bytes, count: int) -> Callable[[bytes], bytes]:
    chance = random.Random(1)  # What repeats would be refused for its ratio.
    return lambda part: part.replace(end, b"".join(one % chance.randrange(10**6) for _ in range(count)) + end)


def table(cell: bytes, columns: int) -> bytes:
    """Return 1,990 rows of cells, each with a number of its own."""
    chance = random.Random(1)
    one = b"".join(cell.replace(b"?", openpyxl.utils.get_column_letter(at + 1).encode()) for at in range(columns))
    numbers = [tuple(x for _ in range(columns) for x in (row, chance.randrange(10**6))) for row in range(3, 1_993)]
    return b"".join(b"<row>" + one % of + b"</row>" for of in numbers)


def shared_formulas() -> bytes:
    long = b"+".join(b"B%d" % (number * 7 % 1_990 + 1) for number in range(8_000))
    first = b'<row r="3"><c r="A3"><f t="shared" ref="A3:A1990" si="0">' + long + b"</f></c></row>"
    return first + b"".join(
        b'<row r="%d"><c r="A%d"><f t="shared" si="0"/></c></row>' % (row, row) for row in range(4, 1_990)
    )


def elsewhere() -> bytes:
    """Return a workbook whose far sheet has a name that no sheet has."""
    far = book(b'<row r="1048576"><c r="XFD1048576"/></row>')
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(far)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name).replace(b"worksheets/sheet1.xml", b"media/picture.png")
            new.writestr(name.replace("worksheets/sheet1.xml", "media/picture.png"), part)
    return out.getvalue()


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "cells.xlsx": (lambda: book(table(b'<c r="?%d"><v>%d</v></c>', 400)), "more than 100,000 cells"),
    "formats.xlsx": (lambda: book(table(b'<c r="?%d" s="%d"/>', 190)), "more than 100,000 cells"),
    "shared.xlsx": (lambda: book(shared_formulas()), ""),
    "elsewhere.xlsx": (elsewhere, "media/picture.png 1048576: a sheet of a map has at most 2,000 rows"),
    "styles.xlsx": (
        lambda: book(styles=many(b"</cellXfs>", b'<xf numFmtId="%d"/>', 300_000)),
        "xl/styles.xml: it has more than 20,000 elements",
    ),
    "sheets.xlsx": (
        lambda: book(workbook=many(b"</sheets>", b'<sheet name="S%d"/>', 50_000)),
        "xl/workbook.xml: it has more than 20,000 elements",
    ),
    "types.xlsx": (
        lambda: book(Content_Types=many(b"</Types>", b'<Override PartName="/x%d" ContentType="a/b"/>', 190_000)),
        "[Content_Types].xml: it has more than 20,000 elements",
    ),
    "line.csv": (lambda: b"Stage,Pay\n" + b"ab," * 2_600_000, "more than 1,000,000 cells: no map does."),
    "long.csv": (lambda: b"Stage,Pay\n" + b"a,b\n" * 4_000_000, "at most 8,000,000 characters."),
    "quote.csv": (lambda: b'Stage,Pay\nActions,"' + b"x" * 7_000_000, "a cell is longer than 1,000,000 characters."),
    "large.csv": (lambda: b"x" * 17_000_000, "it has more than 16,777,216 bytes."),
    "lines.mmd": (lambda: b"journey\n" + b"a: 3: b\n" * 600_000, "more than 20,000 lines"),
    "actors.mmd": (
        lambda: b"journey\n a: 3: " + b",".join(b"p%d" % n for n in range(600_000)),
        "at most 2,000 personas",
    ),
    "deep.xml": (lambda: b"<a>" * 1_000_000, "too deep or too long"),
    "wide.xml": (lambda: b'<CJML version="2.0">' + b"<a/>" * 1_100_000 + b"</CJML>", "too deep or too long"),
}

READ = """
import sys, time
from pathlib import Path
import openpyxl
from journeykit import formats
from journeykit.errors import FormatError
start, told = time.process_time(), ""
try:
    formats.read(Path(sys.argv[1]))
except FormatError as error:
    told = str(error)
most = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
print(time.process_time() - start, int(most) / 1024, told)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the most memory is read from /proc")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_less_than_two_seconds_and_300_megabytes(tmp_path: Path, name: str) -> None:
    make, message = BOMBS[name]
    (tmp_path / name).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / name)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    took_s, most_mb, told = done.stdout.split(" ", 2)
    assert message in told
    assert (usual_seconds(float(took_s)) < 2, float(most_mb) < 300) == (True, True), f"{took_s} s, {most_mb} MB"


# ------------------------------------------------------------------------------------------------------------- tags

TAGS = ["<img src=x onerror=alert(1)>", "<b>x</b>", "&lt;img src=x onerror=alert(1)&gt;", "&ltimg src=x onerror=a()&gt"]
DIRECTIVE = '%%{init: {"themeCSS": "@import url(http://evil.example)"}}%%'


def reads_as_html(text: str) -> bool:
    return bool(re.search(r"<\s*/?\s*[a-z]|&lt[^;]|&lt;img", text, re.IGNORECASE))


@pytest.mark.parametrize("payload", TAGS)
def test_no_tag_stands_raw_in_a_mermaid_journey(payload: str) -> None:
    journey = with_everywhere(f"a {payload}\nb {payload}")
    text = formats.WRITERS["mermaid"](journey).text
    assert "alert" in text or "x" in text
    assert not reads_as_html(text)
    assert not set("<>&") & set(text)


def test_no_name_gives_mermaid_an_order() -> None:
    text = formats.WRITERS["mermaid"](with_everywhere(DIRECTIVE)).text
    assert "evil" in text
    assert "%%" not in text


@pytest.mark.parametrize("payload", TAGS)
@pytest.mark.parametrize("format", ["markdown", "cjml", "xlsx"])
def test_no_other_export_holds_a_raw_tag(format: str, payload: str) -> None:
    data = formats.WRITERS[format](with_everywhere(payload)).data
    if format == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist() if "styles" not in name)
    text = data.decode()
    assert "img" in text or "x" in text
    assert not re.search(r"<(img|b)\b", text)


@pytest.mark.parametrize("format", ["csv", "stickies"])
def test_no_cell_begins_as_a_formula_where_a_program_parts_it_elsewhere(format: str) -> None:
    for mark in (";", "\t", "; ", "\n", "|"):
        text = formats.WRITERS[format](with_everywhere(f"now{mark}=1+1")).text
        assert "1+1" in text
        assert not re.search(r"[;\t\n|] *=", text), repr(mark)


def test_what_is_marked_comes_back_as_it_was() -> None:
    journey = with_everywhere("a;=1+1;'=2|@x")
    back: JourneyMap = read_matrix_csv(formats.WRITERS["csv"](journey).data).map
    assert back.description == journey.description == "a;=1+1;'=2|@x"


def test_a_sheet_that_two_names_share_is_refused() -> None:
    twice = many(b"</sheets>", b'<sheet name="S%d" sheetId="7" r:id="rId1"/>', 3)
    with pytest.raises(FormatError, match="it cannot be read as XLSX"):
        read_matrix_xlsx(
            book(
                workbook=lambda part: twice(part).replace(
                    b"<workbook ",
                    b'<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ',
                    1,
                )
            )
        )
