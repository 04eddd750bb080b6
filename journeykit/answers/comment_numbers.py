"""Comments as numbers: who wrote each, in which group and period, and which phrases are in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.groups import PERIODS, periods_of
from journeykit.answers.language import VAGUE, main_language
from journeykit.answers.phrases import UNSPACED, best, phrases_of
from journeykit.answers.redaction import Redactor
from journeykit.answers.scored_text import comment_languages
from journeykit.answers.value import QUESTION, Answers
from journeykit.errors import AnswersError, did_you_mean, listing
from journeykit.events.progress import Watch

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.signedinteger[Any]]

_ALIKE = 0.9
"""Share of comments from which two phrases are one theme, told by the better one."""


class CommentNumbers:
    """Comments as numbers: of each its text, group, person and period; and the phrases of the texts."""

    def __init__(self, answers: Answers, keys: Sequence[str], period: str, names: Iterable[str], watch: Watch) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        said = answers._said
        self.answers, self.keys, self.period_name = answers, tuple(keys), period
        self.places = np.flatnonzero(said.text.is_valid().to_numpy(zero_copy_only=False))
        if not len(self.places):
            raise AnswersError("there are no comments among the answers. comments=[…] names their columns.")
        self.group, self.labels = _groups(answers, self.places, keys)
        self._period, self.periods = _periods(answers, self.places, period)
        self.person = said.people[said.row[self.places]].astype(np.int64)
        languages = comment_languages(answers, watch, (0, 0.3))[self.places]
        # Equal texts are looked at once, in alphabetical order, so that nothing depends on that of the answers.
        coded = pc.dictionary_encode(said.text.take(pa.array(self.places)))
        order = pc.sort_indices(coded.dictionary).to_numpy()
        texts = coded.dictionary.take(pa.array(order))
        self.text = np.argsort(order)[coded.indices.to_numpy(zero_copy_only=False)]
        of_text = np.empty(len(texts), object)
        of_text[self.text] = languages
        self.unspaced = int(np.count_nonzero(np.isin(languages.astype(str), UNSPACED)))
        self.redacted = Redactor(names)
        self.texts: list[str] = self.redacted.array(texts, watch, (0.3, 0.5)).to_pylist()
        self.phrases = phrases_of(self.texts, _as_main(of_text, languages), watch, (0.5, 0.8))

    def chosen(self, top: int, least: int) -> tuple[list[tuple[int, int, int]], list[Ints]]:
        """Return group, phrase and number of comments of each theme, and the comments of each."""
        key, text = self.phrases.pairs()
        comments = np.argsort(self.text, kind="stable")
        bounds = np.searchsorted(self.text[comments], np.arange(len(self.texts) + 1))
        count = np.diff(bounds)[text]
        keys, which = np.unique(key, return_inverse=True)
        often = np.bincount(which, count, minlength=len(keys)) >= least
        kept = often[which]
        key, text, count = key[kept], text[kept], count[kept]
        offset = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        comment = comments[np.repeat(bounds[text], count) + offset]
        key = np.repeat(key, count)
        order = np.lexsort((comment, key, self.group[comment]))
        key, comment, group = key[order], comment[order], self.group[comment[order]]
        cells, begin = np.unique(np.stack([group, key]), axis=1, return_index=True)
        end = np.append(begin, len(key))[1:]
        people = np.array([len(np.unique(self.person[comment[a:b]])) if b - a >= least else 0
                           for a, b in zip(begin, end, strict=True)], np.int64)  # fmt: skip
        chosen, members = [], []
        for number in range(int(self.group.max()) + 1):
            at = np.flatnonzero((cells[0] == number) & (people >= least))
            taken: list[Ints] = []
            for place in best(cells[1][at], (end - begin)[at]):
                mine = comment[begin[at[place]] : end[at[place]]]
                if len(taken) < top and not any(_same(mine, theirs) for theirs in taken):
                    chosen.append((number, int(cells[1][at[place]]), len(mine)))
                    taken.append(mine)
            members += taken
        return chosen, members

    def trend(
        self, rows: Mapping[str, list[Any]], chosen: Sequence[tuple[int, int, int]], members: Sequence[Ints]
    ) -> dict[str, Any]:
        count = len(self.periods)
        known = self._period >= 0
        cell = self.group[known] * count + self._period[known]
        of = np.bincount(cell, minlength=(int(self.group.max()) + 1) * max(count, 1)).reshape(-1, max(count, 1))
        with_it = [np.bincount(each[each >= 0], minlength=count)[:count] for each in (self._period[m] for m in members)]
        comments = np.concatenate([*with_it, np.empty(0, np.int64)]).astype(np.int64)
        whole = np.concatenate([*(of[group][:count] for group, _, _ in chosen), np.empty(0, np.int64)]).astype(np.int64)
        with np.errstate(invalid="ignore"):
            share = comments / np.where(whole > 0, whole, np.nan)
        return {**{key: [label for label in labels for _ in range(count)] for key, labels in rows.items()},
                "period": list(self.periods) * len(chosen), "comments": comments, "of": whole,
                "share": share}  # fmt: skip

    def ends(self, trend: Mapping[str, Any], themes: int) -> dict[str, Any]:
        """Return the first and the last period with comments of the group of each theme, and the share in them."""
        count = len(self.periods)
        found: dict[str, list[Any]] = {"first": [], "first_share": [], "last": [], "last_share": []}
        for at in range(themes):
            part = slice(at * count, (at + 1) * count)
            there = np.flatnonzero(trend["of"][part])
            for name, place in (("first", 0), ("last", -1)):
                period = int(there[place]) if len(there) else None
                found[name].append(None if period is None else self.periods[period])
                found[f"{name}_share"].append(np.nan if period is None else trend["share"][part][period])
        return found


def _same(one: Ints, other: Ints) -> bool:
    """Return whether two phrases are in the same comments, nearly all."""
    if min(len(one), len(other)) < _ALIKE * max(len(one), len(other)):
        return False
    return len(np.intersect1d(one, other, assume_unique=True)) >= _ALIKE * max(len(one), len(other))


def _groups(answers: Answers, places: Ints, keys: Sequence[str]) -> tuple[Ints, dict[str, list[Any]]]:
    """Return the group of each comment, and of each group its value of every key."""
    known = (QUESTION, *answers.attributes)
    for key in keys:
        if key not in known:
            raise AnswersError(f"by={key!r} is no column of the comments.{did_you_mean(key, known)} Columns: "
                               f"{listing(known)}. grouped(answers, …) makes an attribute.")  # fmt: skip
    if not keys:
        return np.zeros(len(places), np.int64), {}
    codes = [answers._said.question[places] if key == QUESTION else answers.codes(key)[places] for key in keys]
    cells, group = np.unique(np.stack(codes), axis=1, return_inverse=True)
    names = [answers.names if key == QUESTION else answers.labels(key) for key in keys]
    return group.ravel(), {
        key: [labels[at] if at >= 0 else None for at in row]
        for key, labels, row in zip(keys, names, cells.tolist(), strict=True)
    }


def _periods(answers: Answers, places: Ints, period: str) -> tuple[Ints, list[str]]:
    if period not in PERIODS:
        raise AnswersError(f"period={period!r} is none.{did_you_mean(period, PERIODS)} Periods: {listing(PERIODS)}.")
    return periods_of(answers, places, period)


def _as_main(of_text: npt.NDArray[np.object_], languages: npt.NDArray[np.object_]) -> list[str]:
    """Return the language of each text; one that tells none is taken to be in that of most comments."""
    main = main_language(languages) or "en"
    return [main if each in VAGUE else each for each in of_text]
