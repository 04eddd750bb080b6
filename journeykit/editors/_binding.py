"""``MapWidget``: the base of all editors of a journey map. JavaScript draws and names an edit, Python decides.

Subclasses
----------
A subclass sets ``_esm`` and ``_css`` (``_assets.load_esm``, ``load_css``) and, if it needs other data than the map,
overrides ``_content(journey)``: JSON-ready data with an ``id`` in every entry of a list of objects. ``accepts`` names
the edits that its page may send; ``_answers`` maps a question to a method ``(args) -> value``.

Messages
--------
The browser sends ``{"edit": name, "args": {...}, "id": "x:1"}`` with a name of ``journeykit.model.edit.EDITS``, or
``undo`` / ``redo``; ``{"ask": name, "args": {...}, "id": …}`` asks without changing the map (``document`` is always
available). Python replies ``{"re": id, "ok": True, "value"?}`` or ``{"re": id, "ok": False, "error": sentence}``, with
``"problems"`` by field if values of an element do not fit. Every change of the map sends ``{"patch": [...], "revision":
n, "undo": bool, "redo": bool}`` to all views; for an edit from the browser it is part of the reply, with ``"words"``
(what it did) and ``"removed"`` (what it removed). ``{"status": {"text", "tone"}}`` is a line to show.

State
-----
With a shared map (``journeykit.store.open_shared``), edits go into its log and others' edits arrive: see ``_live.py``.
``map`` is observable and exists only in Python. ``document`` is synced: ``{"revision", "content", "undo", "redo"}``; it
is current for a page that opens now, and is sent as a whole only when another map is set. ``editable`` tells the page
what to draw; what a page may do depends on a value that no page can write.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, ClassVar

import traitlets

from journeykit.editors._arguments import check_batch, check_pictures, checked_args
from journeykit.editors._document import changed_document, map_document
from journeykit.editors._live import LiveSide, Shared
from journeykit.editors._readers import may_edit
from journeykit.editors._reply import edit_reply
from journeykit.editors._still import still_html
from journeykit.editors._widget import EditorWidget
from journeykit.errors import FieldError, JourneyKitError, MapError, UnknownIdError, did_you_mean, listing
from journeykit.model.changes.operations import Operation, value_operations
from journeykit.model.edit import EDITS, apply
from journeykit.model.journey import JourneyMap

STEPS_KEPT = 200
"""How many edits can be undone. Maps share what they have in common, so a step needs little memory."""

Answer = Callable[[dict[str, Any]], Any]


class MapWidget(EditorWidget):
    """An editor that is bound to one journey map.

    Parameters
    ----------
    journey : JourneyMap or SharedMap
        The map to edit. Set ``map`` to show another one, observe it to follow edits. A map from
        ``journeykit.store.open_shared`` is edited together with others.
    editable : bool, optional
        False makes a reading view: no page can change the map. By default the map is editable in a notebook and a
        reading view under ``journeykit serve``; True is editable there too with ``serve --editable``. It cannot be
        changed later.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.editors._binding import MapWidget
    >>> widget = MapWidget(jk.new_map("Shop"))
    >>> widget.edit("add_persona", name="Trey").personas[0].name
    'Trey'
    >>> widget.undo().personas
    ()
    """

    map = traitlets.Instance(JourneyMap)
    document = traitlets.Dict().tag(sync=True)
    editable = traitlets.Bool(True, read_only=True).tag(sync=True)

    accepts: ClassVar[frozenset[str]] = frozenset(EDITS)
    """Edits that a page may send, besides undo and redo; also those inside ``apply_all``."""

    def __init__(self, journey: JourneyMap | Shared, *, editable: bool | None = None, **traits: Any) -> None:
        self._live: LiveSide | None = None
        self._is_shared = not isinstance(journey, JourneyMap)
        self._may_edit = may_edit(editable) and not getattr(journey, "read_only", False)
        self._past: list[JourneyMap] = []
        self._future: list[JourneyMap] = []
        self._done: list[tuple[str, dict[str, Any]]] = []
        self._stepping = False
        self._drawn: JourneyMap | None = None
        self._asked: Any = None
        self._replied = True
        self._page_edit: tuple[str, dict[str, Any]] | None = None
        self._told: dict[str, str] = {}
        super().__init__(**traits)
        self.set_trait("editable", self._may_edit)
        if isinstance(journey, JourneyMap):
            self.map = journey
        else:
            self.map = journey.map
            self._live = LiveSide(self, journey, may_edit=self._may_edit)
            self._live.take()

    # ------------------------------------------------------------------------------------------------ from Python

    def edit(self, name: str, /, **args: Any) -> JourneyMap:
        """Make an edit by its name, as a gesture in the editor does, and return the new map.

        Raises
        ------
        UnknownIdError
            No such edit or element.
        MapError
            The arguments do not fit; the map is not changed.
        """
        if self._live is None:
            fresh = apply(self.map, name, args)
            self._done.append((name, args))
            self.map = fresh
        else:
            self._live.submit(name, args)
            self._done.append((name, args))
        return self.map

    def undo(self) -> JourneyMap:
        """Undo the last edit, if there is one, and return the map."""
        return self._step(self._past, self._future, "undo")

    def redo(self) -> JourneyMap:
        """Redo the edit that was undone last, if there is one, and return the map."""
        return self._step(self._future, self._past, "redo")

    @property
    def history(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """Edits made in this widget, oldest first, as ``(name, arguments)``, ready for a script."""
        return tuple(self._done)

    def say(self, text: str, tone: str = "quiet") -> None:
        """Show a status line, such as "Saved 12:03"; ``tone`` is quiet, good or problem."""
        self.send({"status": {"text": text, "tone": tone}})

    # ---------------------------------------------------------------------------------------------- from the page

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        # ipywidgets calls this for every message of the page. No message may cause a traceback.
        message = content if isinstance(content, dict) else {}
        if "edit" not in message and "ask" not in message:
            super()._handle_custom_msg(content, buffers)
            return
        self._asked, self._replied, self._page_edit, self._told = message.get("id"), False, None, {}
        if self._live is not None:
            self._live.from_page(message)
        try:
            args = checked_args(message)
            if "edit" in message:
                self._edit_from_page(message["edit"], args)
                # Not replied yet: the edit changed nothing.
                self._reply(**({} if self._replied else edit_reply(message["edit"], args, self.map, self.map)))
            else:
                self._reply(value=self._answer(message["ask"], args))
        except FieldError as error:
            self._refuse(str(error), problems=error.problems)
        except JourneyKitError as error:
            self._refuse(str(error))
        except Exception:
            # A bug: the page gets a sentence, the log the cause.
            logging.getLogger(__name__).exception("%s could not answer a page", type(self).__name__)
            self._refuse("Something went wrong in the notebook. Nothing was changed; your text is kept here.")
        finally:
            self._asked, self._replied = None, True
            if self._live is not None:
                self._live.from_page({})

    def _reply(self, **more: Any) -> None:
        if not self._replied:
            self._replied = True
            self.send({"re": self._asked, "ok": True, **more})

    def _refuse(self, sentence: str, **more: Any) -> None:
        if not self._replied:
            self._replied = True
            self.send({"re": self._asked, "ok": False, "error": sentence, **more})
        else:
            # The edit is made; an observer of the map, such as a chart, failed.
            self.say("Your change is kept, but a view that follows this map could not be drawn.", "problem")

    def _edit_from_page(self, name: Any, args: dict[str, Any]) -> None:
        if not self._may_edit:
            raise MapError("This is a reading view: nothing was changed. Open the map in an editor to change it.")
        if name in ("undo", "redo"):
            # A page may ask before it is told that the edit to undo was refused.
            if not self.document[name]:
                raise MapError(f"There is nothing to {'take back' if name == 'undo' else 'do again'}.")
            self._page_edit = (name, args)
            self.undo() if name == "undo" else self.redo()
        elif isinstance(name, str) and name in self.accepts:
            check_batch(name, args, self.accepts)
            check_pictures(args)
            self._page_edit = (name, args)
            self.edit(name, **args)
        else:
            raise UnknownIdError("edit", str(name)[:80], self.accepts, where="this editor")

    def _answer(self, question: Any, args: dict[str, Any]) -> Any:
        answers = self._answers()
        if question not in answers:
            hint = did_you_mean(str(question), answers)
            raise MapError(f"this editor does not answer {str(question)[:80]!r}.{hint} It answers: {listing(answers)}.")
        return answers[question](args)

    def _answers(self) -> dict[str, Answer]:
        return {"document": lambda args: self.document} | (self._live.answers() if self._live is not None else {})

    # ---------------------------------------------------------------------------------------------------- drawing

    def _content(self, journey: JourneyMap) -> dict[str, Any]:
        return map_document(journey)

    def _content_and_patch(self) -> tuple[dict[str, Any], list[Operation]]:
        """Return the content for the pages, and the operations from the previous content to it."""
        held = self.document.get("content", {})
        drawn, self._drawn = self._drawn, self.map
        if held and drawn is not None and type(self)._content is MapWidget._content:
            return changed_document(held, drawn, self.map)
        content = self._content(self.map)
        return content, value_operations(held, content)

    @traitlets.observe("map")
    def _map_changed(self, change: Any) -> None:
        old, new = change["old"], change["new"]
        if self._live is not None and not self._live.taking:
            self._live.put(new)  # Set by a program: an edit like any other.
            self._publish()
            return
        if not self._replied and self._page_edit is not None:
            self._told = edit_reply(*self._page_edit, old, new)
        another = not isinstance(old, JourneyMap) or old.id != new.id
        if another:
            self._past, self._future, self._done = [], [], []
        elif not self._stepping and self._live is None:
            self._past = [*self._past[1 - STEPS_KEPT :], old]
            self._future = []
        self._publish(whole=another)

    def _step(self, back: list[JourneyMap], forth: list[JourneyMap], name: str) -> JourneyMap:
        if self._live is not None:
            self._live.step(name)
            return self.map
        if not back:
            return self.map
        forth.append(self.map)
        self._stepping = True
        try:
            self.map = back.pop()
        finally:
            self._stepping = False
        self._done.append((name, {}))
        return self.map

    def _publish(self, *, whole: bool = False) -> None:
        """Update ``document``: with a patch to all views, or as a whole for another map."""
        state: dict[str, Any] = {"undo": bool(self._past), "redo": bool(self._future)}
        if self._live is not None:
            state = {**self._live.shared.steps, "at": self._live.shared.revision}
        content, patch = self._content_and_patch()
        state["revision"] = self.document.get("revision", 0) + 1
        if whole:
            self.document = {**state, "content": content}
            return
        self._set_quietly("document", {**state, "content": content})
        if self._replied:
            self.send({"patch": patch, **state})
        else:
            # Before other observers of the map run: the page need not wait for charts.
            self._reply(patch=patch, **self._told, **state)

    def _words(self) -> str:
        return repr(self.map)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add the map as a static table, for viewers of the notebook that do not draw widgets."""
        shown = super()._repr_mimebundle_(**options)
        return shown and ({**shown[0], "text/html": still_html(self.map)}, shown[1])
