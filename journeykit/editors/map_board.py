"""``MapBoard``: the journey map as a matrix, edited in place.

The persona is at the left, stages are columns, lanes are rows: the customer half above, the path between, the business
half below. Every gesture is an edit of ``journeykit.model.edit``; ``board.history`` can be run as a script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, get_args

import traitlets

from journeykit.editors._arguments import checked_facts
from journeykit.editors._assets import load_css, load_esm
from journeykit.editors._binding import Answer, MapWidget
from journeykit.editors._board_modules import board_files, board_modules
from journeykit.editors._compare import curve_beside
from journeykit.editors._fields import form_fields, short_forms, told_defaults
from journeykit.editors._findings import check_answer
from journeykit.editors._grounds import board_grounds
from journeykit.editors._live import Shared
from journeykit.editors._unsaved import Kept, download
from journeykit.errors import MapError, UnknownIdError, listing
from journeykit.model.edit.block import block_plan
from journeykit.model.journey import JourneyMap
from journeykit.model.measures import measure
from journeykit.model.vocabulary import Channel, label

__all__ = ["MapBoard"]

Suggest = Callable[[JourneyMap, str, str], Sequence[Mapping[str, Any]]]

_FACTS: dict[str, dict[str, type | tuple[type, ...]]] = {
    "about": {"text": str},
    "stages": {"paths": int, "label": str, "note": str},
    "path": {"next_share": (float, int), "median": str, "text": str, "note": str},
    "touchpoints": {"paths": int, "text": str, "note": str},
    "kpis": {"value": (float, int), "n": int, "open": str, "note": str},
    "arrows": {"share": (float, int), "paths": int, "text": str, "lost": str, "note": str},
    "routes": {"share": (float, int), "text": str, "note": str},
}


class MapBoard(MapWidget):
    """The board of one journey map.

    Parameters
    ----------
    journey : JourneyMap or SharedMap
        The map to show and edit; one from ``journeykit.store.open_shared`` is edited together with others.
        ``board.map`` is the current map: set it to show another one, observe it to follow edits.
    evidence : mapping, optional
        Measured numbers, aggregates only, by element id; every part is optional:
        ``{"stages": {id: {"paths": int, "label": "12,480 families", "note": str}},
        "path": {id: {"next_share": 0-1, "median": "2 d", "text": "→ 35 % go on · median 2 d", "note": str}},
        "touchpoints": {id: {"paths": int, "text": "4,310", "note": str}},
        "kpis": {id: {"value": in the KPI's unit, "n": int, "open": str, "note": str}},
        "arrows": {"source/target": {"share": 0-1, "paths": int, "text": "62 %", "lost": "-38 %", "note": str}},
        "routes": {id: {"share": 0-1, "text": "12 % get to the end", "note": str}},
        "about": {"map": {"text": "Numbers: all families"}}}``. An arrow joins two touchpoints.
        ``label`` and ``text`` are shown as they are, ``note`` on hover. Ids that the map does not have are ignored: a
        stage may have been removed since the evidence was counted.
    persona : str, optional
        Id of the persona whose journey is shown: her own texts and feelings, else the shared ones (default: the first
        persona); ``""`` shows everyone.
    editable : bool, optional
        False makes a reading view without buttons: no page can change the map. By default the board is editable in a
        notebook and a reading view under ``journeykit serve``; True is editable there too with ``--editable``.
    suggest : callable, optional
        ``(map, about, id) -> entries`` returns ideas for a place, such as ``jk.dashboards.board_offers``: what a stage
        usually has (``about`` is a kind of lane, ``id`` a stage) and what answers a pain point
        (``about="pain_point"``). Each entry is ``{"label": str, "why": str, "edit": name, "args": {...}}``; choosing
        it makes that edit.
    beside : JourneyMap, optional
        Another map whose feelings are drawn behind those of the board, such as the journey to be. Stages are matched by
        id, else by name, as in ``journeykit.diff``. ``board.beside`` can be set later.

    Raises
    ------
    UnknownIdError
        No persona has that id; names the nearest.
    MapError
        A fact in ``evidence`` is not known or of the wrong type.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.editors.map_board import MapBoard
    >>> board = MapBoard(jk.new_map("Dentist", stages=["Search", "Visit"]))
    >>> board.edit("add_touchpoint", name="Reminder", stage="visit", channel="messaging").touchpoints[0].id
    'reminder'
    >>> board.history
    (('add_touchpoint', {'name': 'Reminder', 'stage': 'visit', 'channel': 'messaging'}),)
    """

    _esm = load_esm("map_board")
    _css = load_css(
        *("map_board", "core/cells", "core/feelings", "read/path", "read/toolbar", "edit/panels", "read/dock"),
        *("edit/check", "read/print", "share/autosave", "read/evidence"),
    )

    browser_writes: ClassVar[frozenset[str]] = frozenset({"persona"})

    modules = traitlets.List(traitlets.Unicode(), read_only=True).tag(sync=True)
    vocabulary = traitlets.Dict(read_only=True).tag(sync=True)
    evidence = traitlets.Dict().tag(sync=True)
    beside = traitlets.Instance(JourneyMap, allow_none=True)
    other_curve = traitlets.Dict().tag(sync=True)
    persona = traitlets.Unicode(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        journey: JourneyMap | Shared,
        *,
        evidence: Mapping[str, Any] | None = None,
        persona: str | None = None,
        editable: bool | None = None,
        suggest: Suggest | None = None,
        beside: JourneyMap | None = None,
        **traits: Any,
    ) -> None:
        self._suggest = suggest
        self._kept: Kept | None = None
        super().__init__(journey, editable=editable, **traits)
        self.beside = beside
        if self._may_edit and not self._is_shared:
            self._kept = Kept(self.map)
        self.evidence = dict(evidence or {})
        self.persona = persona

    @traitlets.default("modules")
    def _modules_of_the_start(self) -> list[str]:
        own = ["share/live.js"] if self._is_shared else ["share/autosave.js"] if self._may_edit else []
        return board_modules(editing=self._may_edit) + own

    @traitlets.default("vocabulary")
    def _words_of_the_model(self) -> dict[str, Any]:
        mix = measure("content_mix")
        channels = [[word, label(word)] for word in get_args(Channel)]
        return {"channels": channels, "content_mix": [mix.good_from, mix.good_to], "defaults": told_defaults()}

    @traitlets.observe("map", "beside")
    def _followed(self, change: Any) -> None:
        if change["name"] == "map" and self._kept is not None:
            self._kept.changed(change["old"], change["new"])
        # An equal dict is not sent again.
        self.other_curve = curve_beside(self.beside, self.map)

    @traitlets.validate("persona")
    def _persona_on_the_map(self, proposal: Any) -> Any:
        wanted, known = proposal["value"], [persona.id for persona in self.map.personas]
        if wanted and wanted not in known:
            raise UnknownIdError("persona", str(wanted)[:80], known, f"map {self.map.id!r}")
        return wanted

    def _may_write(self, name: str, value: Any) -> bool:
        try:
            self._persona_on_the_map({"value": value})
        except UnknownIdError as error:
            self.say(str(error), "problem")
            return False
        return True

    @traitlets.validate("evidence")
    def _aggregates_only(self, proposal: Any) -> dict[str, Any]:
        return checked_evidence(proposal["value"])

    def _answers(self) -> dict[str, Answer]:
        answers = super()._answers()
        answers["grounds"] = lambda args: board_grounds(self.map, self.evidence)
        answers["module"] = lambda args: board_files(args.get("path"), args.get("have"), editing=self._may_edit)
        if self._may_edit:
            answers["check"] = lambda args: check_answer(self.map, args.get("seen"))
            answers["fields"] = lambda args: form_fields(args.get("kind"))
            answers["forms"] = lambda args: short_forms()
            answers["paste_plan"] = self._paste_plan
            answers["suggest"] = self._suggestions
        if self._kept is not None:
            kept = self._kept
            answers["kept"] = lambda args: kept.facts(self.map)
            answers["save"] = lambda args: kept.save(self.map)
            answers["go_on"] = lambda args: self._go_on(kept)
            answers["download"] = lambda args: download(self.map)
        return answers

    def _go_on(self, kept: Kept) -> None:
        self.map = kept.go_on()

    def _paste_plan(self, args: dict[str, Any]) -> str:
        """Return what the edit ``paste_block`` would do, in words."""
        if not isinstance(args.get("rows"), list) or not isinstance(args.get("stage"), str):
            raise MapError("a block is pasted at a stage. Choose a cell first.")
        place = {name: args.get(name) for name in ("lane", "persona")}
        return block_plan(self.map, args["rows"], stage=args["stage"], **place).summary

    def _suggestions(self, args: dict[str, Any]) -> list[dict[str, Any]]:
        """Return ideas for a place: entries with ``label``, ``why``, ``edit`` and ``args``."""
        about, id_ = args.get("about"), args.get("id")
        if self._suggest is None or not isinstance(about, str) or not isinstance(id_, str):
            return []
        return [dict(entry) for entry in self._suggest(self.map, about, id_)]


def checked_evidence(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of the evidence; raise MapError where a part or fact is not known or of the wrong type."""
    for part in evidence:
        if part not in _FACTS:
            raise MapError(f"evidence has no part {part!r}. Parts: {listing(_FACTS)}.")
    return {part: checked_facts(f"evidence[{part!r}]", facts, _FACTS[part]) for part, facts in evidence.items()}
