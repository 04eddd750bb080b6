"""Templates: maps to start from, with stages, prompts and what no map should lack; ordinary documents.

``small-business``  five stages, a CRM and an owner in every stage, prompts for one person with little data
``nine-steps``      six stages for a product team, an objective in every stage
"""

from __future__ import annotations

from importlib import resources

from journeykit.errors import UnknownIdError
from journeykit.model import JourneyMap
from journeykit.store import parse_map

__all__ = ["names", "template"]


def names() -> tuple[str, ...]:
    """Return the names of the templates.

    Examples
    --------
    >>> from journeykit import templates
    >>> templates.names()
    ('nine-steps', 'small-business')
    """
    files = resources.files(__name__).iterdir()
    return tuple(sorted(file.name.removesuffix(".json") for file in files if file.name.endswith(".json")))


def template(name: str) -> JourneyMap:
    """Return a template as a new map: rename it with ``edit.update_map`` and fill it in.

    Parameters
    ----------
    name : str
        One of :func:`names`.

    Raises
    ------
    UnknownIdError
        No such template; names the nearest.

    Examples
    --------
    >>> import journeykit as jk
    >>> map = jk.edit.update_map(jk.template("small-business"), name="Dentist")
    >>> [stage.name for stage in map.stages][:2]
    ['Awareness', 'Consideration']
    """
    if name not in names():
        raise UnknownIdError("template", name, names())
    file = resources.files(__name__) / f"{name}.json"
    return parse_map(file.read_bytes(), source=f"journeykit/templates/{name}.json")
