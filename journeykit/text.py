"""Text for each surface. Only this module escapes, shortens, and formats numbers.

Text typed by a person reaches several surfaces, each with other special characters:

* Plotly labels (:func:`plotly_label`): a subset of HTML, ``%{…}`` templates, ``$…$`` formulas;
* HTML (:func:`html_text`): elements and attributes;
* JSON inside ``<script>`` (:func:`json_script`): the end of the script;
* file names (:func:`file_name`): folders, devices, hidden files;
* spreadsheets (:func:`csv_cell`, :func:`xlsx_cell`, :func:`sheet_title`): formulas;
* Markdown, Mermaid and XML (:func:`markdown_text`, :func:`mermaid_text`, :func:`xml_text`): their own markup.

Each shows the characters literally. Numbers are formatted the same way everywhere: :func:`count_words`,
:func:`counted`, :func:`share_words`, :func:`duration_words`.
"""

from __future__ import annotations

import html
import json
import math
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

LONGEST_LABEL = 240
_ZERO_WIDTH_JOINER = "\u200d"
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_WINDOWS_DEVICES = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
# East Asian Excel also accepts the full-width ones. A program that splits at another mark begins a cell after each.
_BEGINS = "(?:^|[;\n\r|]\\s*|\t)"
_AS_FORMULA = "(?=['\"]*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20])"
_FORMULA = re.compile(f"({_BEGINS}){_AS_FORMULA}")
_NO_FORMULA = re.compile(f"({_BEGINS})'{_AS_FORMULA}")
_XLSX_MOST = 32_767
_UNITS_S = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"))


def plotly_label(text: object, *, most: int = LONGEST_LABEL) -> str:
    """Return text for a Plotly label, hover or annotation: shown literally, on one line, at most ``most`` characters.

    Plotly runs no scripts, but allows links and styles, which may load from other hosts, and reads ``%{…}`` as a
    template and ``$…$`` as a formula. Right-to-left text is isolated, so that a count after it keeps its place.
    """
    words = cut(" ".join(_clean(text).split()), most)
    escaped = html.escape(words, quote=False).replace("%{", "%&#123;").replace("$", "&#36;")
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in words):
        return f"{_ISOLATE}{escaped}{_END_ISOLATE}"
    return escaped


def html_text(text: object) -> str:
    """Return text for an HTML element or a quoted attribute."""
    return html.escape(_clean(text), quote=True)


def json_script(value: Any) -> str:
    """Return a value, or a ``str`` of JSON, as JSON for use in ``<script>``; NaN and infinity raise ValueError."""
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=True, allow_nan=False)
    # These characters occur in JSON only inside strings, where \u escapes mean the same.
    for character in ("<", ">", "&", "\u2028", "\u2029"):
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written


def file_name(text: object) -> str:
    """Return a file name stem made from text: no folders, no devices, nothing hidden, at most 80 bytes."""
    words = unicodedata.normalize("NFC", _clean(text))
    words = re.sub(r'[\s/\\:*?"<>|]+', "-", words)
    while len(words.encode()) > 80:
        words = words[:-1]
    words = words.strip("-. ")
    if not words or words.split(".")[0].casefold() in _WINDOWS_DEVICES:
        return "untitled"
    return words


def csv_cell(text: object) -> str:
    """Return text for a CSV cell: what a spreadsheet would run as a formula is prefixed with ``'``.

    A program with other settings may split the cell, so text after a ``;``, a tab or a line end is checked too.

    Examples
    --------
    >>> csv_cell("=1+1"), csv_cell("now;=1+1")
    ("'=1+1", "now;'=1+1")
    """
    return _FORMULA.sub(r"\1'", _clean(text))


def csv_plain(cell: str) -> str:
    """Return the text that :func:`csv_cell` was given."""
    return _NO_FORMULA.sub(r"\1", cell)


