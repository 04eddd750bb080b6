"""Ideas for pain points, and a catalogue of what journeys typically have.

This is common practice, not evidence; each entry names the kind of guide that it comes from.

``suggest(journey, pain_point)``               ideas for a pain point, best first, each with its score and a reason
``to_opportunity(journey, pain_point, idea)``  the map with the idea as an opportunity that answers the pain
``ideas()``, ``idea(id)``, ``search(…)``   all ideas, one of them, those that match
``catalogue(section)``, ``sections()``     touchpoints, channels, feelings, pains, data sources, interview frame …
``stage_kind(journey, stage)``, ``pain_kinds(text)``  how a stage and a pain are recognised
"""

from functools import partial

from journeykit.playbook._entry import Entry, catalogue, sections
from journeykit.playbook._idea import Idea, idea, ideas, search
from journeykit.playbook._kinds import STAGE_KINDS, StageKind, pain_kinds, stage_kind
from journeykit.playbook._match import Suggestion, suggest, to_opportunity

__all__ = [
    "STAGE_KINDS",
    "Entry",
    "Idea",
    "StageKind",
    "Suggestion",
    "catalogue",
    "idea",
    "ideas",
    "pain_kinds",
    "search",
    "sections",
    "stage_kind",
    "suggest",
    "to_opportunity",
]
__dir__ = partial(sorted, __all__)
