"""States of a walk written as a table, one line for each state.

``page | programme page read | website | webinar .14 2d, call .20 3h`` means: the state ``page`` writes the event
``programme page read`` with the channel website; 14 % of those there attend the webinar after about two days, 20 % have
a call after three hours, and the rest leaves.
"""

from __future__ import annotations

from journeykit.datasets._walk import LEAVES, State

_HOURS = {"s": 1 / 3600, "m": 1 / 60, "h": 1.0, "d": 24.0}


def states(table: str) -> dict[str, State]:
    """Return the states of a table: ``name | event | channel | next weight gap, next weight gap …``.

    The gap is the median time until then: ``5m``, ``2h``, ``3d``. The weights are shares, and the rest up to one
    leaves, unless ``leaves weight`` at the end makes them odds. Lines that do not read so raise ValueError.
    """
    found: dict[str, State] = {}
    for line in filter(None, (line.strip() for line in table.splitlines())):
        try:
            name, event, channel, moves = (part.strip() for part in line.split("|"))
            listed, explicit = _split(moves)
            going = {after: (float(weight), _hours(gap)) for after, weight, gap in map(str.split, listed)}
        except (ValueError, KeyError) as error:
            raise ValueError(f"a state is 'name | event | channel | next weight gap, …', not {line!r}.") from error
        if name in found:
            raise ValueError(f"the table has two states {name!r}; the second is {line!r}.")
        rest = round(1.0 - sum(weight for weight, _ in going.values()), 9)
        leaving = rest if explicit is None else explicit
        if leaving < 0:
            raise ValueError(f"more go on than are there, {1 - leaving:g} times as many: {line!r}.")
        found[name] = State(event, channel, {**going, LEAVES: (leaving, 0.0)})
    return found


def _split(moves: str) -> tuple[list[str], float | None]:
    """Return the moves to other states, and the weight of leaving if the line has it."""
    listed = moves.split(",")
    if listed[-1].split()[:1] != [LEAVES]:
        return listed, None
    return listed[:-1], float(listed[-1].split()[1])


def _hours(gap: str) -> float:
    return float(gap[:-1]) * _HOURS[gap[-1]]
