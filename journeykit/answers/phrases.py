"""Key phrases of comments by C-value (Frantzi, Ananiadou and Mima 2000), counted in comments.

A phrase is one to three words in a row, none of them a stopword of the comment's language, compared by their stems
(Snowball), so that ``long queues`` and ``Long queue`` are one. C-value prefers longer phrases, and takes from a phrase
what it owes to longer ones around it. Words are numbers here: 100,000 comments are a few million of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.language import batches, required

if TYPE_CHECKING:
    import numpy.typing as npt

    from journeykit.events.progress import Watch

    Ints = npt.NDArray[np.int64]

LONGEST = 3
"""Words of a phrase."""
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
UNSPACED = ("ja", "th", "zh")
"""Languages that write no spaces between words, so that phrases cannot be told."""
METHOD = "C-value over comments (Frantzi et al. 2000), words by Snowball stem, stopwords of stopwords-iso"
_PIECE = re.compile(r"\[[a-z-]{4,8}\]|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s'’-]|\d+")  # noqa: RUF001
_WIDTH = 1 << 20
"""More different stems than are kept."""


@dataclass(frozen=True)
class Phrases:
    """Every place of a phrase in different texts."""

    key: Ints
    """The stems of the phrase as one number."""
    text: Ints
    """The text it stands in."""
    start: Ints
    """The place of its first word among the words of all texts."""
    length: Ints
    words: Sequence[str]
    """Number -> the word as written, in lower case."""
    written: Ints
    """The words of all texts."""
    stem: Ints
    """Their stems; 0 stands between phrases."""
    owner: Ints
    """The text of each word."""

    def pairs(self) -> tuple[Ints, Ints]:
        """Return every phrase with every text that has it, once."""
        order = np.lexsort((self.text, self.key))
        key, text = self.key[order], self.text[order]
        new = np.ones(len(key), bool)
        new[1:] = (key[1:] != key[:-1]) | (text[1:] != text[:-1])
        return key[new], text[new]

    def label(self, key: int) -> str:
        """Return the most frequent way to write a phrase."""
        places = np.flatnonzero(self.key == key)
        length = int(self.length[places[0]])
        spellings, counts = np.unique(
            self.written[self.start[places][:, None] + np.arange(length)], axis=0, return_counts=True
        )
        each = [(-int(count), " ".join(self.words[at] for at in row))
                for row, count in zip(spellings, counts, strict=True)]  # fmt: skip
        return min(each)[1]

    def stems_of(self, text: int) -> Ints:
        """Return the different stems of a text, without stopwords."""
        begin, end = np.searchsorted(self.owner, [text, text + 1])
        found = np.unique(self.stem[begin:end])
        return found[found > 0]


def phrases_of(texts: Sequence[str], languages: Sequence[str], watch: Watch, share: tuple[float, float]) -> Phrases:
    """Return the phrases of different texts, each with its language."""
    numbers: dict[str, int] = {"": 0}
    stems: dict[str, int] = {"": 0}
    known: dict[tuple[str, str], tuple[int, int]] = {}
    written, stem, owner = [], [], []
    for begin, part in batches(texts, watch, share, "finding phrases"):
        flat: list[tuple[int, int]] = []
        owners: list[int] = []
        for at, text in enumerate(part, begin):
            language = languages[at]
            before = len(flat)
            flat.append((0, 0))
            for piece in [] if language in UNSPACED else _PIECE.findall(text):
                found = known.get((language, piece))
                if found is None:
                    found = known[language, piece] = _numbered(piece, language, numbers, stems)
                flat.append(found)
            owners += [at] * (len(flat) - before)
        both = np.array(flat, np.int64).reshape(-1, 2)
        written.append(both[:, 0])
        stem.append(both[:, 1])
        owner.append(np.array(owners, np.int64))
    end = (np.zeros(1, np.int64), np.zeros(1, np.int64), np.full(1, len(texts), np.int64))
    whole = (np.concatenate([*each, last]) for each, last in zip((written, stem, owner), end, strict=True))
    return _counted(list(numbers), *whole)


def _numbered(piece: str, language: str, numbers: dict[str, int], stems: dict[str, int]) -> tuple[int, int]:
    word = piece.casefold().replace("’", "'")  # noqa: RUF001
    if (
        not word[0].isalpha()
        or len(word) < 2
        or word in stopwords(language)
        or word.split("'")[0] in stopwords(language)
    ):
        return 0, 0
    found = stemmer(language)(word)
    if len(stems) >= _WIDTH and found not in stems:
        return 0, 0
    return numbers.setdefault(word, len(numbers)), stems.setdefault(found, len(stems))


def _counted(words: Sequence[str], written: Ints, stem: Ints, owner: Ints) -> Phrases:
    keys, starts, lengths = [], [], []
    for length in range(1, LONGEST + 1):
        last = len(stem) - length + 1
        whole = np.ones(max(last, 0), bool)
        key = np.zeros(max(last, 0), np.int64)
        for at in range(length):
            part = stem[at : at + last]
            whole &= part > 0
            key = key * _WIDTH + part
        found = np.flatnonzero(whole)
        keys.append(key[found])
        starts.append(found)
        lengths.append(np.full(len(found), length))
    start = np.concatenate(starts)
    return Phrases(np.concatenate(keys), owner[start], start, np.concatenate(lengths), words, written, stem, owner)


def best(keys: Ints, counts: Ints) -> list[int]:
    """Return the places of some phrases by their C-value, best first.

    A phrase that mostly stands inside a longer one is left to that one.
    """
    order = np.argsort(keys)
    keys, counts = keys[order], counts[order]
    length = 1 + (keys >= _WIDTH).astype(np.int64) + (keys >= _WIDTH * _WIDTH)
    around, times, most = np.zeros(len(keys)), np.zeros(len(keys)), np.zeros(len(keys))
    for inner in _inner(keys, length):
        where = np.searchsorted(keys, inner)
        where[where == len(keys)] = 0
        held = (inner > 0) & (keys[where] == inner)
        np.add.at(around, where[held], counts[held])
        np.add.at(times, where[held], 1)
        np.maximum.at(most, where[held], counts[held])
    value = np.log2(length + 1) * (counts - around / np.maximum(times, 1))
    value[most >= _SAME * counts] = -1
    ranked = np.lexsort((keys, -value))
    return [int(order[at]) for at in ranked if value[at] > 0]


_SAME = 0.6
"""Share of the comments with a phrase that have it in one longer phrase, from which only the longer one is told."""


def _inner(keys: Ints, length: Ints) -> list[Ints]:
    """Return the phrases within each phrase, 0 where there is none."""
    a, b, c = keys // (_WIDTH * _WIDTH), keys // _WIDTH % _WIDTH, keys % _WIDTH
    two, three = length == 2, length == 3
    return [np.where(two, b, 0), np.where(two, c, 0), np.where(three, a * _WIDTH + b, 0),
            np.where(three, b * _WIDTH + c, 0), np.where(three, a, 0), np.where(three, b, 0),
            np.where(three, c, 0)]  # fmt: skip


@cache
def stopwords(language: str) -> frozenset[str]:
    """Return the words of a language that are in no phrase; of one that is not known, those of English."""
    iso = required("stopwordsiso")
    code = language if iso.has_lang(language) else "en"
    words = iso.stopwords(code)
    return frozenset(word.casefold() for word in words) - _KEPT | _LEFT_OUT


_KEPT = frozenset(
    {"area", "areas", "change", "changes", "group", "help", "home", "information", "large", "line", "lines", "long",
     "open", "order", "ordered", "page", "room", "rooms", "side", "small", "work", "working"}
)  # fmt: skip
"""Stopwords of the list that customers speak of."""
_LEFT_OUT = frozenset(
    {"add", "amazing", "awesome", "awful", "bit", "didn't", "don't", "excellent", "fantastic", "horrible", "lot",
     "lots", "love", "loved", "nice", "really", "terrible", "thing", "things", "time", "wonderful"}
)  # fmt: skip
"""Words of praise and blame, and others that are no theme by themselves."""


@cache
def stemmer(language: str) -> Callable[[str], Any]:
    """Return what gives the stem of a word; of a language without a stemmer, the word."""
    name = STEMMERS.get(language)
    if name is None:
        return str
    stem: Callable[[str], Any] = required("Stemmer").Stemmer(name).stemWord
    return stem