def xlsx_cell(text: object) -> str:
    """Return text that an XLSX cell can hold: no control characters, at most 32,767 characters as Excel counts them.

    Excel reads ``_x0041_`` as ``A``, so such runs are escaped. Write the result with the cell's type set to string.
    """
    words = _clean(text).replace("\r\n", "\n").replace("\r", "\n")
    words = re.sub("[\ufffe\uffff]", "\ufffd", words)
    words = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", words)
    return words.encode("utf-16-le")[: 2 * _XLSX_MOST].decode("utf-16-le", "ignore")


def sheet_title(text: object) -> str:
    """Return a title that Excel accepts for a sheet: at most 31 characters, without the seven that it refuses."""
    words = " ".join(re.sub(r"[\[\]:*?/\\]", " ", _clean(text)).split())
    words = words.encode("utf-16-le")[: 2 * 31].decode("utf-16-le", "ignore").strip("' ")
    return "Journey map" if not words or words.casefold() == "history" else words


def markdown_text(text: object) -> str:
    """Return text for a line of Markdown: shown literally, neither a mark nor HTML."""
    words = " ".join(_clean(text).split())
    words = re.sub(r"([\\`*_\[\]|~$])", r"\\\1", words)
    words = re.sub(r"(?i)(?<=:)(?=//)|(?<=www)(?=\.)", r"\\", words)  # Bare addresses would become links.
    words = re.sub(r"^([#>+=-])", r"\\\1", words)
    words = re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", words)
    return html.escape(words, quote=False)


def mermaid_text(text: object, *, marks: str = ":#;") -> str:
    """Return one line of text for a Mermaid journey, which has no escapes: marks become full-width look-alikes.

    ``marks`` are those of the place, such as the comma between actors. ``<``, ``>`` and ``&`` are always replaced,
    because a page that shows the diagram may read them as HTML, and so is ``%%``, which begins a Mermaid directive.
    """
    words = re.sub("%(?=%)|(?<=%)%", "\uff05", " ".join(_clean(text).split()))
    return "".join(chr(ord(letter) + 0xFEE0) if letter in f"{marks}<>&" else letter for letter in words)


def xml_text(text: object) -> str:
    """Return text without the characters that XML cannot hold; markup is escaped when the element is written."""
    return re.sub("[\ufffe\uffff]", "\ufffd", _clean(text))


def capitalized(text: str) -> str:
    """Return text with a capital first letter."""
    return text[:1].upper() + text[1:]


def one_line(text: object) -> str:
    """Return text as one line for a terminal: without escape codes; a line break inside it becomes `` / ``."""
    lines = (" ".join(_clean(line).split("\t")).strip() for line in str(text).splitlines())
    return " / ".join(line for line in lines if line)


def cut(text: str, most: int) -> str:
    """Return text of at most ``most`` characters as a reader counts them, with an ellipsis where it was cut."""
    if len(text) <= most:
        return text
    parts = list(clusters(text))
    return text if len(parts) <= most else "".join(parts[: max(most - 1, 0)]).rstrip() + "…"


def clusters(text: str) -> Iterator[str]:
    """Yield what a reader sees as one character: accents, joined emoji and flags stay whole."""
    held = ""
    for character in text:
        joins = (
            unicodedata.category(character) in ("Mn", "Me", "Mc")
            or character == _ZERO_WIDTH_JOINER
            or held.endswith(_ZERO_WIDTH_JOINER)
            or 0x1F3FB <= ord(character) <= 0x1F3FF
            or (_is_flag_half(character) and len(held) == 1 and _is_flag_half(held))
        )
        if held and not joins:
            yield held
            held = ""
        held += character
    if held:
        yield held


def count_words(number: float | None) -> str:
    """Return a count with thousands separators: ``12,480``; a missing one is ``—``."""
    return "—" if _is_nothing(number) else f"{int(number or 0):,}"


