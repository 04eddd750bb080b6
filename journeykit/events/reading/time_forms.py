"""The forms in which times are written, as patterns with named parts, and the microseconds of those parts.

A form is an order of the date (``iso``, ``numbers``, ``day_name`` …), alone or with an offset or a zone in words after
the time of day. The patterns of two forms never match the same text, or ``times`` asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlglot import exp

from journeykit.events.sql import sql_expression

_S = r"[ \x{a0}\x{202f}]"  # JavaScript writes narrow spaces that do not break, 10:03\u202fAM.
_CLOCK = rf"(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:[.,](\d{{1,9}}))?)?(?:{_S}?([AaPp])\.?{_S}?[Mm]\.?)?"
_DOTTED = rf"(\d{{1,2}})[:.h](\d{{2}})(?:[:.](\d{{2}})(?:[.,](\d{{1,9}}))?)?(?:{_S}?([AaPp])\.?{_S}?[Mm]\.?)?"
_TIGHT = r"(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?"
_CLOCK_PARTS = ("hour", "minute", "second", "fraction", "half")
# A day of the week, in any language: it says nothing that the date does not.
_WEEKDAY = r"(?i:(?:[a-zàáçéêìí]{2,9}(?:-feira)?\.?,? +)?)"
MONTHS = (
    "january januar jänner jaenner januari janvier janv enero gennaio janeiro jan ene gen",
    "february februar feber februari février fevrier févr fevr febrero febbraio fevereiro feb fév fev",
    "march märz maerz mars maart marzo março marco mar mär mrz mrt",
    "april avril abril aprile apr avr abr",
    "mai mei mayo maggio maio may mag",
    "june juni juin junio giugno junho jun giu",
    "july juli juillet juil julio luglio julho jul lug",
    "august augustus août aout agosto aug aoû aou ago",
    "september septembre septiembre setiembre settembre setembro sept sep set",
    "october oktober octobre octubre ottobre outubro oct okt ott out",
    "november novembre noviembre novembro nov",
    "december dezember décembre decembre diciembre dicembre dezembro dec dez déc dic",
)
"""The names of each month in English, German, French, Spanish, Italian, Portuguese and Dutch, and how they are cut."""
_MONTH = rf"((?i:{'|'.join(' '.join(MONTHS).split())}))\.?"
_DAY = r"(\d{1,2})(?i:st|nd|rd|th|er|º|°)?"
_AT = r"(?i: (?:at|um|à|om|alle|alle ore|às|a las))?"
_OF = r"(?: (?:of|de|del|di) )?"

# A zone in brackets or a comment after an offset only says in other words what the offset says.
_OFFSET = (
    rf"{_S}?(?:(Z|z|UTC|GMT|UT)|(?:UTC|GMT|UT)?{_S}?([+-](?:1[0-5]|0?\d))(?::?(\d{{2}}))?)"
    r"(?:\[[\w/+:-]+\])?(?: ?\([^()]*\))?"
)
_OFFSET_PARTS = ("utc", "east", "east_minutes")
_FOUR = r"(\d{4})"
_WORD = rf"{_S}?([A-Z]{{2,5}}|\[?[A-Z][A-Za-z_]+/[A-Za-z_/+-]+\]?)"

_ORDERS: dict[str, tuple[str, tuple[str, ...], str, str]] = {
    # date, its parts, what stands before the time of day, the time of day
    "iso": (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", ("year", "month", "day"), r"(?:T|,? +)", _CLOCK),
    "signs": (r"(\d{4})(?:年|년 ?)(\d{1,2})(?:月|월 ?)(\d{1,2})(?:日|일)", ("year", "month", "day"), r" ?", _CLOCK),
    "compact": (
        r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", ("year", "month", "day"), r"[T ]?", _TIGHT
    ),
    # DB2 and names of files.
    "dashed": (
        r"(\d{4})-(\d{2})-(\d{2})", ("year", "month", "day"), r"[-_ T]",
        r"(\d{2})[-.](\d{2})[-.](\d{2})(?:[.,](\d{1,9}))?",
    ),
    "numbers": (
        rf"{_WEEKDAY}(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}})", ("a", "b", "c"), r"(?:T|[ ,]+)", _DOTTED
    ),
    "short_numbers": (
        rf"{_WEEKDAY}(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{2}})", ("a", "b", "c"), r"(?:T|[ ,]+)", _DOTTED
    ),
    "day_name": (
        rf"{_WEEKDAY}{_DAY}{_OF}[-/ .]*{_MONTH}{_OF}[-/ ,.]*(\d{{4}})", ("day", "month", "year"), rf"{_AT}(?:T|[ ,:]+)",
        _DOTTED
    ),
    # With two digits of a year a colon could belong to the time of day, as in 5 Jan 10:03:00.
    "short_day_name": (
        rf"{_WEEKDAY}{_DAY}[-/ .]*{_MONTH}[-/ ,.]*'?(\d{{2}})", ("day", "month", "year"), rf"{_AT}(?:T|[ ,]+)", _DOTTED
    ),
    "name_day": (
        rf"{_WEEKDAY}{_MONTH}[-/ ]*{_DAY}[-/, ]+(\d{{4}})", ("month", "day", "year"), rf"{_AT}(?:T|[ ,]+)", _DOTTED
    ),
    "year_name": (
        rf"{_WEEKDAY}(\d{{4}})[-/ .]{_MONTH}[-/ .](\d{{1,2}})", ("year", "month", "day"), r"(?:T|[ ,]+)", _DOTTED
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A form of times: its pattern and what the groups of it are, or only a pattern where the text is a number."""

    pattern: str
    parts: tuple[str, ...] = ()


