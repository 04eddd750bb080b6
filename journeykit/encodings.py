"""The encoding of text: UTF-8 and UTF-16 are found, of any other one the likely name is."""

# ruff: noqa: RUF001
from __future__ import annotations

import codecs
import re

UTF8 = ("utf-8", "utf8", "utf-8-sig")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_FEWEST_ZEROS, _ZERO_SHARE = 6, 0.05
_CHECKED = 4096
_WESTERN = "éèêëàâáãåäæçìíîïñòóôõøöùúûüýÿœßÉÈÊÀÂÁÃÅÄÆÇÍÎÑÓÔÕØÖÚÛÜŒ€–—‘’‚“”„…•™°§£«»©®´¡¿ªº·\u00a0"
# In the order in which they are preferred where they fit equally well. Signs inside a word do not count as usual.
_USUAL = {
    "cp1252": rf"[{_WESTERN}]",
    "cp1250": "[ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽäöüßőűÖÜŐŰ–—‘’“”„…€§°]",
    "cp1255": "[א-ת–—“”…₪]",
    "cp1251": r"(?<![а-яё])[А-ЯЁ]|[а-яё]|(?<=[А-ЯЁ])[А-ЯЁ]|[–—«»№“”…]",
    "koi8-r": r"(?<![а-яё])[А-ЯЁ]|[а-яё]",
    "cp1253": "[Ά-ώ–—«»’…€]",
    "cp1254": "[çğıöşüÇĞİÖŞÜâîû–—’“”…€]",
    "cp1256": "[ء-ي،؟–—…\u200c\u200d]",
    "cp932": "[ぁ-ヿ一-鿿、-〟ー！-～]",
    "euc-kr": "[가-힣]",
    "gb18030": "[一-鿿　-〟！-～]",
    "big5": "[一-鿿　-〟！-～]",
    "mac-roman": rf"[{_WESTERN}]",
    "cp850": rf"[{_WESTERN}]",
}
_LATIN = ("cp1252", "cp1250", "cp1254", "mac-roman", "cp850")
_SCRIPTS = ("cp1251", "koi8-r", "cp1253", "cp1255", "cp1256")
_BESIDE = re.compile(r"(?<=[a-zA-Z])[^\W\d_a-zA-Z]|[^\W\d_a-zA-Z](?=[a-zA-Z])")
_LATIN_NEAR, _OTHER_NEAR = 0.4, 0.2
_MARKED = {"cp932": "[ぁ-ヿ]"}
"""What a text of an encoding has for certain, where other texts fit it by chance."""
# The frequent characters of both come first in their tables.
_FREQUENT_LEADS = {"gb18030": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}


def found_encoding(start: bytes) -> tuple[str, str]:
    """Return the encoding that the first bytes of a file show (else UTF-8), and what to say about it."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding, "" if encoding == "utf-8" else f"encoding: {encoding.upper()} (found)"
    for encoding, zeros, others in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        count = zeros.count(0)
        if count < max(_FEWEST_ZEROS, _ZERO_SHARE * len(zeros)) or others.count(0) > count / 20:
            continue
        try:
            text = start[:_CHECKED].decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search("[,;\t|\n\r]", text):
            return encoding, f"encoding: {encoding.upper()}, without a mark (found)"
    return "utf-8", ""


def advice(sample: bytes) -> str:
    """Return what to do about text that is not UTF-8."""
    likely = likely_encoding(sample)
    fits = f"encoding={likely!r} fits its letters best" if likely else "for example encoding='cp1252'"
    return f"Save it as UTF-8, or pass the encoding it was written in: {fits}."


def likely_encoding(sample: bytes) -> str | None:
    """Return the encoding in which the letters of a text are the usual ones, or None if no encoding is likely."""
    lines = b"\n".join([line for line in sample.split(b"\n") if not line.isascii()][:200])[:20_000]
    best, most = None, 0.8
    for encoding, usual in _USUAL.items():
        try:
            text = lines.decode(encoding)
        except UnicodeDecodeError:
            if len(lines) < 20_000 or encoding not in _FREQUENT_LEADS | _MARKED:
                continue
            text = lines.decode(encoding, "ignore")
        strange = [letter for letter in text if not letter.isascii()]
        near = len(_BESIDE.findall(text)) / max(sum(map(str.isalpha, strange)), 1)
        fits = len(re.findall(usual, text)) / max(len(strange), 1)
        # An accent stands beside plain letters, a letter of another script does not.
        if near < _LATIN_NEAR if encoding in _LATIN else near > _OTHER_NEAR and encoding in _SCRIPTS:
            fits = 0
        if encoding in _MARKED and not re.search(_MARKED[encoding], text):
            fits = 0
        if encoding in _FREQUENT_LEADS:
            leads = [byte for byte in lines if byte > 0x80][::2]
            fits *= sum(byte in _FREQUENT_LEADS[encoding] for byte in leads) / max(len(leads), 1)
        if fits > most + 0.01:
            best, most = encoding, fits
    return best
