"""Generate a synthetic log: a seeded random walk through a declared journey.

A journey is a table of states. Each state writes one event and defines where a traveller may go next, how likely, and
after how long. Two states may write the same event, so that the next move can depend on earlier ones (an article that
is read before the checklist leads elsewhere than one read after the session).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from journeykit.errors import listing

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEAVES = "leaves"
"""The state that ends a walk without an event."""

_HOUR_S = 3600.0
_DAY_S = 86_400.0
_GAP_SPREAD = 0.8  # sigma of the lognormal gap: most within a factor of five of the median
_LONGEST = 500  # moves; only a table without an end reaches it


@dataclass(frozen=True)
class State:
    """One step of the walk: its event and channel, and the moves to other states.

    ``moves`` maps the next state to ``(weight, median hours until then)``; weights need not add up to one.
    """

    event: str
    channel: str
    moves: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Trait:
    """An attribute of the traveller: ``values`` maps each value to ``(share, factor on the odds of leaving)``."""

    column: str
    values: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Noise:
    """An event outside the journey that follows a share of the others."""

    event: str
    channel: str
    share: float


@dataclass(frozen=True)
class WeightChange:
    """A change on a day: from then on a move has ``factor`` times its weight, or the weight ``weight``."""

    day: str
    state: str
    move: str
    factor: float = 1.0
    weight: float | None = None


@dataclass(frozen=True)
class Silence:
    """An event that a system writes ``days`` after ``after``, for travellers without the events ``without`` since then.

    States cannot write it, because it depends on what did not happen.
    """

    event: str
    channel: str
    after: str
    without: tuple[str, ...]
    days: float


@dataclass(frozen=True)
class Journey:
    """A declared journey: days (both included, UTC), entries, states, and what varies between travellers."""

    label: str
    prefix: str
    start: str
    end: str
    entries: Mapping[str, float]
    states: Mapping[str, State]
    traits: tuple[Trait, ...] = ()
    noise: tuple[Noise, ...] = ()
    changes: tuple[WeightChange, ...] = ()
    silences: tuple[Silence, ...] = ()
    tie_share: float = 0.004
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(self.states))
        used = {*self.entries, *(change.state for change in self.changes), *(change.move for change in self.changes)}
        unknown = used.union(*(state.moves for state in self.states.values())) - {*self.states, LEAVES}
        if unknown:  # Otherwise a misspelled entry would silently never be used.
            raise ValueError(f"the journey has no state {listing(sorted(unknown))}. Known: {listing(self.states)}.")


def walk(journey: Journey, *, seed: int, travellers: int) -> pd.DataFrame:
    """Return the log of ``travellers`` seeded walks, one row per event, sorted by time.

    Columns: ``path_id``, ``event``, ``time`` (UTC), ``channel`` and one per trait. Rows with the same time are in the
    order in which they happened. Travellers still under way on the last day have no later rows.
    """
    import numpy as np
    import pandas as pd

    if travellers < 1:
        raise ValueError(f"a log needs at least 1 traveller, not {travellers}.")
    rng = np.random.default_rng(seed)
    span_s = (pd.Timestamp(journey.end) - pd.Timestamp(journey.start)).total_seconds() + _DAY_S
    # More travellers come late than early, because the business grows.
    begins = np.sort(span_s * rng.beta(1.25, 1.0, travellers))
    begins = _in_daytime(begins, rng)
    drawn = [_draw(trait, travellers, rng) for trait in journey.traits]
    leaving = np.prod([factors for _, factors in drawn], axis=0) if drawn else np.ones(travellers)
    who, state, at = _walked(journey, begins, leaving, rng)
    inside = at < span_s
    who, state, at = who[inside], state[inside], at[inside]
    written = [*journey.states.values(), *journey.noise, *journey.silences]
    names, channels = (np.array([getattr(one, field) for one in written]) for field in ("event", "channel"))
    parts = [(who, state, at)]
    for number, noise in enumerate(journey.noise, len(journey.names)):
        hit = rng.random(len(who)) < noise.share
        count = int(hit.sum())
        parts.append((who[hit], np.full(count, number), at[hit] + rng.integers(1, 90, count)))
    for number, silence in enumerate(journey.silences, len(journey.names) + len(journey.noise)):
        whom, when = _silent(silence, names[state], who, at)
        parts.append((whom, np.full(len(whom), number), when))
    who, state, at = (np.concatenate(column) for column in zip(*parts, strict=True))
    inside = at < span_s
    who, state, at = who[inside], state[inside], at[inside]
    order = np.lexsort((who, at))  # stable: a traveller's tied rows keep the order of the walk
    who, state, at = who[order], state[order], at[order]
    width = max(5, len(str(travellers)))
    frame = pd.DataFrame(
        {
            "path_id": np.array([f"{journey.prefix}-{number:0{width}d}" for number in range(1, travellers + 1)])[who],
            "event": names[state],
            "time": pd.Timestamp(journey.start, tz="UTC") + pd.to_timedelta(at.astype("int64"), unit="s"),
            "channel": channels[state],
            **{trait.column: values[who] for trait, (values, _) in zip(journey.traits, drawn, strict=True)},
        }
    )
    frame.attrs = {"synthetic": True, "label": journey.label, "seed": seed}
    return frame


def _walked(journey: Journey, begins: Any, leaving: Any, rng: np.random.Generator) -> tuple[Any, Any, Any]:
    """Return traveller, state and time of every event; all travellers make their next move together."""
    import numpy as np

    days, weights, hours = _tables(journey)
    gone = len(journey.names)
    entry_weights = np.array([journey.entries.get(name, 0.0) for name in journey.names])
    who = np.arange(len(begins))
    state = rng.choice(gone, size=len(begins), p=entry_weights / entry_weights.sum())
    at = begins.copy()
    end = begins.max() + _DAY_S
    seen = [(who, state, at)]
    for _ in range(_LONGEST):
        version = np.searchsorted(days, at, side="right")
        odds = weights[version, state].copy()
        odds[:, gone] *= leaving[who]
        reached = np.cumsum(odds, axis=1)
        following = (rng.random(len(who))[:, None] * reached[:, -1:] >= reached).sum(axis=1)
        gap = hours[state, np.minimum(following, gone - 1)] * _HOUR_S * rng.lognormal(0.0, _GAP_SPREAD, len(who))
        tied = rng.random(len(who)) < journey.tie_share
        then = np.where(tied, at, _in_daytime(at + np.maximum(gap, 5.0), rng, where=gap >= 1.5 * _DAY_S))
        stays = (following < gone) & (then < end)
        who, state, at = who[stays], following[stays], np.floor(then[stays])
        if not len(who):
            break
        seen.append((who, state, at))
    return tuple(np.concatenate(parts) for parts in zip(*seen, strict=True))  # type: ignore[return-value]


def _tables(journey: Journey) -> tuple[Any, Any, Any]:
    """Return days of change (s), weights ``[version, state, next]`` with leaving last, and median gaps in hours."""
    import numpy as np
    import pandas as pd

    place = {name: number for number, name in enumerate([*journey.names, LEAVES])}
    days = sorted({change.day for change in journey.changes})
    weights = np.zeros((len(days) + 1, len(journey.names), len(place)))
    hours = np.ones((len(journey.names), len(place)))
    for name, state in journey.states.items():
        for following, (weight, median) in state.moves.items():
            weights[:, place[name], place[following]] = weight
            hours[place[name], place[following]] = median
    for change in journey.changes:
        later = weights[days.index(change.day) + 1 :, place[change.state]]  # a view: writing to it changes weights
        move = place[change.move]
        later[:, move] = later[:, move] * change.factor if change.weight is None else change.weight
    start = pd.Timestamp(journey.start)
    return np.array([(pd.Timestamp(day) - start).total_seconds() for day in days]), weights, hours


def _draw(trait: Trait, travellers: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """Return value and leaving factor for each traveller."""
    import numpy as np

    shares = np.array([share for share, _ in trait.values.values()])
    picked = rng.choice(len(shares), size=travellers, p=shares / shares.sum())
    factors = np.array([factor for _, factor in trait.values.values()])
    return np.array(list(trait.values))[picked], factors[picked]


def _in_daytime(at: Any, rng: np.random.Generator, where: Any = True) -> Any:
    """Return times moved to waking hours of the same day."""
    import numpy as np

    hour = 7.0 + 16.0 * rng.beta(2.2, 1.6, len(at))
    return np.where(where, np.floor(at / _DAY_S) * _DAY_S + np.floor(hour * _HOUR_S), at)


def _silent(silence: Silence, events: Any, who: Any, at: Any) -> tuple[Any, Any]:
    """Return traveller and time of the events that a system writes about something that did not happen."""
    import numpy as np
    import pandas as pd

    rows = pd.DataFrame({"who": who, "at": at, "event": events})
    begun = rows[rows["event"].eq(silence.after)].groupby("who")["at"].min()
    since = rows["at"] - rows["who"].map(begun)  # missing for those who never began
    met = rows.loc[rows["event"].isin(silence.without) & since.between(0, silence.days * _DAY_S), "who"]
    missed = begun[~begun.index.isin(met)] + silence.days * _DAY_S
    return missed.index.to_numpy(), np.floor(missed.to_numpy())
