"""Personal data in free text, replaced before a comment leaves for a widget, a file or other eyes.

Patterns run over a copy of the text in which every digit and letter has its plain form, character for character, so
that Arabic digits are a number too; what they find is replaced in the text itself. What one kind finds is hidden from
the next. Every pattern has bounded repeats, so that a text of 5 MB takes no longer than its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from journeykit.answers import numbers_in_text as numbers
from journeykit.errors import AnswersError

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.progress import Watch

KINDS = ("link", "e-mail", "iban", "card", "phone", "number", "handle", "name")
"""What is found, in this order; the placeholder of each is its name in brackets."""
BATCH = 5_000
HIDDEN = "\x00"
"""Stands in the copy for what is found already."""

_TLD = r"(?:com|org|net|edu|gov|info|biz|io|co|me|eu|de|at|ch|fr|uk|es|it|nl|be|dk|se|no|fi|pl|pt|cz|ie|us|ca|au|in|jp|br|mx|ru|cn)"  # noqa: E501
_FIRM_TLD = _TLD.replace("|co|me|", "|").replace("|at|", "|").replace("|it|", "|").replace("|be|", "|").replace(
    "|no|", "|").replace("|us|", "|").replace("|in|", "|")  # fmt: skip
"""Those that are no words of a next sentence, as in "food @ gate. It was"."""
_MAILER = r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|aol|gmx|web|mail|proton|protonmail|posteo)"
_LOCAL = r"(?<![\w.+%'-])[\w.+%'-]++"
_OPEN, _CLOSE = r"\s{0,3}[(\[{<]\s{0,3}", r"\s{0,3}[)\]}>]\s{0,3}"
_AT = rf"{_OPEN}(?:at|a|aet|ät|arroba|@){_CLOSE}"
_WORD_AT = r"\s{1,3}(?:at|ät|arroba|klammeraffe)\s{1,3}"
_SAID_DOT = rf"(?:\s{{1,3}}(?:dot|punkt|point|punto)\s{{1,3}}|{_OPEN}(?:dot|punkt|point|punto|\.){_CLOSE})"
_PART = r"[\w-]{1,63}"
_MAILS = tuple(
    re.compile(_LOCAL + pattern, re.IGNORECASE)
    for pattern in (
        rf"@{_PART}(?:\.{_PART}){{1,8}}",
        rf"\s?@\s?(?:{_PART}\s?\.\s?){{1,4}}{_FIRM_TLD}\b",
        rf"{_AT}{_PART}(?:(?:{_SAID_DOT}|\.){_PART}){{1,5}}",
        rf"{_AT}{_MAILER}\b",
        rf"(?:{_WORD_AT}|\s?@\s?)(?:{_PART}{_SAID_DOT}){{1,4}}{_TLD}\b",
        rf"{_WORD_AT}{_MAILER}(?:{_SAID_DOT}|\.){_TLD}\b",
        r"(?<=[^\W\d_])@[\d_-]{0,60}[^\W\d_][\w-]{0,63}",
    )
)
_MAIL_SIGN = re.compile(r"@|[(\[{<]\s{0,3}(?:at|a|aet|ät|arroba)\s{0,3}[)\]}>]", re.IGNORECASE)
_MAIL_WORD = re.compile(r"\s(?:at|ät|arroba|klammeraffe)\s", re.IGNORECASE)
_MAIL_END = re.compile(rf"\b(?:dot|punkt|point|punto|{_MAILER})\b|[(\[{{<]\s{{0,3}}\.", re.IGNORECASE)
_LINKS = (
    re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://[^\s\x00]+(?<![.,;:!?)'\"])", re.IGNORECASE),
    re.compile(
        rf"(?<![\w@.-])(?:[\w-]{{1,63}}\.){{1,5}}(?:{_TLD}|[a-z]{{2,10}}(?=/))[/?#][^\s\x00]+(?<![.,;:!?)'\"])",
        re.IGNORECASE,
    ),
)
_HANDLE = re.compile(r"(?<![\w@./])@(?=\w{0,30}[^\W\d_])\w[\w.]{1,30}(?<=\w)")


@dataclass(frozen=True)
class Redacted:
    """Texts without personal data.

    Attributes
    ----------
    texts
        The texts, None where there was none.
    counts
        Kind -> how often it was replaced: ``"e-mail"``, ``"phone"``, ``"card"``, ``"iban"``, ``"number"`` (of an
        order, a booking, an account), ``"link"``, ``"handle"`` and ``"name"``.
    """

    texts: tuple[str | None, ...]
    counts: Mapping[str, int]

    def __repr__(self) -> str:
        words = ", ".join(f"{count:,} {kind}" for kind, count in self.counts.items()) or "nothing found"
        return f"Redacted({len(self.texts):,} texts: {words})"


def redact(texts: Any, *, names: Iterable[str] = ()) -> Redacted:
    """Replace personal data in free text by placeholders such as ``[e-mail]``.

    Parameters
    ----------
    texts
        A text, or several: a list, a pandas Series, an Arrow array. Missing ones stay missing.
    names
        Names of people, as ``["Maria Lopez"]``, found whatever their case and accents. A name of one word is replaced
        wherever the word stands.

    Returns
    -------
    Redacted
        The texts and how many of each kind were replaced.

    Raises
    ------
    AnswersError
        Something among the texts is no text.

    Notes
    -----
    Found are e-mail addresses (also ``name (at) mail dot com``), phone numbers, card numbers, IBANs, numbers of orders
    and accounts, links, handles and the names given. What no pattern can know stays: a name that was not given, an
    address, what somebody tells of themselves. Read what you publish.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.answers.redact("Call me: +1 650-555-0100, Ann", names=["Ann"]).texts
    ('Call me: [phone], [name]',)
    """
    if texts is None or isinstance(texts, str):
        texts = [texts]
    found = Redactor(names)
    return Redacted(tuple(found(text) for text in _plain(texts)), MappingProxyType(dict(found.counts)))


class Redactor:
    """Replaces personal data in one text after another, and counts it."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = _Names(names)
        self._found: Counter[str] = Counter()

    @property
    def counts(self) -> dict[str, int]:
        """How often each kind was replaced."""
        return {kind: self._found[kind] for kind in KINDS if self._found[kind]}

    def __call__(self, text: str | None) -> str | None:
        """Return a text with placeholders."""
        if not text:
            return text
        text = numbers.without_invisible(text)
        plain = numbers.plain_form(text)
        spans: list[tuple[int, int, str]] = []
        for kind, find in self._finders(plain):
            new = list(find(plain))
            spans += [(start, end, kind) for start, end in new]
            plain = _hidden(plain, new)  # The next kind does not look there.
        if not spans:
            return text
        self._found.update(kind for _, _, kind in spans)
        parts, at = [], 0
        for start, end, kind in sorted(spans):
            parts += [text[at:start], f"[{kind}]"]
            at = end
        return "".join([*parts, text[at:]])

    def array(self, texts: pa.Array, watch: Watch | None = None, share: tuple[float, float] = (0, 1)) -> pa.Array:
        """Return an array of texts with placeholders."""
        import pyarrow as pa

        done: list[str | None] = []
        for start in range(0, len(texts), BATCH):
            if watch is not None:
                low, high = share
                watch.say(low + (high - low) * start / len(texts), f"{start:,} comments redacted")
            done += [self(text) for text in texts.slice(start, BATCH).to_pylist()]
        return pa.array(done, pa.string())

    def _finders(self, plain: str) -> Iterator[tuple[str, Callable[[str], Iterator[tuple[int, int]]]]]:
        """Yield what may be in a text; most comments have neither a digit nor an address."""
        if "." in plain or "://" in plain:
            yield from (("link", _finder(pattern)) for pattern in _LINKS)
        if _MAIL_SIGN.search(plain) or (_MAIL_WORD.search(plain) and _MAIL_END.search(plain)):
            yield from (("e-mail", _finder(pattern)) for pattern in _MAILS)
        digits = len(numbers.DIGIT.findall(plain))
        mixed = digits > 1 and numbers.MIXED.search(plain)
        if digits >= numbers.LEAST:
            yield "iban", numbers.ibans
            yield "card", numbers.cards
        if mixed or digits >= numbers.LEAST_OF_CODE:
            yield "number", numbers.codes
        if digits >= numbers.LEAST:
            yield "phone", numbers.phones
        if mixed or digits >= numbers.LEAST_OF_CODE or numbers.CODE_WORD.search(plain):
            yield "number", numbers.references
        if "@" in plain:
            yield "handle", _finder(_HANDLE)
        if self._names:
            yield "name", self._names.spans


