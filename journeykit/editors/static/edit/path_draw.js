/**
 * Drawing a route on the board, by mouse or by keyboard, one touchpoint after the other.
 *
 * The pen stands at a step of the route; the next touchpoint that is pressed (or dragged to, or taken with Enter) comes after
 * it. Every step is one edit of the route, so each can be taken back alone.
 */
import { h, icon, isNew, listen, svg } from "../core/dom.js";
import { onChosen } from "./choice.js";
import { swallowClick } from "./panels.js";
import { all } from "../core/view.js";
import { lineOf, stepAfter, stepGone, stepMoved, stopAt, wayOf } from "../read/route.js";

const NEW = "+";

/** Begin to draw, or go on with another route. @param {any} path see read/path.js @param {string} [wanted] id of a route, "+" for a new alternate */
export function begin(path, wanted) {
  path.drawing ??= makeDrawing(path);
  choose(path.drawing, wanted ?? path.all.find((route) => route.kind === "happy")?.id ?? NEW);
}

function makeDrawing(path) {
  const { board } = path;
  const drawing = { path, board, route: null, steps: [], pen: -1, sending: 0, focus: null };
  drawing.ghost = svg("path", { class: "jk-rubber" });
  drawing.overlay = svg("svg", { class: "jk-arrows jk-arrows--over", "aria-hidden": "true" }, drawing.ghost);
  drawing.which = h("select", { class: "jk-board__who", "aria-label": "Path to draw" });
  onChosen(drawing.which, () => choose(drawing, drawing.which.value));
  drawing.about = h("button", { type: "button", class: "jk-icon-button", "aria-label": "Name, kind and note of this path", title: "Name, kind and note of this path", on: { click: () => askAbout(drawing) } }, icon("more"));
  drawing.hint = h("span", { class: "jk-note jk-inline jk-pen__hint" }, "Press touchpoints in their order, or drag from one to the next.", h("kbd", null, "Enter"), "adds", h("kbd", null, "Shift+Enter"), "once more", h("kbd", null, "Del"), "takes off", h("kbd", null, "Alt+arrows"), "reorder", h("kbd", null, "E"), "entry", h("kbd", null, "Tab"), "names", h("kbd", null, "Esc"), "ends");
  drawing.bar = h("span", { class: "jk-inline jk-pen", role: "group", "aria-label": "Drawing a path" }, drawing.which, drawing.about, h("button", { type: "button", class: "jk-button jk-button--main", on: { click: () => end(drawing) } }, "Done"), drawing.hint);
  path.tools.append(drawing.bar);
  path.pen.hidden = true;
  board.frame.append(drawing.overlay);
  board.root.classList.add("is-drawing");
  const stretch = (event) => aim(drawing, chipOf(event.target));
  const stop = listen(board.grid, { pointerover: stretch, focusin: stretch });
  drawing.unplug = board.plug({
    keys: { board: (event) => onKey(event, drawing), item: (event, item, cell) => onItemKey(event, item, cell, drawing) },
    press: (event) => onPress(event, drawing),
    click: (event) => onClick(event, drawing),
    update: ({ kind }) => kind === "draw" && refresh(drawing),
    destroy: () => {
      stop();
      end(drawing, false);
    },
  });
  return drawing;
}

function end(drawing, refocus = true) {
  const { path, board } = drawing;
  if (path.drawing !== drawing) return;
  path.drawing = null;
  drawing.unplug();
  drawing.bar.remove();
  drawing.overlay.remove();
  path.pen.hidden = false;
  board.root.classList.remove("is-drawing");
  mark(drawing, null);
  if (!refocus) return;
  path.pen.focus();
  board.say("The drawing of paths has ended.");
}