def _forms() -> dict[str, Form]:
    hour = r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])"
    forms = {"ten_digits": Form(hour), "twelve_digits": Form(rf"{hour}[0-5]\d")}
    for order, (date, parts, before, clock) in _ORDERS.items():
        timed = (*parts, *_CLOCK_PARTS[: 4 if order in ("compact", "dashed") else 5])
        forms[order] = Form(rf"{date}(?:{before}{clock})?", timed)
        if order in ("dashed", "signs"):
            continue
        forms[f"{order}_offset"] = Form(rf"{date}{before}{clock}{_OFFSET}", (*timed, *_OFFSET_PARTS))
        forms[f"{order}_word"] = Form(rf"{date}{before}{clock}{_WORD}", (*timed, "word"))
    # Java's Date, the date command, Twitter: the year comes last.
    date, timed = rf"{_WEEKDAY}{_MONTH} +{_DAY},? +{_CLOCK}", ("month", "day", *_CLOCK_PARTS)
    forms["year_last"] = Form(rf"{date} +(\d{{4}})", (*timed, "year"))
    forms["year_last_offset"] = Form(rf"{date}{_OFFSET} +(\d{{4}})", (*timed, *_OFFSET_PARTS, "year"))
    forms["year_last_word"] = Form(rf"{date}{_WORD} +(\d{{4}})", (*timed, "word", "year"))
    for kind, pattern in (
        ("epoch_s", r"\d{9,10}([.,]\d{1,9})?"),
        ("epoch_ms", r"\d{12,13}([.,]\d{1,9})?"),
        ("in_date", r"/Date\(\d{12,13}([+-]\d{4})?\)/"),
        ("epoch_us", r"\d{15,16}([.,]\d{1,9})?"),
        ("epoch_ns", r"\d{18,19}"),
        ("excel", r"[3-6]\d{4}([.,]\d{1,16})?"),
        ("shortened", r"\d([.,]\d+)?[eE][+]?\d+"),
    ):
        forms[kind] = Form(pattern)
    return forms


def any_zone(order: str) -> Form:
    """Return the form of an order with an offset, a zone in words, or neither; years of two digits too."""
    date, parts, before, clock = _ORDERS[order]
    date = date.replace(_FOUR, r"(\d{4}|\d{2})") if order == "numbers" else date
    return Form(rf"{date}(?:{before}{clock}(?:{_OFFSET}|{_WORD})?)?", (*parts, *_CLOCK_PARTS, *_OFFSET_PARTS, "word"))


