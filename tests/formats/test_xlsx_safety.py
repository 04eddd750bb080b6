import csv
import io
import random
import re
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from journeykit.errors import FormatError
from journeykit.formats.matrix_csv import read_matrix_csv, write_matrix_csv
from journeykit.formats.matrix_xlsx import read_matrix_xlsx, write_matrix_xlsx
from journeykit.formats.report import Exported
from journeykit.formats.stickies import write_stickies
from journeykit.model import JourneyMap, edit, new_map
from tests.cpu import usual_seconds
from tests.formats.maps import with_everywhere

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","click")',
    '=WEBSERVICE("http://evil.example")',
    '=IMPORTXML("http://evil.example","//a")',
    '=DDE("cmd";"/C calc";"x")',
    "-2+3+cmd|' /C calc'!A0",
    '@IMAGE("http://evil.example/x.png")',
    "'=1+1",
    "\uff1d1+1",
    '=1+1";=2+2',
    ";=1+1",
    "tea;=cmd|' /C calc'!A0",
    'tea;"=1+1"',
    "tea|-1+1",
    "tea\n@SUM(1,1)",
    "tea\t+1+1",
]
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.mark.parametrize("payload", FORMULAS)
def test_no_cell_of_a_csv_begins_as_a_formula(payload: str) -> None:
    text = write_matrix_csv(with_everywhere(payload)).text
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert sum("1" in cell or "evil" in cell or "cmd" in cell for cell in cells) >= 8, "the payload is in the file"
    assert [cell for cell in cells if cell.startswith(_STARTS)] == []


@pytest.mark.parametrize("payload", FORMULAS)
@pytest.mark.parametrize("write", [write_matrix_csv, write_stickies])
def test_no_cell_is_a_formula_where_a_spreadsheet_parts_the_columns_at_another_mark(
    write: Callable[[JourneyMap], Exported], payload: str
) -> None:
    # As a program does that knows another separator: quotes count only at the beginning of a cell, if at all.
    for separator in ";|\t":
        cells = re.split(f"[{re.escape(separator)}\r\n]", write(with_everywhere(payload)).text)
        assert len(cells) > 8
        assert [cell for cell in cells if cell.lstrip("\"'").startswith(_STARTS) and "'" not in cell[:2]] == []


@pytest.mark.parametrize("payload", FORMULAS)
def test_no_cell_of_an_xlsx_is_a_formula(payload: str) -> None:
    data = write_matrix_xlsx(with_everywhere(payload)).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert sheets
    assert not any(b"<f" + end in sheet for sheet in sheets for end in (b">", b" ", b"/"))
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    kinds = {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    risky = [cell for row in page.iter_rows() for cell in row if str(cell.value).startswith(("=", "+", "-", "@"))]
    assert all(cell.quotePrefix for cell in risky), "editing the cell would make it a formula"


@pytest.mark.parametrize("payload", FORMULAS)
@pytest.mark.parametrize("write_read", [(write_matrix_csv, read_matrix_csv), (write_matrix_xlsx, read_matrix_xlsx)])
def test_a_payload_comes_back_as_the_text_that_it_is(payload: str, write_read) -> None:
    write, read = write_read
    journey = edit.set_cell(new_map("Shop", stages=["Pay"]), "pay", "goals", payload.strip())
    assert read(write(journey).data).map.cell("pay", "goals").text == payload.strip()


def workbook(rows: list[list[object]], **more: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for number, (title, cells) in enumerate({"Map": rows, **more}.items()):
        page = book.active if number == 0 else book.create_sheet()
        page.title = title
        for row in cells:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, part: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


PLAIN = [["Stage", "Browse", "Pay"], ["Actions", "look", "pay"]]
SHEET = "xl/worksheets/sheet1.xml"


def test_merged_headings_numbers_and_dates_are_read() -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in ([None, "Browse", None, "Pay"], ["Goals", "a", "b", 5], ["Content mix", 0.6, None, 0.25]):
        page.append(row)
    page.merge_cells("B1:C1")
    out = io.BytesIO()
    book.save(out)
    journey = read_matrix_xlsx(out.getvalue()).map
    assert [stage.name for stage in journey.stages] == ["Browse", "Pay"]
    assert journey.cell("browse", "goals").text == "a\nb"
    assert journey.cell("pay", "goals").text == "5"
    assert [stage.content_mix_share for stage in journey.stages] == [0.6, 0.25]


def test_the_sheet_with_the_map_is_found_and_the_others_are_reported() -> None:
    data = workbook([["name", "age"], ["Ann", 34]], Journey=PLAIN)
    imported = read_matrix_xlsx(data)
    assert [stage.name for stage in imported.map.stages] == ["Browse", "Pay"]
    assert "sheet 'Map' - a map is read from one sheet, 'Journey'" in str(imported.report)
    assert "sheet 'Journey', cell A2: row 'Actions'" in str(imported.report)
    with pytest.raises(FormatError, match=r"sheet 'Map': no stages and lanes were found"):
        read_matrix_xlsx(data, sheet="Map")
    with pytest.raises(FormatError, match=r"it has no sheet 'Mpa'. Sheets: 'Map', 'Journey'"):
        read_matrix_xlsx(data, sheet="Mpa")


def test_formulas_give_the_text_of_the_last_save_or_are_reported_and_never_run() -> None:
    data = workbook([["Stage", "Browse", "Pay"], ["Actions", '="lo"&"ok"', "=1+1"]])
    cached = with_part(
        data,
        SHEET,
        lambda xml: re.sub(rb'<c r="B2">(<f>.*?</f>)<v ?/?>(</v>)?', rb'<c r="B2" t="str">\1<v>look</v>', xml),
    )
    imported = read_matrix_xlsx(cached)
    assert imported.map.cell("browse", "actions").text == "look"
    assert imported.map.cell("pay", "actions") is None
    told = str(imported.report)
    assert "sheet 'Map', cell B2: a formula - the text that it gave when it was saved" in told
    assert "sheet 'Map', cell C2: a formula - it was never computed: open and save the file" in told


def far_cell() -> bytes:
    return with_part(
        workbook(PLAIN),
        SHEET,
        lambda xml: xml.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
        ),
    )


def zip_bomb() -> bytes:
    return with_part(
        workbook(PLAIN), SHEET, lambda xml: xml.replace(b"</sheetData>", b" " * 40_000_000 + b"</sheetData>")
    )


def huge_zip() -> bytes:
    return with_part(workbook(PLAIN), SHEET, lambda xml: xml + b" " * 100_000_000)


def doctype(body: bytes) -> bytes:
    return with_part(
        workbook(PLAIN),
        SHEET,
        lambda xml: xml.replace(b"<worksheet", body + b"<worksheet", 1),
    )


def long_text() -> bytes:
    return with_part(
        workbook(PLAIN),
        SHEET,
        lambda xml: xml.replace(
            b"</sheetData>",
            b'<row r="9"><c r="B9" t="inlineStr"><is><t>'
            + random.Random(1).randbytes(2_500_000).hex().encode()
            + b"</t></is></c></row></sheetData>",
        ),
    )


def many_columns() -> bytes:
    return with_part(
        workbook(PLAIN), SHEET, lambda xml: xml.replace(b"</sheetData>", b'<row r="9"><c r="ZZZ9"/></row></sheetData>')
    )


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b"]>"
)

