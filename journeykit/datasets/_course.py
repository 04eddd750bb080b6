"""Courses in synthetic logs of programmes: units in a row, extra steps after them, and the effect of a launch.

A dataset declares a :class:`Course` and the rest of its journey as a table (``_table.py``). The course becomes one
state for each unit and each extra step after it, so that a state knows how far the traveller has come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from journeykit.datasets._walk import LEAVES, State, WeightChange


@dataclass(frozen=True)
class PossibleAnswer:
    """One of the answers to an extra step that is a question; ``share`` of the answers are this one."""

    event: str
    share: float
    keeps: float = 1.0


@dataclass(frozen=True)
class ExtraStep:
    """Something that a share of travellers does after a unit, before the next one.

    ``share`` applies after every unit, or after those in ``after`` (counted from 1). Those who do it are ``keeps``
    times as likely to leave: a submitted task keeps people, a call for help shows that they struggle. The answer to a
    question follows a minute later over the same channel.
    """

    event: str
    channel: str
    share: float
    hours: float
    keeps: float = 1.0
    after: tuple[int, ...] = ()
    answers: Mapping[str, PossibleAnswer] = field(default_factory=dict)


@dataclass(frozen=True)
class Course:
    """Units in a row: their events, the shares who leave after each, the days between, and the state after the last."""

    units: tuple[str, ...]
    channel: str
    leaving: tuple[float, ...]
    days: float
    then: str
    asides: Mapping[str, ExtraStep]

    def states(self) -> dict[str, State]:
        """Return the states ``unit_1`` …; for an aside ``ask`` with the answer ``yes`` ``ask_1``, ``ask.yes_1`` …"""
        found: dict[str, State] = {}
        for number, (event, leaving) in enumerate(zip(self.units, self.leaving, strict=True), 1):
            following = f"unit_{number + 1}" if number < len(self.units) else self.then
            here = {name: aside for name, aside in self.asides.items() if number in (aside.after or (number,))}
            going = {f"{name}_{number}": (aside.share, aside.hours) for name, aside in here.items()}
            onwards = 1.0 - leaving - sum(aside.share for aside in here.values())
            if onwards < 0:
                raise ValueError(f"after unit {number} more leave or turn aside than are there.")
            found[f"unit_{number}"] = State(
                event, self.channel, {**going, following: (onwards, 24 * self.days), LEAVES: (leaving, 0.0)}
            )
            for name, aside in here.items():
                found.update(self._aside(f"{name}_{number}", aside, leaving, following))
        return found

    def _aside(self, name: str, aside: ExtraStep, leaving: float, following: str) -> Iterator[tuple[str, State]]:
        def onwards(event: str, keeps: float) -> State:
            moves = {following: (1.0 - leaving * keeps, 24 * self.days), LEAVES: (leaving * keeps, 0.0)}
            return State(event, aside.channel, moves)

        if not aside.answers:
            yield name, onwards(aside.event, aside.keeps)
            return
        stem, _, number = name.rpartition("_")
        said = {f"{stem}.{key}_{number}": answer for key, answer in aside.answers.items()}
        yield name, State(aside.event, aside.channel, {key: (answer.share, 1 / 60) for key, answer in said.items()})
        for key, answer in said.items():
            yield key, onwards(answer.event, answer.keeps)

    def lose(self, day: str, factor: float, *, after: tuple[int, ...] = ()) -> Iterator[WeightChange]:
        """Yield the changes by which, from a day on, ``factor`` times as many leave after some or all units."""
        for name in self.states():
            if not after or int(name.rpartition("_")[2]) in after:
                yield WeightChange(day, name, LEAVES, factor)

    def draw(self, day: str, aside: str, *, factor: float = 1.0, share: float | None = None) -> Iterator[WeightChange]:
        """Yield the changes by which, from a day on, an aside (or an answer ``aside.answer``) has another share."""
        before = aside.partition(".")[0] if "." in aside else "unit"
        for name in self.states():
            stem, _, number = name.rpartition("_")
            if stem == aside:
                yield WeightChange(day, f"{before}_{number}", name, factor, share)
