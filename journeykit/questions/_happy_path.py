"""The happy path as a model (alternatives, optional and repeatable events), and the variants aligned with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.errors import EventLogError
from journeykit.events.log import Events
from journeykit.events.query import Members
from journeykit.questions._alignment import INSERT, REPEAT, SKIP, SYNC, Alignment, Model, align
from journeykit.questions._event_filter import event_test, event_words
from journeykit.questions._intervals import with_wilson
from journeykit.questions._variants import ARROW, sequences_by_path

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Expected:
    """One touchpoint of a happy path, met by any of ``events``.

    Attributes
    ----------
    events
        An event name, or several that are alternatives.
    optional
        May be left out.
    repeatable
        May occur several times in a row, each time as any of the alternatives.

    Examples
    --------
    >>> Expected(("visa", "paypal"), repeatable=True)
    Expected(events=('visa', 'paypal'), optional=False, repeatable=True)
    """

    events: str | Sequence[str]
    optional: bool = False
    repeatable: bool = False


def happy_path(events: Events, path: Sequence[str | Sequence[str] | Expected]) -> tuple[Expected, ...]:
    """Return a happy path as `Expected` values whose event names the log has."""
    if isinstance(path, str) or not path:
        raise EventLogError(
            "a happy path is a list of touchpoints in order: event names, tuples of alternatives, or Expected(…)."
        )
    whole = []
    for step in path:
        expected = step if isinstance(step, Expected) else Expected(step)
        names = event_test(events, expected.events, "touchpoint")
        whole.append(Expected(names, expected.optional, expected.repeatable))
    return tuple(whole)


def label(expected: Expected) -> str:
    """Return a touchpoint as words."""
    return event_words((expected.events,) if isinstance(expected.events, str) else expected.events)


def described(step: Expected) -> str:
    """Return a touchpoint as words, with "optional" and "repeatable" where it is."""
    notes = [word for word, holds in (("optional", step.optional), ("repeatable", step.repeatable)) if holds]
    return label(step) + (f" ({', '.join(notes)})" if notes else "")


@dataclass(frozen=True)
class Aligned:
    """The variants of a log aligned with a happy path."""

    events: Events
    path: tuple[Expected, ...]

    def align(self, sequences: Sequence[Any]) -> list[Alignment]:
        names = {name: number for number, name in enumerate(self.events.event_names, start=1)}
        model = Model(
            fits=tuple(frozenset(names[name] for name in step.events if name in names) for step in self.path),
            optional=tuple(step.optional for step in self.path),
            repeatable=tuple(step.repeatable for step in self.path),
        )
        return align([np.asarray(sequence, dtype="int64") % (len(names) + 1) for sequence in sequences], model)

    def summary(self, frame: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        if not len(frame):
            return frame
        found, paths = self.align(frame["sequence"].tolist()), frame["paths"].to_numpy()
        each = pd.DataFrame([(one.cost, one.inserted, one.skipped) for one in found], columns=["cost", *_MOVES])
        fitness = np.repeat([one.fitness for one in found], paths)
        row = {
            "paths": paths.sum(),
            "fitting": paths[each["cost"] == 0].sum(),
            "fitness": fitness.mean(),
            "fitness_q25": np.quantile(fitness, 0.25),
            "fitness_median": np.median(fitness),
        }
        for kind in _MOVES:
            row |= {kind: (each[kind] * paths).sum(), f"{kind}_paths": paths[each[kind] > 0].sum()}
        whole = with_wilson(pd.DataFrame([row]), count="fitting", total="paths")
        return whole.assign(fitting_share=whole["fitting"] / whole["paths"])

    def table(self, frame: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        moves: Counter[tuple[str, str, int]] = Counter()
        paths: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        for one, n in zip(self.align(frame["sequence"].tolist()), frame["paths"].tolist(), strict=True):
            for deviation, times in Counter(self.deviations(one)).items():
                moves[deviation] += times * n
                paths[deviation] += n
        rows = [(*deviation, self._after(deviation), moves[deviation], n) for deviation, n in paths.items()]
        rows.sort(key=lambda row: (-row[5], row[0], row[1], row[2]))
        found = pd.DataFrame(rows, columns=["kind", "event", "place", "after", "deviations", "paths"])
        return found.assign(path_share=found["paths"] / frame["paths"].sum())

    def by_variant(self, frame: pd.DataFrame, shown: int) -> pd.DataFrame:
        kept = frame[frame["variant"] <= shown]
        found = self.align(kept["sequence"].tolist())
        return kept.assign(
            moves=[ARROW.join(filter(None, (self._move_words(*move) for move in one.moves))) for one in found],
            path_share=kept["paths"] / frame["paths"].sum(),
            inserted=[one.inserted for one in found],
            skipped=[one.skipped for one in found],
            fitness=[one.fitness for one in found],
        )

    def deviations(self, found: Alignment) -> Iterator[tuple[str, str, int]]:
        """Yield each deviation as kind, event and place."""
        met = {step for kind, _, step in found.moves if kind in (SYNC, REPEAT)}
        last_met = 0
        for kind, event, step in found.moves:
            last_met = step if kind in (SYNC, REPEAT) else last_met
            if kind == SKIP and not self.path[step - 1].optional:
                yield "skipped", label(self.path[step - 1]), step
            elif kind == INSERT:
                name = self.events.event_names[event - 1]
                fitting = {number for number, one in enumerate(self.path, start=1) if name in one.events}
                missed = fitting - met
                yield "out of order" if missed else "repeated" if fitting else "unplanned", name, last_met

    def _after(self, deviation: tuple[str, str, int]) -> str | None:
        kind, _, place = deviation
        before = place - 1 if kind == "skipped" else place
        return label(self.path[before - 1]) if before else None

    def _move_words(self, kind: int, event: int, step: int) -> str:
        if kind == SKIP:
            skipped = self.path[step - 1]
            return "" if skipped.optional else f"-{label(skipped)}"
        return ("+" if kind == INSERT else "") + self.events.event_names[event - 1]

    def members(self, keys: tuple[str, ...], cells: Callable[[Alignment], Iterable[tuple[Any, ...]]]) -> Members:
        def finish(frame: pd.DataFrame) -> pd.DataFrame:
            import pandas as pd

            kinds = frame.drop_duplicates("variant")
            alignments = self.align(kinds["sequence"].tolist())
            found = {variant: list(cells(one)) for variant, one in zip(kinds["variant"], alignments, strict=True)}
            paths = zip(frame["path"], frame["variant"], strict=True)
            rows = [(path, *cell) for path, variant in paths for cell in found[variant]]
            return pd.DataFrame(rows, columns=["path", *keys])

        dtypes = {"variant": "int64", "sequence": "object"}
        return Members(sequences_by_path(self.events), keys=keys, finish=finish, dtypes=dtypes)


_MOVES = ("inserted", "skipped")
