"""Templates: maps to start from, with stages, prompts and what every map should have.

``signature-experience``  six stages of an online course, coaching or membership
``signature-milestones``  six stages of a programme that ends in a certificate
``coaching-programme``    five stages of online coaching, up to the life after it
``retention``             five stages for any business that wants its customers to come back
``small-business``        five stages, a CRM and an owner in every stage, prompts for one person with little data
``nine-steps``            six stages for a product team, an objective in every stage
``service-blueprint``     both sides of a service, and the lines of interaction, visibility and internal interaction
``blank``                 three empty stages

The first six come with what is typical: touchpoints by type and channel, goals and feelings if the guide gives them,
and KPIs with their definitions. These are suggestions to edit or delete; they cite the guide and have no figures,
because no guide knows your customers. KPIs that can be computed from events have a formula with example event names
(``*joined``, ``*completed``): replace them by those of your log to measure the KPI. ``template(name, bare=True)``
leaves all of this out; ``journeykit.playbook.catalogue`` lists the same touchpoints, feelings and pain points.
"""

from __future__ import annotations

from functools import partial
from importlib import resources

from journeykit.errors import UnknownIdError
from journeykit.model import JourneyMap
from journeykit.store import parse_map

__all__ = ["names", "template"]
__dir__ = partial(sorted, __all__)


_TYPICAL = ("touchpoints", "cells", "emotions", "kpis")


def names() -> tuple[str, ...]:
    """Return the names of the templates.

    Examples
    --------
    >>> from journeykit import templates
    >>> templates.names()[:4]
    ('blank', 'coaching-programme', 'nine-steps', 'retention')
    """
    files = resources.files(__name__).iterdir()
    return tuple(sorted(file.name.removesuffix(".json") for file in files if file.name.endswith(".json")))


def template(name: str, *, bare: bool = False) -> JourneyMap:
    """Return a template as a new map: rename it with ``edit.update_map`` and fill it in.

    Parameters
    ----------
    name : str
        One of :func:`names`.
    bare : bool
        Leave out the typical touchpoints, goals, feelings and KPIs; keep stages, prompts, owners and CRM.

    Raises
    ------
    UnknownIdError
        No such template; names the nearest.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.edit.update_map(jk.template("small-business"), name="Dentist")
    >>> [stage.name for stage in journey.stages][:2]
    ['Awareness', 'Consideration']
    >>> jk.template("retention"), jk.template("retention", bare=True)
    (JourneyMap('Retention journey': 0 personas, 5 stages, 12 touchpoints),
     JourneyMap('Retention journey': 0 personas, 5 stages, 0 touchpoints))
    """
    if name not in names():
        raise UnknownIdError("template", name, names())
    file = resources.files(__name__) / f"{name}.json"
    journey = parse_map(file.read_bytes(), source=f"journeykit/templates/{name}.json")
    # Nothing else refers to what is left out: templates have no routes, pain points or improvements.
    return journey.model_copy(update=dict.fromkeys(_TYPICAL, ())) if bare else journey