def counted(number: float | None, unit: str) -> str:
    """Return a count with its unit, given in the plural: ``12,480 families``, ``1 family``."""
    if number == 1 and unit == "people":
        unit = "person"
    elif number == 1:
        unit = unit[:-3] + "y" if unit.endswith("ies") else unit.removesuffix("s")
    return f"{count_words(number)} {unit}"


def signed(score: float) -> str:
    """Return a score with its sign and one decimal, if it has one: ``+1``, ``\N{MINUS SIGN}0.4``, ``0``."""
    return f"{score:+.1f}".removesuffix(".0").replace("-", "\N{MINUS SIGN}") if abs(score) >= 0.05 else "0"


def people_words(n: float) -> str:
    """Return a number of people: ``2,814 people``, ``1 person``."""
    return "1 person" if n == 1 else f"{int(n):,} people"


def gap_words(assumed: float, score: float, people: int, answers: int | None = None) -> str:
    """Return what a map assumes against what people say: ``You think +1, 212 answers say \N{MINUS SIGN}0.4``."""
    who = "1 person says" if people == 1 else f"{people:,} people say"
    if answers == people:
        who = "1 answer says" if people == 1 else f"{people:,} answers say"
    elif answers is not None:
        who = f"{answers:,} answers of {people_words(people)} say"
    return f"You think {signed(assumed)}, {who} {signed(score)}"


def share_words(share: float | None) -> str:
    """Return a share of 0-1 as a percentage with one decimal: ``34.5 %``.

    Only zero and one are ``0.0 %`` and ``100 %``. Shares close to them are ``under 0.1 %`` and ``over 99.9 %``, in
    words because ``<`` and ``>`` would need escaping.
    """
    if share is None or _is_nothing(share):
        return "—"
    if 0 < share < 0.0005:
        return "under 0.1\u00a0%"
    if 0.9995 <= share < 1:
        return "over 99.9\u00a0%"
    return "100\u00a0%" if share == 1 else f"{share * 100:.1f}\u00a0%"


def day_words(day: date) -> str:
    """Return a day, ``3 May 2026``; years before 1000 keep their four digits.

    Examples
    --------
    >>> day_words(date(2026, 5, 3))
    '3 May 2026'
    """
    return f"{day.day} {day:%B} {day.year:04d}"


def period_words(period: tuple[date, date] | None, *, timed: bool = True) -> str:
    """Return the first and the last day of a period, ``3 to 9 May 2026``; nothing where it is not known.

    Of a log that is not ``timed`` say so.
    """
    if not timed:
        return "no times in this log"
    if period is None:
        return ""
    first, last = period
    begin = day_words(first)
    if first == last:
        return begin
    if first.year == last.year:
        begin = str(first.day) if first.month == last.month else begin.rpartition(" ")[0]
    return f"{begin} to {day_words(last)}"


def duration_words(seconds: float | None) -> str:
    """Return a duration in its largest fitting unit: ``3.5 h``, ``2 d``, ``0 s``."""
    if seconds is None or _is_nothing(seconds):
        return "—"
    for length_s, unit in _UNITS_S:
        if abs(seconds) >= length_s:
            return f"{seconds / length_s:,.1f}".removesuffix(".0") + f"\u00a0{unit}"
    return "0\u00a0s" if seconds == 0 else f"{seconds:.2g}\u00a0s"


def _is_nothing(number: float | None) -> bool:
    try:
        return number is None or math.isnan(number)
    except TypeError:  # pandas.NA
        return True


def _is_flag_half(character: str) -> bool:
    return 0x1F1E6 <= ord(character[0]) <= 0x1F1FF


def _clean(text: object) -> str:
    # Lone surrogates cannot be written to a file, and control characters are not readable.
    return "".join(
        "\ufffd" if unicodedata.category(character) == "Cs" else character
        for character in str(text)
        if unicodedata.category(character) != "Cc" or character in "\n\t\r"
    )