class _Names:
    """Names of people, found word by word whatever their case and accents."""

    def __init__(self, names: Iterable[str]) -> None:
        if isinstance(names, str):
            raise AnswersError(f"names={names!r} takes a list: names=[{names!r}].")
        self._by_first: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        self._inside: list[str] = []
        for name in names:
            words = tuple(_bare(word) for word in _WORDS.findall(name))
            if words and any(_unspaced(word) for word in words):
                self._inside.append(_bare("".join(words)))
            elif words:
                self._by_first[words[0]].append(words)
        for known in self._by_first.values():
            known.sort(key=len, reverse=True)

    def __bool__(self) -> bool:
        return bool(self._by_first or self._inside)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where a name stands."""
        words = [(found.start(), found.end(), _bare(found[0])) for found in _WORDS.finditer(text)]
        at = 0
        while at < len(words):
            length = 1
            for name in self._by_first.get(words[at][2], ()):
                if tuple(word for _, _, word in words[at : at + len(name)]) == name:
                    length = len(name)
                    yield words[at][0], words[at + length - 1][1]
                    break
            else:
                for inside in self._inside:
                    start = words[at][2].find(inside)
                    if start >= 0 and len(words[at][2]) == words[at][1] - words[at][0]:
                        yield words[at][0] + start, words[at][0] + start + len(inside)
                        break
            at += length


_WORDS = re.compile(r"[^\W_]+")


def _bare(word: str) -> str:
    if word.isascii():
        return word.casefold()
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parts if unicodedata.category(letter) != "Mn")


def _unspaced(word: str) -> bool:
    """Return whether a word is of a script that writes no spaces between words."""
    return any("\u3040" <= letter <= "\u30ff" or "\u4e00" <= letter <= "\u9fff" for letter in word)


def _finder(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    return lambda text: (found.span() for found in pattern.finditer(text))


def _hidden(text: str, spans: Sequence[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], HIDDEN * (end - start)]
        at = end
    return "".join([*parts, text[at:]]) if parts else text


def _plain(texts: Any) -> Collection[str | None]:
    if hasattr(texts, "to_pylist"):
        texts = texts.to_pylist()
    found = [None if text is None or text != text else text for text in texts]
    for place, text in enumerate(found, 1):
        if text is not None and not isinstance(text, str):
            raise AnswersError(f"text {place} is a {type(text).__name__}, not a text. redact() takes texts only.")
    return found
