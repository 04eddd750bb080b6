"""What kind of log some bytes are: their first bytes decide, and the name only where they leave it open."""

from __future__ import annotations

import codecs

from journeykit.errors import EventLogError
from journeykit.events.reading.contents import ZIP, Content, names_in_zip

TEXT, PARQUET, ARROW, XES, JSON, WORKBOOK, ZIPPED, SQLITE = (
    "delimited text", "Parquet", "Arrow", "XES", "JSON", "Excel", "zip", "SQLite",
)  # fmt: skip

ENDS: dict[str, tuple[str, ...]] = {
    TEXT: (".csv", ".tsv", ".txt", ".tab", ".psv"),
    PARQUET: (".parquet", ".pq"),
    ARROW: (".arrow", ".feather"),
    XES: (".xes", ".xml"),
    JSON: (".json", ".jsonl", ".ndjson", ".jsonocel"),
    WORKBOOK: (".xlsx", ".xlsm"),
    ZIPPED: (".zip",),
    SQLITE: (".sqlite", ".sqlite3", ".db"),
}
"""Kind -> ends of names; each may be followed by ``.gz``, ``.bz2`` or ``.xz``."""

_MAGIC = (
    (b"PAR1", PARQUET), (b"ARROW1", ARROW), (b"SQLite format 3\0", SQLITE), *((magic, ZIPPED) for magic in ZIP),
)  # fmt: skip
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "Save it as .xlsx or CSV"),
    *(
        (magic, "a picture", "Export the log itself, as CSV for example")
        for magic in (
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"BM",
            b"II*\0",
            b"MM\0*",
            b"\0\0\1\0",
            b"8BPS",
            b"\0\0\0\x0cjP",
        )
    ),
    *(
        (magic, "a pickle", "If you trust who made it, read it with pandas.read_pickle, and pass the frame")
        for magic in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
    ),
    (b"RDX", "a file of R", "Write the table there: write.csv(log, 'log.csv', row.names = FALSE)"),
    (b"X\n\0\0", "a file of R", "Write the table there: write.csv(log, 'log.csv', row.names = FALSE)"),
    (b"$FL", "a file of SPSS", "Read it into a frame with pandas.read_spss, and pass the frame"),
    (b"\x93NUMPY", "an array of NumPy", "Make it a frame with names for its columns, and pass the frame"),
    (b"\0\x01\0\0Standard", "a database of Access", "Export the table as CSV or .xlsx"),
    (b"MZ", "a program", "Export the log itself, as CSV for example"),
    (b"\x7fELF", "a program", "Export the log itself, as CSV for example"),
    (b"ID3", "a sound", "Export the log itself, as CSV for example"),
    (b"OggS", "a sound or a film", "Export the log itself, as CSV for example"),
    (b"\x1aE\xdf\xa3", "a film", "Export the log itself, as CSV for example"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd", "Unpack it first: zstd -d"),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it and read what is inside"),
    (b"Rar!", "a RAR archive", "Unpack it and read what is inside"),
    (b"Obj\x01", "an Avro file", "Turn it into Parquet first"),
    (b"ORC", "an ORC file", "Turn it into Parquet first"),
    (b"\x89HDF", "an HDF5 file", "Read it into a frame with pandas.read_hdf, and pass the frame"),
)
_AT_A_PLACE = (
    (257, b"ustar", "a tar archive", "Unpack it and read the folder"),
    (4, b"ftyp", "a film or a picture", "Export the log itself, as CSV for example"),
    (8, b"WEBP", "a picture", "Export the log itself, as CSV for example"),
    (8, b"WAVE", "a sound", "Export the log itself, as CSV for example"),
    (8, b"AVI ", "a film", "Export the log itself, as CSV for example"),
    (84, b"SAS FILE", "a file of SAS", "Read it into a frame with pandas.read_sas, and pass the frame"),
    (8, b"DUCK", "a DuckDB database", "Pass a relation: duckdb.connect(file).table('name')"),
)
_AS_TEXT = (
    (b"%PDF", "a PDF document", "Export the log itself, as CSV for example"),
    (b"{\\rtf", "an RTF document", "Save it as plain text or CSV"),
    (b"<stata_dta>", "a file of Stata", "Read it into a frame with pandas.read_stata, and pass the frame"),
    (b"<svg", "a picture", "Export the log itself, as CSV for example"),
)
"""The same for kinds that may be text as a whole."""
_OLD_OFFICE = ((".doc", "a Word document"), (".msg", "an e-mail of Outlook"), (".ppt", "a PowerPoint file"))
_IN_ZIP = (
    ("word/", "a Word document"), ("ppt/", "a PowerPoint file"), ("content.xml", "an OpenDocument file"),
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
)  # fmt: skip
_SPACE = " \t\r\n"