FORMS = _forms()
"""Kind -> form. Unix times have as many digits as in the years 1973 to 2286, serial numbers of spreadsheets as in 1982
to 2091. The first form that matches counts: ``ten_digits`` and ``twelve_digits`` may be a date or a Unix time."""

_NAME = "the name of a month"
ORDER_WORDS = {
    "iso": ("ISO 8601 (year-month-day)", "2026-12-31 14:05"),
    "signs": ("year, month and day with their signs", "2026年12月31日 14:05"),
    "compact": ("ISO 8601 without dashes (yearmonthday)", "20261231T1405"),
    "dashed": ("year-month-day-hour.minute.second", "2026-12-31-14.05.00"),
    "numbers": ("day and month before the year", "31/12/2026 14:05"),
    "short_numbers": ("day, month and year in two digits each", "31/12/26 14:05"),
    "day_first": ("day/month/year", "31/12/2026 14:05"),
    "month_first": ("month/day/year", "12/31/2026 2:05 PM"),
    "year_first": ("year/month/day", "26/12/31 14:05"),
    "day_name": (f"day, {_NAME}, year", "31 Dec 2026 14:05"),
    "short_day_name": (f"day, {_NAME}, year of two digits", "31-Dec-26 14:05"),
    "name_day": (f"{_NAME}, day, year", "Dec 31, 2026, 2:05 PM"),
    "year_name": (f"year, {_NAME}, day", "2026-Dec-31 14:05"),
    "year_last": (f"{_NAME}, day, time, year", "Thu Dec 31 14:05:00 2026"),
    "epoch_s": ("seconds since 1970-01-01 UTC", "1798725900"),
    "epoch_ms": ("milliseconds since 1970-01-01 UTC", "1798725900000"),
    "in_date": ("milliseconds since 1970-01-01 UTC, as ASP.NET writes them", "/Date(1798725900000)/"),
    "epoch_us": ("microseconds since 1970-01-01 UTC", "1798725900000000"),
    "epoch_ns": ("nanoseconds since 1970-01-01 UTC, cut to microseconds", "1798725900000000000"),
    "excel": ("days since 1899-12-30, as spreadsheets count, to the nearest millisecond", "46387.5868"),
    "shortened": ("a number cut short by a spreadsheet", "1.79873E+12"),
    "ten_digits": ("ten digits, which may be seconds or a date and an hour", "2026123114"),
    "twelve_digits": ("twelve digits, which may be milliseconds or a date and a time", "202612311405"),
}
"""The order of the date, or the unit of a number, in words, and an example that is no value of the log."""

NUMBER_ORDERS = ("day_first", "month_first", "year_first")
WITH_OFFSET, WITH_WORD = "_offset", "_word"


def order_of(kind: str) -> tuple[str, str]:
    """Return the order of a kind, and ``"_offset"``, ``"_word"`` or nothing."""
    for ending in (WITH_OFFSET, WITH_WORD):
        if kind.endswith(ending):
            return kind.removesuffix(ending), ending
    return kind, ""


def matches(pattern: str) -> exp.Expr:
    """Return the test whether a text is wholly of a pattern."""
    return sql_expression("REGEXP_FULL_MATCH(time, :pattern)", pattern=pattern)


@cache
def text_parts(form: Form) -> exp.Expr:
    """Return the parts of the text ``time`` as a struct; all are empty where the text is not of the form."""
    names = exp.array(*map(exp.convert, form.parts))
    return sql_expression("REGEXP_EXTRACT(time, :pattern, :names)", pattern=f"^(?:{form.pattern})$", names=names)


_MONTH_NUMBERS = "".join(f".{name}.{at:02d}" for at, names in enumerate(MONTHS, 1) for name in names.split())


