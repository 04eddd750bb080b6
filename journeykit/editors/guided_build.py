"""``GuidedBuild``: a first journey map, made question by question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import traitlets

from journeykit.editors._assets import load_css, load_esm
from journeykit.editors._binding import Answer, MapWidget
from journeykit.editors._guide import guide
from journeykit.editors._live import Shared
from journeykit.errors import MapError, UnknownIdError
from journeykit.model import new_map
from journeykit.model.journey import JourneyMap

__all__ = ["GuidedBuild"]

_LISTS = ("stage", "touchpoint", "pain_point")
START = "start"
"""The step at which a template is chosen."""


class GuidedBuild(MapWidget):
    """Build a map step by step: what it is about, who travels, the stages, each stage, the happy path, the check.

    All answers are part of the map: given the same map, another ``GuidedBuild`` continues at the first step that is not
    done.

    Parameters
    ----------
    journey : JourneyMap or a shared map, optional
        The map to continue (default: a blank one). A shared map offers no templates to start from.
    starts : mapping, optional
        Maps to start from, by title: ``{"Small business": map, …}``, offered while the map is blank;
        ``journeykit.dashboards.guided_build()`` offers the templates.
    editable : bool, optional
        False shows the answers read-only. Default: see ``MapBoard``.

    Examples
    --------
    >>> import journeykit as jk
    >>> build = jk.editors.GuidedBuild(jk.new_map("Dentist", stages=["Search", "Visit", "Return"]))
    >>> [step["title"] for step in build.steps]
    ['What it is about', 'Who travels', 'The stages', 'Search', 'Visit', 'Return', 'The happy path', 'Check and finish']
    >>> build.edit("add_persona", name="Ada", situation="Toothache on a Sunday").personas[0].id
    'ada'
    >>> build.map
    JourneyMap('Dentist': 1 personas, 3 stages, 0 touchpoints)
    """

    _esm = load_esm("guided_build")
    _css = load_css("guided_build")
    browser_writes: ClassVar[frozenset[str]] = frozenset({"step"})
    accepts: ClassVar[frozenset[str]] = frozenset(
        {
            *(f"{verb}_{kind}" for verb in ("add", "update", "move", "remove") for kind in _LISTS),
            *(f"{verb}_{kind}" for verb in ("add", "update") for kind in ("persona", "objective", "route")),
            *("apply_all", "update_map", "set_cell", "set_emotion", "update_kpi", "update_improvement"),
        }
    )

    step = traitlets.Unicode().tag(sync=True)
    starts = traitlets.List(traitlets.Dict(), read_only=True).tag(sync=True)

    def __init__(
        self,
        journey: JourneyMap | Shared | None = None,
        *,
        starts: Mapping[str, JourneyMap] | None = None,
        editable: bool | None = None,
        **traits: Any,
    ) -> None:
        self._offered = dict(starts or {})
        super().__init__(journey if journey is not None else new_map("My journey"), editable=editable, **traits)
        offered = [
            {
                "name": name,
                "stages": [stage.name for stage in start.stages],
                "about": start.description,
                "touchpoints": len(start.touchpoints),
            }
            for name, start in self._offered.items()
        ]
        self.set_trait("starts", offered if not self._is_shared else [])
        self.step = START if self._may_start() else self._first_open()

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The steps as the page shows them: ``id``, ``title``, ``state`` (open, begun, done), ``questions``."""
        found: list[dict[str, Any]] = self.document["content"]["steps"]
        return found

    def _may_write(self, name: str, value: Any) -> bool:
        return value in (START, *(step["id"] for step in self.steps))

    def _content(self, journey: JourneyMap) -> dict[str, Any]:
        return {**guide(journey), "blank": _is_blank(journey)}

    def _publish(self, *, whole: bool = False) -> None:
        super()._publish(whole=whole)
        if self.step and self.step != START and self.step not in {step["id"] for step in self.steps}:
            # The stage that was shown has been removed.
            self.step = "stages"

    def _may_start(self) -> bool:
        return self._may_edit and not self._is_shared and bool(self._offered) and _is_blank(self.map)

    def _first_open(self) -> str:
        return str(next((step["id"] for step in self.steps if step["state"] != "done"), "check"))

    def _answers(self) -> dict[str, Answer]:
        return {**super()._answers(), "start": self._start}

    def _start(self, args: Mapping[str, Any]) -> str:
        if not self._may_edit:
            raise MapError("This is a reading view: nothing was changed.")
        if self._is_shared or not _is_blank(self.map):
            raise MapError("this map is begun already. Make a new one to start from a template: GuidedBuild().")
        name = args.get("name")
        if name not in self._offered:
            raise UnknownIdError("start", str(name)[:80], self._offered)
        self.map = self._offered[str(name)]
        self.step = "about"
        return self.step


def _is_blank(journey: JourneyMap) -> bool:
    return not (journey.stages or journey.personas or journey.touchpoints or journey.scope.offering)
