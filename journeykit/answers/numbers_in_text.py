"""Numbers in free text that belong to a person: phones, cards, IBANs, orders; and those that do not.

Dates, times, prices, years, ratings, gates and flights are no such numbers. Every other run of seven digits or more is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

DIGIT = re.compile(r"\d")
MIXED = re.compile(r"[^\W\d_]\d|\d[^\W\d_]|[-_]\d")
"""What a code of letters and digits has somewhere."""
LEAST, LEAST_OF_CODE = 7, 4
"""Digits of a number that nothing else explains, and of one that its words explain."""
CODE_WORD = re.compile(r"code|pnr|locator|reference", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_JOINERS = re.compile("(?<=[A-Za-z0-9@.])[\u200c\u200d]+(?=[A-Za-z0-9@.])")
_SEPARATOR = r"[ \t.\-/()_*|~]"
_RUN = re.compile(rf"(?<![^\W_])[+(]{{0,2}}\d(?:{_SEPARATOR}{{0,3}}+\d)++")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?"
_DATE = rf"(?:{_DAY}[-./]{_MONTH}|{_MONTH}[-./]{_DAY})[-./](?:{_YEAR}|\d\d)"
_ALONE, _ENDS = r"(?<![\d+(])(?<!\d[ .\-/])", r"(?![ .\-/]?\d)"
_NO_NUMBER = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_ALONE}{_DATE}(?: ?-? ?{_DATE}){{0,3}}(?:[ t]{_CLOCK})?{_ENDS}",
        rf"{_ALONE}{_YEAR}[-./]{_MONTH}[-./]{_DAY}(?:[ t]{_CLOCK})?{_ENDS}",
        rf"{_ALONE}{_CLOCK}{_ENDS}",
        rf"{_ALONE}\d{{1,2}}\.\d\d ?- ?\d{{1,2}}\.\d\d{_ENDS}",
        rf"{_ALONE}\d{{1,3}} ?/ ?\d{{1,3}}{_ENDS}",
        rf"{_ALONE}{_YEAR}(?: ?[-/] ?{_YEAR})?{_ENDS}",
        r"[$€£¥] ?\d{1,9}(?:[.,' ]\d{3}){0,3}(?:[.,]\d{1,2})?(?! ?\d)",
        rf"{_ALONE}\d{{1,9}}(?:[.,']\d{{3}}){{0,3}}(?:[.,]\d{{1,2}})?(?= ?(?:[$€£¥%]|usd|eur|gbp|dollars?|euros?|bucks|percent)\b)",  # noqa: E501
        rf"{_ALONE}\d{{1,2}}[.]\d{{1,12}}{_ENDS}",
        rf"{_ALONE}[1-9]\d{{0,2}}(?:,\d{{3}}){{1,4}}(?:\.\d{{1,2}})?{_ENDS}",
        rf"{_ALONE}[1-9]\d?(?:[ .']\d{{3}}){{1,4}}(?:,\d{{1,2}})?{_ENDS}",
        rf"{_ALONE}[1-9]\d{{0,2}}0{{4,7}}{_ENDS}",
    )
)
"""Dates, times, ratings, years, prices, decimal numbers and round ones."""
_IBAN = re.compile(
    r"(?<![^\W_])[A-Z]{2}\d\d[ -]?[A-Z0-9]{4}(?:[ -]?(?=[A-Z]{0,3}\d)[A-Z0-9]{4}){1,6}"
    r"(?:[ -]?(?=[A-Z]{0,2}\d)[A-Z0-9]{1,3})?(?![^\W_])",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"\b(?:orders?|bookings?|reservations?|confirmation|tickets?|invoices?|case|customer|client|account|acct|"
    r"member(?:ship)?|references?|ref|locator|pnr|tracking|passport|policy|contract|voucher|flyer|loyalty|licen[cs]e|"
    r"bestell\w{0,12}|auftrags?\w{0,12}|kunden\w{0,12}|rechnungs?\w{0,12}|buchungs?\w{0,12}|vertrags?\w{0,12}|commande|"
    r"réservation|facture|pedido|reserva|factura|cliente|ordine|prenotazione|fattura|code)\b"
    r"(?P<link>(?:[\s.:#()-]{0,3}(?:number|numbers|nummer|no|nr|num|numero|número|numéro|n[°º]|id|code|is|was|ist|#|:)"
    r"(?![^\W_])){0,3})[\s.:#()-]{0,3}(?P<token>\d(?:[ -]?\d){3,20}|[A-Z0-9](?:[A-Z0-9-]{0,38}[A-Z0-9])?)(?![^\W_])",
    re.IGNORECASE,
)  # fmt: skip
_SAYS = re.compile(r"\b(?:is|was|ist)\b|[\s.()-]", re.IGNORECASE)
_HASH = re.compile(r"#\d{4,}")
_TOKEN = re.compile(r"(?<![^\W])[^\W_](?:[\w-]{0,62}[^\W_])?(?![^\W])")
_FLIGHT_OR_GATE = re.compile(r"[A-Z]{1,3}\d{1,4}[A-Z]?", re.IGNORECASE)
_NAMED_YEAR = re.compile(r"(?:[^\W\d_]{1,20}-?)?(?:19|20)\d\ds?(?:-(?:19|20)?\d\ds?)?")
_AIRCRAFT = re.compile(r"[AB]?\d{3}-\d{3}[A-Z]{0,3}", re.IGNORECASE)
_HEX = re.compile(r"(?=[a-f-]*\d)(?=[\d-]*[a-f])[0-9a-f]{8}(?:[0-9a-f-]{4,40})", re.IGNORECASE)


class _PlainForms(dict[int, str]):
    """Letter -> its plain form: a digit, an ASCII letter or mark, a hyphen or a space."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        digit, plain = unicodedata.digit(letter, None), unicodedata.normalize("NFKC", letter)
        category = unicodedata.category(letter)
        self[code] = (
            str(digit) if digit is not None
            else plain if len(plain) == 1 and plain.isascii()
            else "-" if category == "Pd" or letter == "\u2212"
            else " " if category == "Zs" or letter == "\x00"
            else letter
        )  # fmt: skip
        return self[code]


