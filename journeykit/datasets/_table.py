"""States of a walk written as a table, one line a state: short enough to read a whole journey on one screen.

``page | programme page read | website | webinar .14 2d, call .20 3h`` says: the state ``page`` writes the event
``programme page read`` over the website; of those who are there 14 % attend the webinar after two days or so, 20 % have
a call after three hours, and the rest leaves.
"""

from __future__ import annotations

from journeykit.datasets._walk import LEAVES, State

_HOURS = {"s": 1 / 3600, "m": 1 / 60, "h": 1.0, "d": 24.0}


def states(table: str) -> dict[str, State]:
    """Return the states of a table: ``name | event | channel | next weight gap, next weight gap …``.

    The gap is the median time until then: ``5m``, ``2h``, ``3d``. What the weights leave of one is the share who leave.

    Raises
    ------
    ValueError
        A line that does not read so, a name used twice, or weights above one; quotes the line.
    """
    found: dict[str, State] = {}
    for line in filter(None, (line.strip() for line in table.splitlines())):
        try:
            name, event, channel, moves = (part.strip() for part in line.split("|"))
            going = {after: (float(weight), _hours(gap)) for after, weight, gap in map(str.split, moves.split(","))}
        except (ValueError, KeyError) as error:
            raise ValueError(f"a state is 'name | event | channel | next weight gap, …', not {line!r}.") from error
        if name in found:
            raise ValueError(f"the table has two states {name!r}; the second is {line!r}.")
        leaving = round(1.0 - sum(weight for weight, _ in going.values()), 9)
        if leaving < 0:
            raise ValueError(f"more go on than are there, {1 - leaving:g} times as many: {line!r}.")
        found[name] = State(event, channel, {**going, LEAVES: (leaving, 0.0)})
    return found


def _hours(gap: str) -> float:
    return float(gap[:-1]) * _HOURS[gap[-1]]