@cache
def micros_of_parts(parts: tuple[str, ...], order: str) -> exp.Expr:
    """Return microseconds as written, without the offset, over the struct ``p``; null if the date does not exist."""
    year, month, day = {
        "day_first": ("c", "b", "a"),
        "month_first": ("c", "a", "b"),
        "year_first": ("a", "b", "c"),
    }.get(order, ("year", "month", "day"))
    # Two digits as in POSIX: 69 to 99 are of the last century. DuckDB reads the year 0000 as 1 BC.
    years = f"""CASE WHEN LENGTH(p.{year}) = 4 AND p.{year} <> '0000' THEN p.{year}
        WHEN LENGTH(p.{year}) = 2 THEN CASE WHEN p.{year} >= '69' THEN '19' ELSE '20' END || p.{year} END"""
    named = order.endswith("_name") or order in ("name_day", "year_last")
    months = f"SUBSTRING(:months, STRPOS(:months, '.' || LOWER(p.{month}) || '.') + LENGTH(p.{month}) + 2, 2)"
    halves = "half" in parts
    hour = """CASE WHEN p.hour = '' THEN '0' WHEN p.half = '' THEN p.hour
        WHEN TRY_CAST(p.hour AS INT) BETWEEN 1 AND 12
        THEN CAST(CAST(p.hour AS INT) % 12 + CASE WHEN LOWER(p.half) = 'p' THEN 12 ELSE 0 END AS TEXT) END"""
    plain = "CASE WHEN p.hour = '' THEN '0' ELSE p.hour END"
    return sql_expression(
        f"""EPOCH_US(TRY_CAST({years} || '-' || {months if named else f"p.{month}"} || '-' || p.{day} || ' '
            || {hour if halves else plain} || ':' || CASE WHEN p.minute = '' THEN '00' ELSE p.minute END
            || ':' || CASE WHEN p.second = '' THEN '00' ELSE p.second END
            || CASE WHEN p.fraction = '' THEN '' ELSE '.' || p.fraction END AS TIMESTAMP))""",
        **({"months": _MONTH_NUMBERS} if named else {}),
    )


OFFSET_MICROS = """
    60000000 * (COALESCE(TRY_CAST(p.east AS BIGINT), 0) * 60 + COALESCE(TRY_CAST(p.east_minutes AS BIGINT), 0)
        * CASE WHEN LEFT(p.east, 1) = '-' THEN -1 ELSE 1 END)
"""
IS_LOCAL = "p.utc = '' AND p.east = ''"

NUMBER_MICROS = {
    # HUGEINT, because a declared unit may be wrong, and too many digits must not stop the query.
    # A fraction is cut to microseconds and has the sign of the whole.
    "epoch_s": r"""
        CAST(TRY_CAST(REGEXP_EXTRACT(time, '^-?\d+') AS BIGINT) AS HUGEINT) * 1000000
        + CASE WHEN time LIKE '-%' THEN -1 ELSE 1 END
        * CAST(RPAD(SUBSTRING(REGEXP_EXTRACT(time, '[.,](\d+)$', 1), 1, 6), 6, '0') AS INT)""",
    "epoch_ms": r"""
        CAST(TRY_CAST(REGEXP_EXTRACT(time, '^-?\d+') AS BIGINT) AS HUGEINT) * 1000
        + CASE WHEN time LIKE '-%' THEN -1 ELSE 1 END
        * CAST(RPAD(SUBSTRING(REGEXP_EXTRACT(time, '[.,](\d+)$', 1), 1, 3), 3, '0') AS INT)""",
    "in_date": r"CAST(REGEXP_EXTRACT(time, '\d+') AS BIGINT) * 1000",
    "epoch_us": r"TRY_CAST(REGEXP_EXTRACT(time, '^-?\d+') AS BIGINT)",
    "epoch_ns": "TRY_CAST(time AS BIGINT) // 1000",
    "excel": """(CAST(ROUND(CAST(REPLACE(time, ',', '.') AS DOUBLE) * 86400000) AS BIGINT) - 2209161600000) * 1000""",
}
"""Microseconds of a text that is a number."""