_PLAIN = _PlainForms()


def plain_form(text: str) -> str:
    """Return a text of the same length with digits, letters, hyphens and spaces in their plain form."""
    return text.translate(_PLAIN) if not text.isascii() or "\x00" in text else text


def without_invisible(text: str) -> str:
    """Return a text without characters that nobody sees, which may stand inside a number."""
    return text if text.isascii() else _JOINERS.sub("", _INVISIBLE.sub("", text))


def ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where an account number in international form stands: its check digits fit, or most of it are digits."""
    for found in _IBAN.finditer(text):
        letters = re.sub(r"[ -]", "", found[0]).upper()
        moved = letters[4:] + letters[:4]
        fits = int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1
        if fits or sum(map(str.isdigit, letters)) >= 12:
            yield found.span()


def cards(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a number of 13 to 19 digits stands that is written as a card's, or whose check digit fits."""
    for start, end, run in _runs(text):
        digits = [int(letter) for letter in run if letter.isdigit()]
        groups = [len(group) for group in re.findall(r"\d+", run)]
        if run[0] not in "+(" and 13 <= len(digits) <= 19 and (groups in ([4] * 4, [4, 6, 5]) or _luhn(digits)):
            yield start, end


def phones(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a phone number stands: seven to fifteen digits with a prefix, or in groups."""
    for start, end, run in _runs(text):
        groups = re.findall(r"\d+", run)
        digits = sum(map(len, groups))
        prefixed = run[0] in "+(" or groups[0].startswith("0")
        local = len(groups) == 2 and len(groups[0]) in (3, 4) and len(groups[1]) == 4
        if 7 <= digits <= 15 and (prefixed or local or (len(groups) > 1 and digits >= 8)):
            yield start, end


def codes(text: str) -> Iterator[tuple[int, int]]:
    """Yield the words of letters and digits that are codes wherever they stand: ``ORD-2016-88213``."""
    return (found.span() for found in _TOKEN.finditer(text) if _is_code(found[0]))


def references(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the number or code of an order, a booking, an account or the like stands."""
    taken: list[tuple[int, int]] = []
    for found in _CONTEXT.finditer(text):
        if _is_reference(found["token"], bool(_SAYS.sub("", found["link"])), bool(CODE_WORD.search(found[0]))):
            taken.append(found.span("token"))
    taken += [found.span() for found in _HASH.finditer(text)]
    taken += [(start, end) for start, end, _ in _runs(text)]
    at = 0
    for start, end in sorted(taken):
        # Of two that overlap the rest of the second is taken too.
        if end > at:
            yield max(start, at), end
            at = end


def _runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the runs of seven digits or more that are no date, price, rating or the like."""
    if len(DIGIT.findall(text)) < LEAST:
        return
    for pattern in _NO_NUMBER:
        text = pattern.sub(lambda found: "\x01" * len(found[0]), text)
    for found in _RUN.finditer(text):
        groups = re.findall(r"\d+", found[0])
        digits = sum(map(len, groups))
        ratings = digits < 9 and all(len(group) == 1 for group in groups)
        years = all(re.fullmatch(_YEAR, group) for group in groups)
        if digits >= LEAST and not ratings and not years:
            yield found.start(), found.end(), found[0]


def _is_reference(token: str, numbered: bool, coded: bool) -> bool:
    digits = sum(map(str.isdigit, token))
    if " " in token:
        return numbered
    if token.isdigit():
        year = re.fullmatch(_YEAR, token) is not None
        return digits >= 5 or (numbered and digits >= 4 and not year)
    if not digits:
        return coded and token.isupper() and 5 <= len(token) <= 8
    if _NAMED_YEAR.fullmatch(token) or not token[-1].isalnum():
        return False
    return digits >= 4 or (numbered and len(token) >= 4 and digits >= 2) or (coded and len(token) >= 5)


def _is_code(token: str) -> bool:
    """Return whether a word of letters and digits is a code wherever it stands."""
    digits = sum(map(str.isdigit, token))
    if not digits or digits == len(token):
        return len(token) == 6 and token.startswith("0") and token.isdigit()
    if _NAMED_YEAR.fullmatch(token) or _AIRCRAFT.fullmatch(token) or len(token) < 6:
        return False
    if all(_FLIGHT_OR_GATE.fullmatch(part) for part in token.split("-")):
        return False
    letters = sum(map(str.isalpha, token))
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(token) if "-" not in a + b)
    padded = re.search(r"(?<!\d)0\d{3,}", token) is not None and letters > 0
    shouted = token.isascii() and token.isalnum() and token.isupper() and digits >= 2 and changes >= 3
    return (digits >= 5 and letters > 0) or padded or shouted or (len(token) >= 12 and bool(_HEX.fullmatch(token)))


def _luhn(digits: list[int]) -> bool:
    doubled = [sum(divmod(digit * (1 + place % 2), 10)) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