BOMBS = {
    "far cell": (far_cell, "xl/worksheets/sheet1.xml 1048576: a sheet of a map has at most 2,000 rows"),
    "many columns": (many_columns, "xl/worksheets/sheet1.xml ZZZ9: a sheet of a map has at most 2,000 rows and 2,000"),
    "zip ratio": (zip_bomb, "times its size: refused as a zip bomb."),
    "huge zip": (huge_zip, "refused as too large."),
    "outside file": (
        lambda: doctype(b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
        "its XML declares a document type, which may hold a trap: refused.",
    ),
    "billion laughs": (lambda: doctype(LAUGHS), "its XML declares a document type"),
    "long text": (long_text, "a text is longer than 1,000,000 characters."),
    "no zip": (
        lambda: b"PK\x03\x04 and nothing more",
        "it is not an XLSX file, or it is broken. Save it as .xlsx again.",
    ),
    "another zip": (lambda: with_part(workbook(PLAIN), "xl/workbook.xml", lambda xml: b"<a>"), "its XML is broken."),
    "empty": (lambda: b"", "it is not an XLSX file"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_words_within_two_seconds(bomb: str) -> None:
    make, message = BOMBS[bomb]
    data = make()
    start = time.process_time()
    with pytest.raises(FormatError) as caught:
        read_matrix_xlsx(data, source="bomb.xlsx")
    assert usual_seconds(time.process_time() - start) < 2
    assert message in str(caught.value)
    assert str(caught.value).startswith("bomb.xlsx")


READER = """
import sys
from collections.abc import Callable
from pathlib import Path
from journeykit.errors import FormatError
from journeykit.formats.matrix_xlsx import read_matrix_xlsx
from journeykit.formats.matrix_csv import read_matrix_csv
path = Path(sys.argv[1])
try:
    (read_matrix_xlsx if path.suffix == ".xlsx" else read_matrix_csv)(path.read_bytes())
except FormatError:
    raise SystemExit(7)
"""


@pytest.mark.slow
@pytest.mark.parametrize("bomb", ["far cell", "zip ratio", "huge zip", "billion laughs", "long text", "field"])
def test_a_bomb_is_refused_within_300_megabytes(bomb: str, tmp_path: Path) -> None:
    path = tmp_path / ("bomb.csv" if bomb == "field" else "bomb.xlsx")
    path.write_bytes(b'Stage,Pay\nActions,"' + b"x" * 5_000_000 if bomb == "field" else BOMBS[bomb][0]())
    limit = 300 * 1024 * 1024

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

    done = subprocess.run([sys.executable, "-c", READER, str(path)], preexec_fn=limited, capture_output=True, text=True)
    assert done.returncode == 7, done.stderr


def test_control_characters_and_over_long_texts_are_written_as_far_as_excel_holds_them_and_named() -> None:
    journey = edit.set_cell(new_map("Shop", stages=["Pay"]), "pay", "goals", "a\x07b")
    journey = edit.set_cell(journey, "pay", "actions", "x" * 40_000)
    exported = write_matrix_xlsx(journey)
    assert {loss.element for loss in exported.losses} == {"cell 'pay / goals'", "cell 'pay / actions'"}
    back = read_matrix_xlsx(exported.data).map
    assert back.cell("pay", "goals").text == "ab"
    assert back.cell("pay", "actions").text == "x" * 32_767


@pytest.mark.parametrize(
    ("name", "title"),
    [("a/b:c*d?e[f]\\g", "a b c d e f g"), ("'", "Journey map"), ("History", "Journey map"), ("x" * 50, "x" * 31)],
)
def test_a_sheet_title_is_one_that_excel_accepts(name: str, title: str) -> None:
    data = write_matrix_xlsx(new_map(name)).data
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == [title]
