"""Base classes of all values of a journey map: frozen, without unknown fields, ordered by rank."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from journeykit.model.rank import between, spread

ID = r"^[a-z0-9][a-z0-9_-]*$"
# A duration as journeykit.events parses it (a test compares both), not zero. Without look-ahead, which not every reader
# of the published schema supports.
_UNIT = r"\s*(ms|min|[smhdw])\s*"
DURATION = rf"^$|^(0+{_UNIT})*0*[1-9][0-9]*{_UNIT}([0-9]+{_UNIT})*$"

# No descriptions here: they would hide those of the fields.
Id = Annotated[str, StringConstraints(pattern=ID, max_length=80)]
Rank = Annotated[str, StringConstraints(pattern=r"^[0-9a-z]*[1-9a-z]$|^$")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Score = Annotated[float, Field(ge=-2, le=2, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# A single name may be written without a list.
Names = Annotated[tuple[Name, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]
Duration = Annotated[
    str,
    StringConstraints(pattern=DURATION),
    BeforeValidator(lambda given: given.strip().casefold() if isinstance(given, str) else given),
]


class Value(BaseModel):
    """A frozen value that rejects unknown fields, so that a misspelled one is not silently lost."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, ser_json_inf_nan="null")


class Element(Value):
    """A value with a stable id and a rank: what edits, comments, diffs and merges refer to."""

    id: Id
    """Stable id: lower-case letters, digits, - and _."""
    rank: Rank = ""
    """Place among its kind; sorts as text."""


E = TypeVar("E", bound=Element)


def in_order(elements: tuple[E, ...]) -> tuple[E, ...]:
    """Return the elements sorted by rank; those without a rank stay after the one before them."""
    if all(element.rank for element in elements):
        return tuple(sorted(elements, key=lambda element: (element.rank, element.id)))
    if not any(element.rank for element in elements):
        ranks = spread(len(elements))
        return tuple(e.model_copy(update={"rank": r}) for e, r in zip(elements, ranks, strict=True))
    placed: list[E] = []
    highest = max(element.rank for element in elements)
    for element in elements:
        if not element.rank:
            highest = between(highest, None)
            element = element.model_copy(update={"rank": highest})
        placed.append(element)
    return tuple(sorted(placed, key=lambda element: (element.rank, element.id)))


Ordered = Annotated[tuple[E, ...], AfterValidator(in_order)]


def slug(name: str, taken: Iterable[str] = ()) -> str:
    """Return a readable id for a name, not among ``taken``: ``delivery-use-2`` for ``Delivery + use``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "item"
    taken = set(taken)
    if stem not in taken:
        return stem
    numbered = (f"{stem}-{number}" for number in itertools.count(2))
    return next(id for id in numbered if id not in taken)


def element_key(element: Any) -> str:
    """Return the key of an element within its collection: its id, or the place of a cell or emotion point."""
    return str(element.id) if hasattr(element, "id") else "/".join(element.key)


def element_name(element: Any) -> str:
    """Return the name of an element, or its id if it has none."""
    for field in ("name", "title", "question"):
        if found := getattr(element, field, ""):
            return str(found)
    return str(element.id)


def plain(value: BaseModel) -> dict[str, Any]:
    """Return a value as JSON-ready data, without fields that have their default; ids and ranks are always included."""
    data: dict[str, Any] = value.model_dump(mode="json", exclude_defaults=True)
    return data