def kind_of(content: Content) -> str:
    """Return the kind of a log; raise with what the bytes look like and what to do if they are none."""
    start = content.start()
    found = next((kind for magic, kind in _MAGIC if start.startswith(magic)), None)
    if found == ZIPPED:
        return _kind_of_zip(content)
    if found is not None:
        return found
    others = [(looks, advice) for magic, looks, advice in _OTHERS if start.startswith(magic)]
    others += [(looks, advice) for at, magic, looks, advice in _AT_A_PLACE if start[at:].startswith(magic)]
    for end, looks in _OLD_OFFICE:
        if start.startswith(b"\xd0\xcf\x11\xe0") and content.name.casefold().endswith(end):
            others = [(looks, "Save the table in it as .xlsx or CSV")]
    whole = [(looks, advice) for magic, looks, advice in _AS_TEXT if start.lstrip().startswith(magic)]
    if whole or (others and not _is_text(start)):
        others = whole or others
        raise EventLogError(f"{content.name} is {others[0][0]}, not a log. {others[0][1]}.")
    return _kind_of_text(content, start)


def kind_by_name(name: str) -> str | None:
    """Return the kind that the end of a name tells, or None."""
    folded = name.casefold()
    while folded.endswith((".gz", ".bz2", ".xz")):
        folded = folded.rpartition(".")[0]
    return next((kind for kind, ends in ENDS.items() if folded.endswith(ends)), None)


def _kind_of_zip(content: Content) -> str:
    names = names_in_zip(content)
    if "xl/workbook.xml" in names:
        return WORKBOOK
    if "[Content_Types].xml" in names or "mimetype" in names:
        for begins, looks in _IN_ZIP:
            if any(name.startswith(begins) for name in names):
                raise EventLogError(f"{content.name} is {looks}, not a log. Save the table as .xlsx or CSV.")
    return ZIPPED


def _kind_of_text(content: Content, start: bytes) -> str:
    named = kind_by_name(content.name)
    if named in (PARQUET, ARROW, WORKBOOK, ZIPPED, SQLITE) and start and not _is_text(start):
        return named  # Its reader says that it is damaged.
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if start.startswith(mark):
            start = start.removeprefix(mark).decode(encoding, "replace").encode()
    text = start.decode("utf-8", "replace").lstrip(_SPACE)
    if text.startswith("<"):
        if (
            text[:200]
            .casefold()
            .lstrip("<!")
            .startswith(("doctype html", "html", "head", "body", "table", "meta", "style"))
        ):
            if "<table" in text.casefold():
                raise EventLogError(
                    f"{content.name} is a web page with a table, as some tools write it for a spreadsheet program. "
                    "Save it from there as .xlsx or CSV, or pass pandas.read_html(file)[0]."
                )
            raise EventLogError(
                f"{content.name} is a web page, not a log: perhaps an error or a login page was saved instead of the "
                "download. Download the log itself."
            )
        return XES
    if named == XES:
        return XES
    inside = text[1:].lstrip(_SPACE)[:1]
    if (text.startswith("{") and inside in ('"', "}")) or (text.startswith("[") and inside in ("{", "[", '"', "]")):
        return JSON
    return TEXT


def _is_text(start: bytes) -> bool:
    """Return whether bytes may be text in UTF-8 or UTF-16; the last letter may be cut."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    if b"\0" in start:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True
