"""Find, add, change, move and remove an element of any kind; ``elements.py`` makes the public edits of these."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from journeykit.errors import FieldError, MapError, UnknownIdError, capped, did_you_mean, listing, lookup
from journeykit.model.base import Element, element_key, element_name, in_order, slug
from journeykit.model.integrity import COLLECTIONS, KIND_OF, REFERENCES, REFERENCES_OF, Reference, problems
from journeykit.model.journey import VALUE_TYPES, JourneyMap
from journeykit.model.rank import between, spread
from journeykit.model.wording import in_words

KINDS: dict[str, type[Element]] = {kind: VALUE_TYPES[collection] for kind, collection in COLLECTIONS.items()}
Edit = Callable[..., JourneyMap]
V = TypeVar("V", bound=BaseModel)


def elements(journey: JourneyMap, kind: str) -> tuple[Element, ...]:
    """Return the elements of a kind, in order."""
    found: tuple[Element, ...] = getattr(journey, lookup("kind of element", kind, COLLECTIONS))
    return found


def find(journey: JourneyMap, kind: str, id: str) -> Element:
    """Return one element by id; an unknown id raises UnknownIdError with the nearest and the known ones."""
    found = elements(journey, kind)
    for element in found:
        if element.id == id:
            return element
    named = {element_name(e).casefold(): e.id for e in found}
    meant = named.get(str(id).casefold())
    raise UnknownIdError(kind.replace("_", " "), str(id), [e.id for e in found], f"map {journey.id!r}", meant=meant)


def made(kind: type[V], fields: Mapping[str, Any], journey: JourneyMap | None = None) -> V:
    """Return a validated value; unknown fields and values that do not fit raise MapError with all problems.

    With the map that the value belongs to, the message about a name given as an id suggests the id.
    """
    unknown = [name for name in fields if name not in kind.model_fields]
    if unknown:
        guess = did_you_mean(unknown[0], kind.model_fields)
        raise MapError(
            f"{a_word(kind)} has no field {unknown[0]!r}.{guess} Fields: {listing(kind.model_fields, most=40)}."
        )
    try:
        return kind.model_validate(dict(fields))
    except ValidationError as error:
        found = in_words(error.errors(include_url=False), kind, _known(kind, journey) if journey is not None else None)
        told = "; ".join(capped([problem.sentence.rstrip(".") for problem in found]))
        end = "" if told.endswith("?") else "."
        sentence = f"this {word(kind)} is not valid: {told}{end} Nothing was changed."
        raise FieldError(sentence, {problem.place: problem.message for problem in found}) from None


def _known(kind: type[BaseModel], journey: JourneyMap) -> dict[str, dict[str, str]]:
    """Return, by field that refers to elements, the ids of those on the map by name."""
    home = next((collection for collection, type_ in VALUE_TYPES.items() if type_ is kind), "")
    return {
        reference.field: {element_name(e): e.id for e in elements(journey, reference.target)}
        for reference in REFERENCES_OF.get(home, ())
    }


def name_field(kind: Element | type[Element]) -> str:
    """Return the field with the name of an element."""
    fields = kind.model_fields if isinstance(kind, type) else type(kind).model_fields
    return next(name for name in ("title", "question", "name") if name in fields)


def word(kind: type[BaseModel]) -> str:
    """Return a kind of value in words: pain point, emotion point."""
    for name, type_ in KINDS.items():
        if type_ is kind:
            return name.replace("_", " ")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()


def a_word(kind: type[BaseModel]) -> str:
    """Return a kind of value with its article: an owner, a stage."""
    named = word(kind)
    return f"{'an' if named[0] in 'aeiou' else 'a'} {named}"


def with_elements(journey: JourneyMap, kind: str, changed: tuple[Element, ...]) -> JourneyMap:
    """Return the map with one collection replaced and sorted; broken references raise MapError."""
    return checked(journey, journey.model_copy(update={COLLECTIONS[kind]: in_order(changed)}))


def checked(before: JourneyMap, after: JourneyMap) -> JourneyMap:
    """Return the map after an edit; a broken reference raises MapError."""
    found = problems(after, since=before)
    if found:
        told = "; ".join(capped([f"{place}: {message}" for place, message in found]))
        raise MapError(f"this edit would break the map: {told} Nothing was changed.")
    return after


def add(
    journey: JourneyMap, kind: str, name: str, after: str | None, id: str | None, fields: dict[str, Any]
) -> JourneyMap:
    """Add an element at the end of its siblings, or right after one of them."""
    present = elements(journey, kind)
    type_ = KINDS[kind]
    taken = [element.id for element in present]
    if id is not None and id in taken:
        raise MapError(
            f"{a_word(type_)} with id {id!r} already exists in map {journey.id!r}. Leave id out to get a free one."
        )
    element = made(type_, {**fields, name_field(type_): name, "id": id or slug(name, taken)}, journey)
    before = find(journey, kind, after) if after is not None else None
    rank = rank_after(present, before)
    return with_elements(journey, kind, (*present, element.model_copy(update={"rank": rank})))


def rank_after(present: Sequence[Element], before: Element | None) -> str:
    """Return a rank right after an element, or after all of them."""
    if before is None:
        return between(present[-1].rank if present else "", None)
    following = [element.rank for element in present if element.rank > before.rank]
    return between(before.rank, following[0] if following else None)


def update(journey: JourneyMap, kind: str, id: str, changes: Mapping[str, Any]) -> JourneyMap:
    """Change fields of one element; its id and rank stay."""
    element = find(journey, kind, id)
    for fixed in ("id", "rank"):
        if fixed in changes:
            raise MapError(f"the {fixed} of {a_word(type(element))} cannot be changed. To move it, use move_{kind}.")
    fresh = made(type(element), {**_authored(element), **changes}, journey)
    if "stage" in changes:
        journey = _taken_along(journey, kind, id, changes["stage"])
    return with_elements(journey, kind, tuple(fresh if e.id == id else e for e in elements(journey, kind)))


def _authored(element: Element) -> dict[str, Any]:
    """Return the fields of an element without defaults derived from other fields, so that they are derived again."""
    held = element.model_dump()
    following = [
        name
        for name, field in type(element).model_fields.items()
        if field.default_factory_takes_validated_data
        and field.get_default(call_default_factory=True, validated_data=held) == held[name]
    ]
    return {name: value for name, value in held.items() if name not in following}


def move(journey: JourneyMap, kind: str, id: str, to: int, stage: str | None) -> JourneyMap:
    """Move an element to a place (0 = first) among its siblings: those of its stage, if the kind has stages."""
    element = find(journey, kind, id)
    in_stages = "stage" in type(element).model_fields
    if stage is not None:
        if not in_stages:
            raise MapError(f"{a_word(type(element))} belongs to no stage: leave stage out.")
        find(journey, "stage", stage)
        element = element.model_copy(update={"stage": stage})
        journey = _taken_along(journey, kind, id, stage)
    others = tuple(e for e in elements(journey, kind) if e.id != id)
    home = getattr(element, "stage", None)
    siblings = [e for e in others if not in_stages or getattr(e, "stage", None) == home]
    place = max(0, min(to, len(siblings)))
    low = siblings[place - 1].rank if place else ""
    high = siblings[place].rank if place < len(siblings) else None
    if high is not None and not low < high:  # Two sessions may give the same rank: renumber the collection once.
        others = tuple(e.model_copy(update={"rank": r}) for e, r in zip(others, spread(len(others)), strict=True))
        return move(with_elements(journey, kind, (*others, element)), kind, id, to, None)
    return with_elements(journey, kind, (*others, element.model_copy(update={"rank": between(low, high)})))


def _taken_along(journey: JourneyMap, kind: str, id: str, stage: str) -> JourneyMap:
    """Return the map with the feelings and survey questions of a touchpoint in its new stage."""
    if kind != "touchpoint":
        return journey
    moved = {
        name: tuple(e.model_copy(update={"stage": stage}) if e.touchpoint == id else e for e in getattr(journey, name))
        for name in ("emotions", "surveys")
    }
    return journey.model_copy(update={name: held for name, held in moved.items() if held != getattr(journey, name)})


def dependents(journey: JourneyMap, kind: str, id: str) -> dict[str, dict[str, Any]]:
    """Return, by collection and key, what is removed together with an element because it cannot exist without it."""
    found: dict[str, dict[str, Any]] = {}
    gone: dict[str, set[str]] = {kind: {id}}
    growing = True
    while growing:  # Removed elements may have dependents too.
        growing = False
        for reference in REFERENCES:
            if reference.when_removed != "drop_holder" or reference.target not in gone:
                continue
            held = found.setdefault(reference.collection, {})
            for holder in getattr(journey, reference.collection):
                if getattr(holder, reference.field) in gone[reference.target] and element_key(holder) not in held:
                    held[element_key(holder)] = holder
                    growing = True
                    if reference.collection in KIND_OF:
                        gone.setdefault(KIND_OF[reference.collection], set()).add(holder.id)
    return found


def remove(journey: JourneyMap, kind: str, id: str) -> JourneyMap:
    """Remove an element, the elements that depend on it, and every reference to them."""
    own = find(journey, kind, id)
    gone = dependents(journey, kind, id)
    gone.setdefault(COLLECTIONS[kind], {})[id] = own
    lost = {KIND_OF[name]: set(items) for name, items in gone.items() if name in KIND_OF}
    changed: dict[str, tuple[Any, ...]] = {}
    for collection in {*gone, *(r.collection for r in REFERENCES if r.target in lost)}:
        before, dropped = getattr(journey, collection), gone.get(collection, {})
        references = [reference for reference in REFERENCES_OF[collection] if reference.target in lost]
        after = tuple(_without(e, references, lost) for e in before if element_key(e) not in dropped)
        if after != before:  # Maps share the collections that are the same.
            changed[collection] = after
    return checked(journey, journey.model_copy(update=changed))


def _without(holder: Any, references: Sequence[Reference], lost: Mapping[str, set[str]]) -> Any:
    update: dict[str, Any] = {}
    for reference in references:
        held, ids = getattr(holder, reference.field), lost[reference.target]
        if reference.many and ids.intersection(held):
            update[reference.field] = tuple(id for id in held if id not in ids)
        elif not reference.many and held in ids:
            update[reference.field] = None
    return holder.model_copy(update=update) if update else holder


def field_table(kind: type[BaseModel]) -> str:
    """Return the fields of a kind as docstring lines, with their allowed values."""
    return "\n".join(
        f"    {name} : {text}{_of_these(kind, name)}"
        for name, field in kind.model_fields.items()
        if name not in ("id", "rank") and (text := field.description)
    )


def _of_these(kind: type[BaseModel], field: str) -> str:
    words = allowed(kind, field)
    several = get_origin(kind.model_fields[field].annotation) is tuple
    return f" {'Any' if several else 'One'} of {listing(words, most=40)}." if words else ""


def allowed(kind: type[BaseModel], field: str) -> list[str]:
    """Return the allowed values of a field or of its entries; empty if any text is allowed."""
    unread, words = [kind.model_fields[field].annotation], []
    while unread:
        annotation = unread.pop()
        if get_origin(annotation) is Literal:
            words += [word for word in get_args(annotation) if isinstance(word, str)]
        else:
            unread += get_args(annotation)
    return words