/** Take a route under the pen, at its end. */
function choose(drawing, id) {
  const { path, board } = drawing;
  drawing.route = id === NEW ? null : id;
  drawing.fresh = id === NEW ? { kind: path.all.some((route) => route.kind === "happy") ? "alternate" : "happy" } : null;
  if (drawing.route) path.hidden.delete(id);
  refresh(drawing);
  drawing.pen = drawing.steps.length - 1;
  refresh(drawing);
  path.update();
  const name = held(drawing)?.name;
  board.say(name ? `Drawing “${name}”, ${drawing.steps.length} steps.` : "Drawing a new path: press its first touchpoint.");
  const start = drawing.steps[drawing.pen];
  const chip = (start && chipsOf(board, start)[0]) ?? board.grid.querySelector(".jk-item--touchpoints");
  chip?.focus({ preventScroll: true });
  chip?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const held = (drawing) => all(drawing.board.content, "routes").find((route) => route.id === drawing.route) ?? null;

/** Bring marks and choices up to date; the document is right unless an edit of ours is still on its way. */
function refresh(drawing) {
  const { board, path } = drawing;
  const route = held(drawing);
  if (drawing.route && !route && !drawing.sending) {
    end(drawing);
    board.say("The path that was being drawn is gone.", { tone: "problem" });
    return;
  }
  if (!drawing.sending) drawing.steps = [...(route?.touchpoints ?? [])];
  drawing.pen = Math.min(drawing.pen, drawing.steps.length - 1);
  const options = [...path.all.map(({ id, name }) => [id, name]), [NEW, path.all.length ? "New alternate …" : "Happy path"]];
  if (isNew(drawing.which, options)) drawing.which.replaceChildren(...options.map(([value, label]) => h("option", { value }, label)));
  drawing.which.value = drawing.route ?? NEW;
  drawing.about.hidden = !route;
  for (const button of path.routes.children) button.classList.toggle("is-drawn", path.all[[...path.routes.children].indexOf(button)]?.id === drawing.route);
  mark(drawing, drawing.steps[drawing.pen] ?? null);
}

const chipOf = (node) => node?.closest?.(".jk-item--touchpoints") ?? null;
const chipsOf = (board, id) => board.elementsOf(id).filter((node) => node.classList.contains("jk-item--touchpoints"));

function mark(drawing, id) {
  for (const old of drawing.board.grid.querySelectorAll(".is-pen")) old.classList.remove("is-pen");
  if (id) for (const chip of chipsOf(drawing.board, id)) chip.classList.add("is-pen");
  drawing.ghost.removeAttribute("d");
}

// --------------------------------------------------------------------------------------------------------------- edits

async function keep(drawing, { steps, pen }, words) {
  const { board } = drawing;
  Object.assign(drawing, { steps, pen, words });
  // A route that is being made has no id to change yet: what is pressed meanwhile goes along as soon as it has one.
  if (!drawing.route && drawing.sending) return;
  drawing.sending += 1;
  const reply = drawing.route ? await board.send("update_route", { id: drawing.route, touchpoints: steps }) : await make(drawing, steps);
  drawing.sending -= 1;
  if (reply.ok) board.say(drawing.words, { undo: Boolean(reply.removed) });
  refresh(drawing);
}

/** A new route, and then whatever has become of its steps while it was made. */
async function make(drawing, steps) {
  const { board, fresh } = drawing;
  const known = new Set(all(board.content, "routes").map((route) => route.id));
  const reply = await board.send("add_route", { name: fresh.kind === "happy" ? "Happy path" : `Alternate ${known.size}`, kind: fresh.kind, touchpoints: steps });
  const made = all(board.content, "routes").find((route) => !known.has(route.id));
  // Somebody may have turned to another route meanwhile.
  if (!made || drawing.fresh !== fresh) return reply;
  drawing.route = made.id;
  return drawing.steps === steps ? reply : board.send("update_route", { id: made.id, touchpoints: drawing.steps });
}

const nameOf = (drawing, id) => all(drawing.board.content, "touchpoints").find((t) => t.id === id)?.name ?? id;

/** A touchpoint is taken: the pen goes to it, or it becomes the next step. */
function take(drawing, id, again) {
  const at = drawing.steps.indexOf(id);
  if (at >= 0 && !again) {
    drawing.pen = at;
    refresh(drawing);
    return drawing.board.say(`The pen is at step ${at + 1}, ${nameOf(drawing, id)}. What you press now comes after it.`);
  }
  if (drawing.steps[drawing.pen] === id) return undefined;
  const fresh = stepAfter(drawing.steps, drawing.pen, id);
  return keep(drawing, fresh, `${nameOf(drawing, id)} is step ${fresh.pen + 1} of ${fresh.steps.length}.`);
}

/** From one touchpoint to another, as a drag says it. */
async function connect(drawing, from, to) {
  const at = drawing.steps.indexOf(from);
  if (at < 0) await take(drawing, from);
  else drawing.pen = at;
  const next = drawing.steps[drawing.pen + 1];
  if (next === to) return refresh(drawing);
  return take(drawing, to, !drawing.steps.includes(to));
}

function takeOff(drawing, id) {
  const at = drawing.steps.lastIndexOf(id);
  if (at < 0) return drawing.board.say(`${nameOf(drawing, id)} is not on this path.`);
  return keep(drawing, stepGone(drawing.steps, at), `${nameOf(drawing, id)} is off the path, ${drawing.steps.length - 1} steps left.`);
}

function shift(drawing, id, by) {
  const at = drawing.steps[drawing.pen] === id ? drawing.pen : drawing.steps.indexOf(id);
  const fresh = at >= 0 && stepMoved(drawing.steps, at, by);
  if (!fresh) return drawing.board.say(at < 0 ? `${nameOf(drawing, id)} is not on this path.` : "It stands at the end of the path already.");
  return keep(drawing, fresh, `${nameOf(drawing, id)} is step ${fresh.pen + 1} of ${fresh.steps.length}.`);
}

function askAbout(drawing) {
  const { board } = drawing;
  const route = held(drawing);
  const kinds = [["happy", "the happy path"], ["alternate", "an alternate"]];
  board.dialogs.form(drawing.about, {
    title: route.name,
    fields: [
      { name: "name", label: "Name", type: "text", value: route.name },
      { name: "kind", label: "It is", type: "select", value: route.kind ?? "alternate", options: kinds },
      { name: "note", label: "What differs from the happy path", type: "text", value: route.note ?? "" },
    ],
    save: async (changes) => {
      // There is one happy path: the one before it steps back first.
      const before = changes.kind === "happy" && all(board.content, "routes").find((other) => other.kind === "happy");
      if (before) await board.send("update_route", { id: before.id, kind: "alternate" });
      await board.send("update_route", { id: route.id, ...changes });
    },
    remove: { label: "Remove this path", run: () => removeRoute(drawing, route.id) },
    back: () => drawing.about.focus(),
  });
}

async function removeRoute(drawing, id) {
  drawing.sending += 1;
  const reply = await drawing.board.send("remove_route", { id });
  drawing.sending -= 1;
  if (drawing.path.drawing !== drawing) return;
  choose(drawing, drawing.path.all.find((route) => route.id !== id)?.id ?? NEW);
  // What was removed is the news, not what is drawn next.
  if (reply.removed) drawing.board.say(reply.removed, { undo: true });
}

// ---------------------------------------------------------------------------------------------------------------- keys

function onKey(event, drawing) {
  if (event.key !== "Escape") return false;
  event.stopPropagation();
  end(drawing);
  return true;
}

function onItemKey(event, item, cell, drawing) {
  if (!item.classList.contains("jk-item--touchpoints")) return false;
  const id = item.dataset.item;
  const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
  if (event.key === "Tab") drawing.which.focus();
  else if (event.key === "Enter" || event.key === " ") take(drawing, id, event.shiftKey);
  else if (event.key === "Delete" || event.key === "Backspace") takeOff(drawing, id);
  else if (event.altKey && by) shift(drawing, id, by);
  else if (by) walk(drawing, item, cell, event.key, by);
  else if (/^e$/i.test(event.key) && !event.ctrlKey && !event.metaKey) markEntry(drawing, id);
  else return false;
  event.preventDefault();
  return true;
}

/** To the next chip of the column, or to the one at the same height in the column beside. */
function walk(drawing, item, cell, key, by) {
  const chips = [...cell.querySelectorAll(".jk-item--touchpoints")];
  if (key === "ArrowUp" || key === "ArrowDown") return chips[chips.indexOf(item) + by]?.focus();
  const cells = [...cell.parentElement.querySelectorAll(".jk-cell--touchpoints")];
  const step = getComputedStyle(cell).direction === "rtl" ? -by : by;
  for (let place = cells.indexOf(cell) + step; cells[place]; place += step) {
    drawing.board.cell(cells[place].dataset.key);
    const there = [...cells[place].querySelectorAll(".jk-item--touchpoints")];
    if (!there.length) continue;
    const middle = (node) => node.getBoundingClientRect().top + node.offsetHeight / 2;
    const near = there.reduce((best, chip) => (Math.abs(middle(chip) - middle(item)) < Math.abs(middle(best) - middle(item)) ? chip : best));
    near.focus({ preventScroll: true });
    return near.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  return undefined;
}

function markEntry(drawing, id) {
  const touchpoint = all(drawing.board.content, "touchpoints").find((t) => t.id === id);
  return drawing.board.send("update_touchpoint", { id, entry_point: !touchpoint?.entry_point });
}

// --------------------------------------------------------------------------------------------------------------- mouse

function onClick(event, drawing) {
  const chip = chipOf(event.target);
  if (!chip) return false;
  // A press of Enter on a button is a click as well; the key has been answered.
  if (event.detail > 0) take(drawing, chip.dataset.item, event.shiftKey);
  return true;
}

function onPress(event, drawing) {
  const chip = chipOf(event.target);
  if (!chip || event.button !== 0) return Boolean(chip);
  const from = chip.dataset.item;
  const start = [event.clientX, event.clientY];
  let target = null;
  let moved = false;
  const move = (e) => {
    moved ||= Math.hypot(e.clientX - start[0], e.clientY - start[1]) > 5;
    if (!moved) return;
    const under = chipOf(document.elementFromPoint(e.clientX, e.clientY));
    target = under && under !== chip && drawing.board.grid.contains(under) ? under : null;
    aim(drawing, target, chip, [e.clientX, e.clientY]);
  };
  const stop = (e) => {
    unhear();
    drawing.ghost.removeAttribute("d");
    if (!moved) return;
    swallowClick(globalThis)();
    if (e.type === "pointerup" && target) connect(drawing, from, target.dataset.item);
  };
  const unhear = listen(globalThis, { pointermove: move, pointerup: stop, pointercancel: stop }, true);
  return true;
}

/** The arrow that would be drawn: from the pen (or the chip a drag began at) to a chip, or to the pointer. */
function aim(drawing, chip, from = null, pointer = null) {
  const { board, ghost } = drawing;
  const pen = from ?? (drawing.steps[drawing.pen] && chipsOf(board, drawing.steps[drawing.pen])[0]);
  const known = chip && !from && drawing.steps.includes(chip.dataset.item);
  if (!pen || (!chip && !pointer) || chip === pen || known) return ghost.removeAttribute("d");
  const origin = board.grid.getBoundingClientRect();
  const start = stopOf(pen, origin, board);
  const points = chip ? wayOf(start, stopOf(chip, origin, board)) : [[start.right, (start.top + start.bottom) / 2], [board.path.rtl ? origin.right - pointer[0] : pointer[0] - origin.left, pointer[1] - origin.top]];
  drawing.overlay.setAttribute("width", String(origin.width));
  drawing.overlay.setAttribute("height", String(origin.height));
  return ghost.setAttribute("d", lineOf(points));
}

function stopOf(chip, origin, board) {
  const cell = chip.closest(".jk-cell");
  const column = board.view.stages.findIndex((stage) => stage.id === cell.dataset.stage);
  return stopAt(chip.getBoundingClientRect(), cell.getBoundingClientRect(), column, origin, board.path.rtl);
}
