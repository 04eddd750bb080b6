"""Validation errors in plain words, the same for edits and for files."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from journeykit.errors import did_you_mean, listing, nearest
from journeykit.model.base import DURATION, ID, slug
from journeykit.text import cut

Loc = tuple[int | str, ...]

# By the beginning of pydantic's error types, because its own messages name tuples, instances and patterns.
_EXPECTED = {
    "missing": "this field is needed and missing",
    "string_too_short": "this must not be empty",
    "too_short": "this must not be empty",
    "string": "expected a text",
    "bool": "expected true or false",
    "int": "expected a whole number",
    "float": "expected a number",
    "date": "expected a date such as 2026-05-31",
}
_LIMITS = {
    "less_than_equal": ("too high: at most", "le"),
    "less_than": ("too high: less than", "lt"),
    "greater_than_equal": ("too low: at least", "ge"),
    "greater_than": ("too low: more than", "gt"),
}


class Problem(NamedTuple):
    """One validation error."""

    place: str
    """Where, such as ``touchpoints[0].stage``."""
    message: str
    """What is wrong and what is expected."""
    sentence: str
    """Both, for messages about one element."""


def in_words(
    details: Sequence[ErrorDetails], model: type[BaseModel], known: Mapping[str, Mapping[str, str]] | None = None
) -> list[Problem]:
    """Return validation errors of ``model`` in words that name what is allowed or nearest.

    ``details`` is the result of ``ValidationError.errors()`` with the input. ``known`` has, by field that refers to
    elements, their ids by name.
    """
    found: dict[str, Problem] = {}
    for detail in details:
        # A default that depends on an invalid field: the field has its own message.
        if detail["type"] == "default_factory_not_called":
            continue
        told = _problem_of(detail, model, known or {})
        first = found.get(told.place)
        # pydantic tries the types of a field one by one: a text, or a number, or a list.
        if first is not None and told.message not in first.message:
            message = f"{first.message.rstrip('.')}, or {told.message}"
            told = Problem(told.place, message, f"{told.place}: {message}")
        found[told.place] = told if first is None or told.message != first.message else first
    return list(found.values())


def place(loc: Loc) -> str:
    """Return a place as written in messages: ``stages[0].name``."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f"{'.' if text else ''}{cut(part, 60)}"
    return text


def _problem_of(detail: ErrorDetails, model: type[BaseModel], known: Mapping[str, Mapping[str, str]]) -> Problem:
    loc, kind = detail["loc"], detail["type"]
    if kind == "extra_forbidden":
        return _unknown_field(loc, model)
    fields = [part for part, _ in _walked(loc, model)]
    where = place(tuple(fields))
    given = detail.get("input")
    message = _message(detail, given, _model_at(loc, model), known.get(str(fields[0]) if fields else ""))
    message += "" if message.endswith(("?", ".")) else "."
    return Problem(where, message, f"{where}: {message}" if where else message)


def _unknown_field(loc: Loc, model: type[BaseModel]) -> Problem:
    inside = _model_at(loc[:-1], model)
    names = list(inside.model_fields) if inside else []
    guess = did_you_mean(cut(str(loc[-1]), 60), names)
    fields = f" Fields: {listing(names, most=40)}."
    return Problem(
        place(loc),
        f"there is no such field.{guess or fields}",
        f"{place(loc[:-1])} has no field {str(loc[-1])!r}.{guess}{fields}",
    )


def _message(detail: ErrorDetails, given: Any, inside: type[BaseModel] | None, known: Mapping[str, str] | None) -> str:
    kind = detail["type"]
    if kind == "json_invalid":
        return "it is nested too deeply to be a map"
    if kind == "literal_error":
        found = f", not {cut(given, 40)!r}" if isinstance(given, str) else ""
        return f"expected one of {detail['ctx']['expected']}{found}"
    if kind in ("tuple_type", "list_type"):
        shown = cut(given, 40) if isinstance(given, str) else "…"
        return f"write a list, such as [{shown!r}]"
    if kind.startswith(("model_", "dict_")) and inside is not None:
        return f"write its fields by name. Fields: {listing(inside.model_fields, most=40)}"
    if kind == "string_pattern_mismatch":
        return _mismatch(str(detail["ctx"]["pattern"]), cut(str(given), 60), known)
    if kind in _LIMITS:
        said, limit = _LIMITS[kind]
        return f"{given} is {said} {detail['ctx'][limit]:g}"
    if kind == "value_error":
        return detail["msg"].removeprefix("Value error, ").rstrip(".")
    for start, expected in _EXPECTED.items():
        if kind != "string_too_long" and re.match(rf"{start}(_|$)", kind):
            return expected
    return f"{detail['msg'][0].lower()}{detail['msg'][1:]}"


def _mismatch(pattern: str, given: str, known: Mapping[str, str] | None) -> str:
    if pattern == DURATION:
        return f"{given!r} is no duration. Write a whole number and a unit, such as 30m, 12h, 7d or 2w"
    if pattern != ID:
        return f"{given!r} is no rank. Leave it out to get one"
    meant = slug(given) if re.search("[A-Za-z0-9]", given) else ""
    if known is not None:
        named = {name.casefold(): id for name, id in known.items()}
        hint = named.get(given.casefold()) or nearest(meant, known.values())
        guess = f"Did you mean {hint!r}?" if hint else f"Known: {listing(known.values())}"
        return f"there is no id {given!r}. {guess}"
    guess = f". Did you mean {meant!r}?" if meant else ""
    return f"{given!r} is no id: an id has lower-case letters, digits, - and _{guess}"


def _walked(loc: Loc, model: type[BaseModel]) -> Iterator[tuple[int | str, type[BaseModel] | None]]:
    """Yield the parts of a place that are fields or positions, each with the model of its value."""
    inside: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, int):
            yield part, inside
        elif inside is not None and part in inside.model_fields:
            inside = _model_in(inside.model_fields[part].annotation)
            yield part, inside


def _model_at(loc: Loc, model: type[BaseModel]) -> type[BaseModel] | None:
    return next((inside for _, inside in reversed(list(_walked(loc, model)))), model)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, types.UnionType) or hasattr(annotation, "__metadata__"):
        return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
    return None
