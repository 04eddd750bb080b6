"""``MapWidget``: what an editor of a journey map is made of. JavaScript draws and names an edit, Python decides.

Build on it
-----------
A subclass sets ``_esm`` and ``_css`` (``_assets.load_esm``, ``load_css``) and, when it needs less than the whole map or
more than it, overrides ``_content(journey)``: JSON-ready data with an ``id`` in every entry of a list of objects.
``accepts`` narrows the edits that its page may send; ``_answers`` maps a question to a method ``(args) -> value``.

Messages
--------
The browser sends ``{"edit": name, "args": {...}, "id": "x:1"}`` with a name of ``journeykit.model.edit.EDITS``, or
``undo`` / ``redo``; ``{"ask": name, "args": {...}, "id": …}`` only asks (``document`` is always there).
Python sends ``{"re": id, "ok": True, "value"?}`` or ``{"re": id, "ok": False, "error": sentence}``, with ``"problems"``
by field where values of an element do not fit. Every change of the
map, wherever it came from, sends ``{"patch": [...], "revision": n, "undo": bool, "redo": bool}`` to all views; for an
edit from the browser that is part of the reply, with ``"words"``, what it did, and ``"removed"``, what it took away.
``{"status": {"text", "tone"}}`` is a line to show.

State
-----
Given a shared map (``journeykit.store.open_shared``), edits go into its log and others' edits arrive: see ``_live.py``.
``map`` is observable and lives in Python only. ``document`` is synced: ``{"revision", "content", "undo", "redo"}``; it
is always current for a page that opens now, and is sent whole only when another map is set. ``editable`` tells the page
what to draw; what a page may do is decided by a value that no page can write.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, ClassVar

import traitlets

from journeykit.editors._arguments import check_pictures, checked_args
from journeykit.editors._document import changed_document, map_document
from journeykit.editors._live import LiveSide, Shared
from journeykit.editors._readers import may_edit
from journeykit.editors._reply import edit_reply
from journeykit.editors._still import still_html
from journeykit.editors._widget import EditorWidget
from journeykit.errors import FieldError, JourneyKitError, MapError, UnknownIdError, listing, nearest
from journeykit.model.changes.operations import Operation, value_operations
from journeykit.model.edit import EDITS, apply
from journeykit.model.journey import JourneyMap

__all__ = ["MapWidget"]

STEPS_KEPT = 200
"""How many edits can be taken back. Maps share what they have in common, so a step costs little."""

Answer = Callable[[dict[str, Any]], Any]


class MapWidget(EditorWidget):
    """An editor that is bound to one journey map.

    Parameters
    ----------
    journey : JourneyMap or SharedMap
        The map to edit. Set it again to show another one; observe it to hear of every edit. A map that
        ``journeykit.store.open_shared`` opened is edited together with others.
    editable : bool, optional
        False makes a reading view: whatever a page sends, the map stays as it is. Left out, the map is edited in a
        notebook and read where ``journeykit serve`` shows it; True edits there too under ``serve --editable``. Fixed
        for the life of the widget.

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
    """Edits that a page of this widget may send, beside undo and redo."""

    def __init__(self, journey: JourneyMap | Shared, *, editable: bool | None = None, **traits: Any) -> None:
        self._live: LiveSide | None = None
        self._is_shared = not isinstance(journey, JourneyMap)
        self._may_edit = may_edit(editable) and not getattr(journey, "read_only", False)
        self._quiet = False
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
        """Change the map by an edit's name, as a gesture in the editor does, and return the new map.

        Raises
        ------
        UnknownIdError
            No such edit or element.
        MapError
            Arguments that do not fit. The map stays as it was.
        """
        if self._live is None:
            fresh = apply(self.map, name, args)
            self._done.append((name, dict(args)))
            self.map = fresh
        else:
            self._live.submit(name, args)
            self._done.append((name, dict(args)))
        return self.map

    def undo(self) -> JourneyMap:
        """Take the last edit back and return the map; without one, the map stays."""
        return self._step(self._past, self._future, "undo")

    def redo(self) -> JourneyMap:
        """Bring the edit back that was taken back last, and return the map."""
        return self._step(self._future, self._past, "redo")

    @property
    def history(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """Edits made here, oldest first, as ``(name, arguments)``: what was clicked, ready for a script."""
        return tuple(self._done)

    def say(self, text: str, tone: str = "quiet") -> None:
        """Show a line in the editor's status place, such as "Saved 12:03"; ``tone`` is quiet, good or problem."""
        self.send({"status": {"text": text, "tone": tone}})

    # ---------------------------------------------------------------------------------------------- from the page

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        # ipywidgets calls this for every message of the page. Nothing that a page sends may end in a traceback.
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
                # The map is as it was: what the page asked for stood there already.
                self._reply(**({} if self._replied else edit_reply(message["edit"], args, self.map, self.map)))
            else:
                self._reply(value=self._answer(message["ask"], args))
        except FieldError as error:
            self._refuse(str(error), problems=error.problems)
        except JourneyKitError as error:
            self._refuse(str(error))
        except Exception:
            # A fault of ours: the person keeps a sentence, the log keeps the cause.
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
            # The edit is done and told; it is something that follows the map, such as a chart, that failed.
            self.say("Your change is kept, but a view that follows this map could not be drawn.", "problem")

    def _edit_from_page(self, name: Any, args: dict[str, Any]) -> None:
        if not self._may_edit:
            raise MapError("This is a reading view: nothing was changed. Open the map in an editor to change it.")
        if name in ("undo", "redo"):
            # A page may ask before it hears that the edit it would take back was refused.
            if not self.document[name]:
                raise MapError(f"There is nothing to {'take back' if name == 'undo' else 'do again'}.")
            self._page_edit = (name, args)
            self.undo() if name == "undo" else self.redo()
        elif isinstance(name, str) and name in self.accepts:
            check_pictures(args)
            self._page_edit = (name, args)
            self.edit(name, **args)
        else:
            raise UnknownIdError("edit", str(name)[:80], self.accepts, where="this editor")

    def _answer(self, question: Any, args: dict[str, Any]) -> Any:
        answers = self._answers()
        if question not in answers:
            guess = nearest(str(question), answers)
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise MapError(f"this editor does not answer {str(question)[:80]!r}.{hint} It answers: {listing(answers)}.")
        return answers[question](args)

    def _answers(self) -> dict[str, Answer]:
        return {"document": lambda args: self.document} | (self._live.answers() if self._live is not None else {})

    # ---------------------------------------------------------------------------------------------------- drawing

    def _content(self, journey: JourneyMap) -> dict[str, Any]:
        return map_document(journey)

    def _content_and_patch(self) -> tuple[dict[str, Any], list[Operation]]:
        """Return what a page holds of the map now, and the operations that lead there from what it held."""
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
            self._live.put(new)  # A program set it: that is an edit like any other.
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
        """Bring ``document`` up to date: as a patch to all views, or whole for another map."""
        state: dict[str, Any] = {"undo": bool(self._past), "redo": bool(self._future)}
        if self._live is not None:
            state = {**self._live.shared.steps, "at": self._live.shared.revision}
        content, patch = self._content_and_patch()
        state["revision"] = self.document.get("revision", 0) + 1
        if whole:
            self.document = {**state, "content": content}
            return
        self._quiet = True
        try:
            self.document = {**state, "content": content}
        finally:
            self._quiet = False
        if self._replied:
            self.send({"patch": patch, **state})
        else:
            # Told before other observers of the map run: the page does not wait for charts.
            self._reply(patch=patch, **self._told, **state)

    def _should_send_property(self, key: str, value: Any) -> bool:
        # While a patch is on its way the whole document must not be: pages patch their own copy.
        if key == "document" and self._quiet:
            return False
        return bool(super()._should_send_property(key, value))

    def _words(self) -> str:
        return repr(self.map)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add the map as a still table, for whoever opens the notebook where widgets are not drawn."""
        shown = super()._repr_mimebundle_(**options)
        return shown and ({**shown[0], "text/html": still_html(self.map)}, shown[1])
