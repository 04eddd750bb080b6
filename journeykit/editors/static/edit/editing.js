/**
 * Editing, added to a board that is drawn already. The board asks its Python side for this module only where the map may be
 * changed, so that a reading view holds nothing that could change it.
 *
 * edit/commands.js: what a gesture does. edit/gestures.js: what it means for the document. Here: which gesture it was.
 */
import { forgetUndo, iconButton } from "../core/controls.js";
import { h } from "../core/dom.js";
import { actOnCell, actOnItem, addTo, dropItem, dropStage, lanesMenu, openItem, sendEdit, shortForms, stageMenu, typeNew, typeStage } from "./commands.js";
import { follow, openMenu } from "./panels.js";
import { answerPoint, pressLane } from "./points.js";
import { glyph } from "../core/glyphs.js";

/** Make a board editable. @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin} */
export function attach(board) {
  const step = (name) => takeStep(board, name);
  const lanes = h("button", { type: "button", class: "jk-button", "aria-haspopup": "menu", on: { click: () => lanesMenu(board) } }, glyph("lanes"), "Lanes");
  const steps = {
    undo: iconButton("undo", "Undo", () => step("undo"), { title: "Undo (Ctrl+Z)" }),
    redo: iconButton("redo", "Redo", () => step("redo"), { title: "Redo (Ctrl+Shift+Z)" }),
  };
  const elements = h("button", { type: "button", class: "jk-button", on: { click: () => board.details.elements() } }, "On this map");
  const help = h("button", { type: "button", class: "jk-icon-button jk-strong jk-help-button", "aria-label": "Keys and gestures", title: "Keys and gestures (?)", on: { click: () => board.editing.help() } }, "?");
  board.tools.replaceChildren(lanes, elements, steps.undo, steps.redo, help);
  board.beginEditing({
    lanes,
    step,
    send: (edit, args) => sendEdit(board, edit, args),
    menu: (anchor, menu) => openMenu(board.root, anchor, menu),
    type: typeNew,
    rename: (cell) => actOnCell({ key: "F2" }, cell, board),
    help: async () => (await board.fetch("edit/help.js"))?.open(board),
    point: (cell, parts) => answerPoint(cell, parts, board),
    stageMenu: (id) => stageMenu(board, id),
    addStage: () => typeStage(board, null),
    addTo: (key) => addTo(board, board.cell(key)),
    // Disabled buttons lose the focus, and with it the person's place: they stay and say that they are off.
    drawTools: () => Object.entries(board.transport.can).forEach(([name, on]) => steps[name].setAttribute("aria-disabled", String(!on))),
  });
  shortForms(board);
  const press = { free: true };
  return {
    update: ({ kind, patch }) => kind === "draw" && patch && forgetUndo(board.status, board.model),
    click: (event) => onClick(event, board, press),
    press: (event) => onPress(event, board, press),
    keys: {
      board: (event) => onEditingKey(event, board),
      cell: (event, cell) => actOnCell(event, cell, board),
      item: (event, item, cell) => actOnItem(event, item, cell, board),
    },
  };
}

async function takeStep(board, name) {
  if (!board.transport.can[name]) return;
  const { here } = board;
  await board.send(name, {});
  if (!board.root.contains(board.active)) board.focus(here);
}

function onEditingKey(event, board) {
  if (!(event.ctrlKey || event.metaKey) || !/^[zy]$/i.test(event.key)) return false;
  // In a field these keys are about its text, as everywhere.
  if (event.target.matches("textarea, input:not([type=checkbox], [type=radio])")) return false;
  takeStep(board, event.shiftKey || /y/i.test(event.key) ? "redo" : "undo");
  return true;
}

function onClick(event, board, press) {
  const cell = event.target.closest("[data-key]");
  if (!cell || event.target.closest("a, .jk-typing, .jk-stage__more, .jk-add, .jk-dot, .jk-felt")) return;
  const item = event.target.closest("[data-item]");
  if (item) openItem(board, cell, item);
  else if (board.at(cell).point) press.free && pressLane(event, cell, board);
  else if (event.target.closest(".jk-stage__name, .jk-lane__title, .jk-corner__name, .jk-cell--text, .jk-cell--stage_objective, .jk-cell--content_mix, .jk-cell--cost, .jk-prompt")) actOnCell({ key: "Enter" }, cell, board);
}

function onPress(event, board, press) {
  // A press that ends typing, a panel or a choice of several is about that, not about the place where it falls.
  press.free = !event.jkEnds && !board.root.querySelector(".jk-typing") && !(board.selection?.chosen().length > 1) && !board.path?.drawing;
  const item = event.target.closest(".jk-item");
  const stage = event.target.closest(".jk-stage");
  if (event.target.closest(".jk-typing, .jk-stage__more")) return;
  if (item) {
    const from = item.closest("[data-key]");
    const found = { at: null };
    follow(event, item, board.frame, {
      over: (x, y) => (found.at = itemTarget(board, from, item, x, y)),
      drop: () => found.at && dropItem(board, board.at(from).view, item.dataset.item, found.at),
      end: () => markDrop(board, null),
    });
  } else if (stage) {
    const found = { at: null };
    follow(event, stage, board.frame, {
      over: (x) => (found.at = stageTarget(board, stage, x)),
      drop: () => found.at && dropStage(board, stage.dataset.stage, found.at.before),
      end: () => markDrop(board, null),
    });
  }
}

/** The cell under the pointer that can take the element, and which element it will stand before. */
function itemTarget(board, from, item, x, y) {
  const cell = document.elementFromPoint(x, y)?.closest?.(".jk-cell");
  const fits = cell && board.grid.contains(cell) && board.at(cell).view?.lane === board.at(from).view.lane && (!board.at(from).view.linkedHome || cell === from);
  if (!fits) return markDrop(board, null);
  const others = [...cell.querySelectorAll(".jk-item")].filter((other) => other !== item);
  const before = others.find((other) => {
    const box = other.getBoundingClientRect();
    return y < box.top || (y < box.bottom && x < box.left + box.width / 2);
  });
  return markDrop(board, { cell, mark: before ?? cell.querySelector(".jk-add"), stage: board.at(cell).view.stage, before: before?.dataset.item ?? null });
}

function stageTarget(board, stage, x) {
  const others = [...board.grid.querySelectorAll(".jk-stage")].filter((other) => other !== stage);
  const before = others.find((other) => {
    const box = other.getBoundingClientRect();
    return x < box.left + box.width / 2;
  });
  return markDrop(board, { mark: before ?? board.cell("add"), before: before?.dataset.stage ?? null });
}

function markDrop(board, target) {
  for (const old of board.grid.querySelectorAll(".is-target, .is-before")) old.classList.remove("is-target", "is-before");
  target?.cell?.classList.add("is-target");
  target?.mark?.classList.add("is-before");
  return target;
}
