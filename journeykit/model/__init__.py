"""What a journey map is: frozen values, pure edits, and a table of the references between elements.

No input or output, no frames, no widgets. Start at ``journey.py``; ``edit/`` changes maps; ``integrity.py`` lists what
refers to what; ``vocabulary.py`` has the fixed word lists, ``lanes.py`` the standard rows.
"""

from functools import partial

from journeykit.model.binding import Binding, Condition, DataRule
from journeykit.model.emotion import EmotionPoint
from journeykit.model.insight import KPI, Improvement, KPIFormula, KPIPoint, Opportunity, PainPoint, Period
from journeykit.model.journey import Cell, JourneyMap, Stage
from journeykit.model.lanes import Lane, standard_lanes
from journeykit.model.persona import Demographic, Interview, Persona
from journeykit.model.touchpoint import Route, Touchpoint

__all__ = [
    "KPI",
    "Binding",
    "Cell",
    "Condition",
    "DataRule",
    "Demographic",
    "EmotionPoint",
    "Improvement",
    "Interview",
    "JourneyMap",
    "KPIFormula",
    "KPIPoint",
    "Lane",
    "Opportunity",
    "PainPoint",
    "Period",
    "Persona",
    "Route",
    "Stage",
    "Touchpoint",
    "new_map",
    "standard_lanes",
]
__dir__ = partial(sorted, __all__)


def new_map(name: str, *, stages: tuple[str, ...] | list[str] = ()) -> JourneyMap:
    """Return a new map with the standard lanes and, where given, stages by name.

    Parameters
    ----------
    name : str
        Title of the map; its id is made from it.
    stages : sequence of str
        Names of the stages, in order.

    Raises
    ------
    MapError
        A name is empty.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.new_map("Dentist", stages=["Search", "Visit", "Follow-up"])
    JourneyMap('Dentist': 0 personas, 3 stages, 0 touchpoints)
    """
    from journeykit.model.base import slug
    from journeykit.model.edit import EDITS
    from journeykit.model.edit._elements import made

    journey = made(JourneyMap, {"id": slug(name), "name": name})
    for stage in stages:
        journey = EDITS["add_stage"](journey, stage)
    return journey
