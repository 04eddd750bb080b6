/**
 * Several things at once: chosen with Ctrl or Shift, then moved, copied, removed together; menus for a right press; the
 * clipboard, inside a board, between boards, and from and to a spreadsheet.
 */
import { h, listen } from "../core/dom.js";
import { all, LISTS } from "../core/view.js";
import { alike, bundle, carries, cellText, drops, duplicates, isHeader, refFor, removals, tabbed, tableOf, together } from "./bulk.js";
import { drawLaneButtons, isMenuKey, laneMenu, onLaneKey, onLanePress } from "./lanes.js";

/** The largest text that is taken from a clipboard; a change to the map may not be larger either. */
const MOST = 1_000_000;
const TYPE = "application/x-journeykit+json";

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const state = { chosen: new Map(), marked: false };
  board.selection = {
    select: (refs, options) => selectRefs(board, state, refs, options),
    chosen: () => [...state.chosen.values()],
    dropMany: (id, target) => dropMany(board, state, id, target),
  };
  const destroy = listen(board.root, {
    contextmenu: (event) => onContextMenu(event, board, state),
    copy: (event) => onCopy(event, board, state, false),
    cut: (event) => onCopy(event, board, state, true),
    paste: (event) => onPaste(event, board),
  });
  // In JupyterLab: its own menu would open over ours.
  for (const part of [board.grid, board.dock]) part.setAttribute("data-jp-suppress-context-menu", "");
  drawLaneButtons(board);
  return {
    update: ({ kind }) => {
      if (kind !== "draw") return;
      markAll(board, state);
      drawLaneButtons(board);
    },
    click: (event) => onClick(event, board, state),
    press: (event) => onLanePress(event, board),
    keys: {
      board: (event) => onKey(event, board, state),
      cell: (event, cell) => onCellKey(event, cell, board, state),
      item: (event, item, cell) => onItemKey(event, item, cell, board, state),
    },
    destroy,
  };
}

// -------------------------------------------------------------------------------------------------------------- choosing

const keyOf = ({ kind, id, stage, lane }) => `${kind}|${id ?? ""}|${stage ?? ""}|${lane ?? ""}`;

/** What a node of the grid stands for: an element, a text cell, a stage, a lane; null for the rest. */
function thingOf(board, node) {
  const cell = node?.closest("[data-key]");
  if (!cell) return null;
  const item = node.closest(".jk-item");
  const { key } = cell.dataset;
  if (key.startsWith("stage/")) return { kind: "stage", id: cell.dataset.stage };
  if (key.startsWith("lane/")) return { kind: "lane", id: key.slice("lane/".length) };
  const { view } = board.at(cell);
  if (!view) return null;
  const { kind, stage, lane } = view;
  return item ? { kind, id: item.dataset.item, stage, lane } : { kind, stage, lane };
}

const nodeOf = (board, { kind, id, stage, lane }) => {
  if (kind === "stage" || kind === "lane") return board.cell(`${kind}/${id}`);
  const cell = board.cell(`${lane}/${stage}`);
  return id ? cell?.querySelector(`.jk-item[data-item="${CSS.escape(id)}"]`) : cell;
};

/**
 * Choose things. A stage is never among what stands in it, nor a lane: what is done to all would reach what nobody pointed at.
 * @param {any} like the thing that decides the sort, where there are several
 */
function choose(board, state, things, like = things[0]) {
  state.chosen = new Map(alike(things, like).map((thing) => [keyOf(thing), thing]));
  markAll(board, state);
  board.update({ kind: "select", refs: [...new Set([...state.chosen.values()].map(refFor))] });
}

function toggle(board, state, thing) {
  const kept = [...state.chosen.values()].filter((other) => keyOf(other) !== keyOf(thing));
  const taken = kept.length === state.chosen.size;
  choose(board, state, taken ? [...kept, thing] : kept, taken ? thing : kept[0]);
  say(board, state);
}

/** What stands in the bar as "3 selected" is what Delete is about, wherever the focus has gone since. */
const several = (state) => state.chosen.size > 1;

const say = (board, state) => board.say(state.chosen.size ? `${state.chosen.size} selected: Alt+← → moves, Ctrl+D duplicates, Delete removes, Escape lets go.` : "Nothing selected.");

/** Mark what is chosen, and forget what is not on the board any more. */
function markAll(board, state) {
  if (!state.chosen.size && !state.marked) return;
  for (const node of board.grid.querySelectorAll(".is-selected")) {
    node.classList.remove("is-selected");
    node.removeAttribute(node.matches("button") ? "aria-pressed" : "aria-selected");
  }
  for (const [key, thing] of state.chosen) {
    const node = nodeOf(board, thing);
    if (!node) state.chosen.delete(key);
    else {
      node.classList.add("is-selected");
      node.setAttribute(node.matches("button") ? "aria-pressed" : "aria-selected", "true");
    }
  }
  state.marked = state.chosen.size > 0;
}

function selectRefs(board, state, refs, { add = false } = {}) {
  const wanted = new Set(refs);
  const things = [...board.grid.querySelectorAll(".jk-item, .jk-stage, .jk-cell")].map((node) => thingOf(board, node)).filter((thing) => thing && wanted.has(refFor(thing)));
  const first = things.filter((thing, i) => things.findIndex((other) => refFor(other) === refFor(thing)) === i);
  choose(board, state, [...(add ? state.chosen.values() : []), ...first]);
}

/** The cells, elements or stages between two of a kind, as Shift chooses them. */
function between(board, from, to) {
  if (from.kind === "stage" && to.kind === "stage") {
    const ids = all(board.content, "stages").map(({ id }) => id);
    const [a, b] = [ids.indexOf(from.id), ids.indexOf(to.id)].sort((x, y) => x - y);
    return ids.slice(a, b + 1).map((id) => ({ kind: "stage", id }));
  }
  if (from.id && to.id && from.lane === to.lane) {
    const items = [...board.grid.querySelectorAll(`[data-lane="${CSS.escape(from.lane)}"] .jk-item`)].map((node) => thingOf(board, node));
    const at = (thing) => items.findIndex((other) => keyOf(other) === keyOf(thing));
    const [a, b] = [at(from), at(to)].sort((x, y) => x - y);
    return items.slice(a, b + 1);
  }
  if (from.id || to.id || !from.stage || !to.stage) return [to];
  const stages = all(board.content, "stages").map(({ id }) => id);
  const lanes = board.view.halves.flatMap((group) => group.lanes.map((lane) => lane.id));
  const span = (list, x, y) => list.slice(Math.min(list.indexOf(x), list.indexOf(y)), Math.max(list.indexOf(x), list.indexOf(y)) + 1);
  return span(lanes, from.lane, to.lane).flatMap((lane) => span(stages, from.stage, to.stage).map((stage) => thingOf(board, board.cell(`${lane}/${stage}`)))).filter(Boolean);
}

// -------------------------------------------------------------------------------------------------------------- gestures

function onClick(event, board, state) {
  if (event.target.closest("a, .jk-typing, .jk-stage__more, .jk-lane__more, .jk-add, .jk-dot, .jk-felt")) return false;
  const thing = thingOf(board, event.target);
  // While a path is drawn, presses and keys on touchpoints are its own.
  if (!thing || board.path?.drawing) return false;
  if (event.ctrlKey || event.metaKey) toggle(board, state, thing);
  else if (event.shiftKey) {
    choose(board, state, between(board, state.anchor ?? thing, thing));
    say(board, state);
  } else {
    state.anchor = thing;
    const shows = board.panel?.shown?.name === "details" && thing.id && thing.kind !== "lane";
    // A press on a header writes its name. It is not chosen by that, or the next Delete would take it along.
    choose(board, state, thing.id && (shows || !isHeader(thing)) ? [thing] : []);
    // With the details open a press shows those of the next thing; no form lies over the board.
    if (shows) {
      nodeOf(board, thing)?.focus();
      return true;
    }
    return false;
  }
  event.preventDefault();
  (event.target.closest(".jk-item") ?? event.target.closest("[data-key]")).focus();
  return true;
}

const BY = { ArrowLeft: -1, ArrowRight: 1 };

function onItemKey(event, item, cell, board, state) {
  const thing = thingOf(board, item);
  if (!thing?.id || !item.classList.contains("jk-item")) return false;
  const control = event.ctrlKey || event.metaKey;
  const many = several(state) && state.chosen.has(keyOf(thing));
  if (board.path?.drawing && !control && !event.altKey && !isMenuKey(event)) return false;
  if (event.key === " ") toggle(board, state, thing);
  else if (event.key === "Enter" && event.altKey) board.details.open(refFor(thing));
  else if (isMenuKey(event)) openMenuFor(board, state, item);
  else if (control && /^d$/i.test(event.key)) bulkOf(board, state, thing, "duplicate");
  else if (control && /^a$/i.test(event.key)) {
    choose(board, state, [...cell.closest(".jk-lane").querySelectorAll(".jk-item")].map((node) => thingOf(board, node)));
    say(board, state);
  } else if (event.shiftKey && /^Arrow(Up|Down|Left|Right)$/.test(event.key)) extend(event, item, board, state);
  else if (several(state) && (event.key === "Delete" || event.key === "Backspace")) bulk(board, state, "remove");
  else if (many && event.altKey && BY[event.key]) bulk(board, state, BY[event.key] < 0 ? "left" : "right");
  else return false;
  return true;
}

function extend(event, item, board, state) {
  const items = [...item.closest(".jk-lane").querySelectorAll(".jk-item")];
  const next = items[items.indexOf(item) + (/Up|Left/.test(event.key) ? -1 : 1)];
  if (!next) return;
  state.anchor = state.chosen.size && state.anchor?.id ? state.anchor : thingOf(board, item);
  choose(board, state, between(board, state.anchor, thingOf(board, next)));
  next.focus();
  say(board, state);
}

function onCellKey(event, cell, board, state) {
  const thing = thingOf(board, cell);
  if (!thing) return false;
  const control = event.ctrlKey || event.metaKey;
  const chosen = state.chosen.has(keyOf(thing));
  if (event.key === "Enter" && event.altKey) board.details.open(detailsOf(board, thing));
  else if (event.key === "Delete" && several(state)) bulk(board, state, "remove");
  else if (thing.kind === "lane") return onLaneKey(event, cell, thing.id, board);
  else if (isMenuKey(event) && thing.kind !== "stage") openMenuFor(board, state, cell);
  else if (control && event.key === " ") toggle(board, state, thing);
  else if (control && /^d$/i.test(event.key)) bulkOf(board, state, thing, "duplicate");
  else if (event.shiftKey && /^Arrow/.test(event.key)) extendCells(event, thing, board, state);
  else if (event.key === "Delete" && (chosen || thing.kind !== "stage")) bulkOf(board, state, thing, "remove");
  else return false;
  return true;
}

function extendCells(event, thing, board, state) {
  const stages = all(board.content, "stages").map(({ id }) => id);
  const lanes = board.view.halves.flatMap((group) => group.lanes.map((lane) => lane.id));
  const step = (list, from, by) => list[Math.min(list.length - 1, Math.max(0, list.indexOf(from) + by))];
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (thing.kind === "stage" && dy) return;
  const to = thing.kind === "stage" ? { kind: "stage", id: step(stages, thing.id, dx) } : thingOf(board, board.cell(`${step(lanes, thing.lane, dy)}/${step(stages, thing.stage, dx)}`));
  state.anchor = state.chosen.size && !state.anchor?.id === !thing.id && state.anchor ? state.anchor : thing;
  choose(board, state, between(board, state.anchor, to));
  nodeOf(board, to)?.focus({ preventScroll: true });
  nodeOf(board, to)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  say(board, state);
}

function onKey(event, board, state) {
  if (event.key === "Escape" && several(state)) {
    choose(board, state, []);
    board.say("");
    return true;
  }
  if (event.key === "?" && !event.ctrlKey && !event.altKey && !typing(event)) {
    board.editing.help();
    return true;
  }
  return false;
}

// ------------------------------------------------------------------------------------------------------------ at once

/** A gesture on one thing: on all that are chosen when it is among them. */
function bulkOf(board, state, thing, what) {
  if (!state.chosen.has(keyOf(thing))) choose(board, state, [thing]);
  return bulk(board, state, what);
}

async function bulk(board, state, what) {
  const chosen = [...state.chosen.values()];
  const { content } = board;
  const edits = what === "remove" ? removals(content, chosen) : what === "duplicate" ? duplicates(chosen) : carries(content, chosen, what === "left" ? -1 : 1);
  if (!edits) return board.say("Not all of these can go further that way.");
  if (!edits.length) return what === "remove" ? undefined : board.say("This cannot be duplicated.");
  const { here } = board;
  const known = new Set(refsOf(content));
  const reply = await board.send(...together(edits));
  if (!reply.ok) return undefined;
  if (what === "duplicate") chooseFresh(board, known, here);
  if (what === "remove") choose(board, state, []);
  if (what === "left" || what === "right") followMoved(board, state, chosen);
  if (!board.grid.contains(board.active)) board.focus(here);
  return undefined;
}

/** What was carried on stays chosen where it stands now, and keeps the focus. */
function followMoved(board, state, chosen) {
  const home = new Map(Object.values(LISTS).flatMap(({ collection }) => all(board.content, collection).map((entry) => [entry.id, entry.stage])));
  const stages = all(board.content, "stages");
  const now = chosen.map((thing) => ({ ...thing, stage: LISTS[thing.kind]?.linked ? stages.find((stage) => stage[thing.kind]?.includes(thing.id))?.id ?? thing.stage : home.get(thing.id) ?? thing.stage }));
  choose(board, state, now);
  const last = now.at(-1);
  if (last?.lane) board.focus(`${last.lane}/${last.stage}`, last.id);
}

/** A chosen element was dropped: all of them go along. @returns {boolean} whether there were several */
function dropMany(board, state, id, target) {
  const chosen = [...state.chosen.values()].filter((thing) => thing.id && LISTS[thing.kind]);
  if (chosen.length < 2 || !chosen.some((thing) => thing.id === id)) return false;
  const edits = drops(board.content, chosen, target);
  if (edits.length) board.send(...together(edits)).then((reply) => reply.ok && followMoved(board, state, chosen));
  return true;
}

// --------------------------------------------------------------------------------------------------------------- menus

function onContextMenu(event, board, state) {
  if (event.target.closest("input, textarea, select, .jk-panel, .jk-dock")) return;
  const node = event.target.closest(".jk-item, .jk-stage, .jk-lane__name, .jk-cell");
  if (!node || !board.grid.contains(node)) return;
  event.preventDefault();
  openMenuFor(board, state, node);
}

/** The ref that details of a thing are opened with; texts and feelings by whose they are. */
function detailsOf(board, thing) {
  if (thing.id) return refFor(thing);
  const cell = board.cell(`${thing.lane}/${thing.stage}`);
  if (thing.kind === "emotions") {
    const { assumed, measured, newcomer } = board.at(cell).point ?? {};
    const point = assumed ?? measured ?? { persona: newcomer, kind: "assumed" };
    return `emotion/${thing.stage}//${point.persona ?? ""}/${point.kind}`;
  }
  if (thing.kind === "text") return `cell/${thing.stage}/${thing.lane}/${board.at(cell).view.persona ?? ""}`;
  return `stage/${thing.stage}`;
}

function openMenuFor(board, state, node) {
  const thing = thingOf(board, node);
  if (!thing) return;
  if (thing.kind === "stage") return void board.editing.stageMenu(thing.id);
  if (thing.kind === "lane") return laneMenu(board, thing.id, node);
  const cell = node.closest("[data-key]");
  const many = several(state) && state.chosen.has(keyOf(thing));
  if (!many) choose(board, state, [thing]);
  const count = many ? ` ${state.chosen.size}` : "";
  const item = Boolean(thing.id);
  const moves = item && thing.kind !== "path";
  const run = (what) => () => bulk(board, state, what);
  board.editing.menu(node, {
    title: item ? node.textContent.slice(0, 60) : board.at(cell).view.label,
    back: () => board.focus(cell.dataset.key, thing.id),
    entries: [
      { label: "All fields …", run: () => board.details.open(detailsOf(board, thing)), off: many },
      ...(item && thing.kind === "pain_points" ? [{ label: "Ideas from the playbook …", run: () => board.suggest?.offerIdeas(thing.id), off: many }] : []),
      ...(item ? [] : [{ label: "Suggestions for this cell …", run: () => board.suggest?.offerFor(cell), off: !LISTS[thing.kind] }]),
      { label: `Copy${count}`, run: () => menuCopy(board, false) },
      { label: `Cut${count}`, run: () => menuCopy(board, true) },
      { label: "Paste", run: () => menuPaste(board) },
      ...(moves ? [
        { label: `Duplicate${count}`, run: run("duplicate"), off: Boolean(LISTS[thing.kind].linked) },
        { label: `Move${count} to the stage before`, run: run("left"), off: !carries(board.content, board.selection.chosen(), -1) },
        { label: `Move${count} to the stage after`, run: run("right"), off: !carries(board.content, board.selection.chosen(), 1) },
      ] : []),
      { label: item ? (LISTS[thing.kind].linked ? `Take${count} off` : `Remove${count}`) : "Clear", run: run("remove") },
    ].filter(Boolean),
  });
  return undefined;
}

// ----------------------------------------------------------------------------------------------------------- clipboard

const typing = (event) => event.target.closest?.("input, textarea, select, [contenteditable]");

/** What a copy is of: what is chosen, else what has the focus. */
function copied(board, state) {
  const active = board.active;
  const here = thingOf(board, active) ?? thingOf(board, board.cell(board.here ?? ""));
  if (state.chosen.size && (!here || state.chosen.has(keyOf(here)) || several(state))) return [...state.chosen.values()];
  return here ? [here] : [];
}

/** The texts of what is chosen, in rows: cells as they stand, elements under their stages. */
function rowsOf(board, things) {
  const stages = all(board.content, "stages").filter((stage) => things.some((thing) => thing.stage === stage.id || thing.id === stage.id)).map(({ id }) => id);
  const lanes = board.view.halves.flatMap((group) => group.lanes.map((lane) => lane.id));
  if (things[0].kind === "stage") {
    const texts = (lane) => stages.map((stage) => cellText(board.content, board.at(board.cell(`${lane}/${stage}`)).view));
    return [stages.map((id) => all(board.content, "stages").find((stage) => stage.id === id).name), ...lanes.map(texts)];
  }
  const used = lanes.filter((lane) => things.some((thing) => thing.lane === lane));
  return used.map((lane) => stages.map((stage) => {
    const here = things.filter((thing) => thing.lane === lane && thing.stage === stage);
    const view = board.at(board.cell(`${lane}/${stage}`)).view;
    if (!here.length || !view) return "";
    const ids = here.filter(({ id }) => id).map(({ id }) => id);
    return ids.length ? view.items.filter(({ id }) => ids.includes(id)).map(({ name }) => name).join("\n") : cellText(board.content, view);
  }));
}

function onCopy(event, board, state, cut) {
  if (typing(event) || event.target.closest?.(".jk-dock, .jk-panel")) return;
  const things = copied(board, state).filter((thing) => thing.kind !== "lane");
  if (!things.length) return;
  const rows = rowsOf(board, things);
  const elements = bundle(board.content, things);
  event.clipboardData.setData("text/plain", tabbed(rows));
  event.clipboardData.setData("text/html", tableMarkup(rows));
  if (elements.elements.length) event.clipboardData.setData(TYPE, JSON.stringify(elements));
  // The menu cannot read what another page copied; what was copied here it can paste.
  globalThis.journeykitClip = { text: tabbed(rows), elements: elements.elements.length ? elements : null };
  event.preventDefault();
  if (cut) {
    choose(board, state, things);
    bulk(board, state, "remove");
  } else board.say(things.length > 1 ? `${things.length} copied.` : "Copied.");
}

/** A table as markup: only text, escaped by the page itself. */
function tableMarkup(rows) {
  const table = h("table", null, rows.map((row) => h("tr", null, row.map((text) => h("td", null, text.split("\n").flatMap((line, i) => (i ? [h("br"), line] : [line])))))));
  return new XMLSerializer().serializeToString(table);
}

function menuCopy(board, cut) {
  board.focus(board.here);
  document.execCommand(cut ? "cut" : "copy");
}

async function menuPaste(board) {
  const held = globalThis.journeykitClip;
  let text = null;
  try {
    text = await navigator.clipboard.readText();
  } catch (error) {
    // A page without permission may still paste what was copied on it.
    if (!held) return board.say("The browser keeps its clipboard from menus here: press Ctrl+V instead.");
  }
  if (held?.elements && (text === null || text === held.text)) return pasteElements(board, held.elements);
  return pasteText(board, text ?? held.text, "");
}

function onPaste(event, board) {
  const data = event.clipboardData;
  const [text, html, own] = ["text/plain", "text/html", TYPE].map((type) => data.getData(type));
  const size = Math.max(text.length, own.length);
  if (size > MOST) {
    event.preventDefault();
    return board.say(`That is ${(size / 1e6).toFixed(1)} million characters, too much for a map (at most ${MOST / 1e6} million). Nothing was pasted. Copy a smaller part.`, { tone: "problem" });
  }
  if (typing(event) || event.target.closest?.(".jk-dock, .jk-panel")) return undefined;
  event.preventDefault();
  const elements = parsed(own);
  if (elements?.elements?.length) return pasteElements(board, elements);
  // The markup of a spreadsheet is far longer than its text.
  return pasteText(board, text, html.length > 20 * MOST ? "" : html);
}

function parsed(text) {
  if (!text) return null;
  try {
    const held = JSON.parse(text);
    return held?.journeykit === 1 && Array.isArray(held.elements) ? held : null;
  } catch (error) {
    // Somebody else's data under our name: its plain text is pasted instead.
    return null;
  }
}

/** Rows of the first table in markup, which is only read: nothing of it is put on the page. */
function tableIn(html) {
  if (!/<table/i.test(html)) return null;
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table) return null;
  for (const line of table.querySelectorAll("br")) line.replaceWith("\n");
  for (const script of table.querySelectorAll("script, style")) script.remove();
  return [...table.rows].map((row) => [...row.cells].flatMap((cell) => [cell.textContent.replace(/[ \t\u00a0]+/g, " ").trim(), ...Array(Math.max(0, Math.min(cell.colSpan, 50) - 1)).fill("")]));
}

const target = (board) => {
  const [lane, stage] = (board.here ?? "").split("/");
  if (!stage || !all(board.content, "stages").some(({ id }) => id === stage)) return null;
  return lane === "stage" ? { stage } : { stage, lane };
};

async function pasteText(board, text, html) {
  const where = target(board);
  if (!where) return board.say("Choose a cell or a stage to paste at.");
  const rows = tableIn(html) ?? (text.includes("\t") ? tableOf(text) : [[text]]);
  const persona = where.lane ? board.at(board.cell(board.here)).view?.persona : null;
  const args = { rows, ...where, ...(persona ? { persona } : {}) };
  const plan = await board.ask("paste_plan", args);
  if (!plan.ok) return board.say(plan.error, { tone: "problem" });
  const single = rows.length === 1 && rows[0].length === 1 && !/replaced|Left out/.test(plan.value);
  const run = () => board.send("paste_block", args);
  const key = board.here;
  if (single) return run();
  return board.dialogs.confirm(board.cell(key), { title: "Paste", words: plan.value, yes: "Paste", run, back: () => board.focus(key) });
}

async function pasteElements(board, { elements, stages }) {
  const where = target(board);
  if (!where) return board.say("Choose a cell or a stage to paste at.");
  const key = board.here;
  const known = new Set(refsOf(board.content));
  const reply = await board.send("paste_elements", { elements, stages, stage: where.stage });
  if (!reply.ok) return reply;
  chooseFresh(board, known, key);
  return reply;
}

/** What was pasted or copied is chosen, ready to be moved on; the focus goes to the first of it. */
function chooseFresh(board, known, key) {
  board.selection.select(refsOf(board.content).filter((ref) => !known.has(ref)));
  const [first] = board.selection.chosen();
  if (first?.kind === "stage") board.focus(`stage/${first.id}`);
  else if (first?.id) board.focus(`${first.lane}/${first.stage}`, first.id);
  else board.focus(key);
}

const refsOf = (content) => [...all(content, "stages").map(({ id }) => `stage/${id}`), ...Object.values(LISTS).flatMap(({ collection, element, linked }) => (linked ? [] : all(content, collection).map(({ id }) => `${element}/${id}`)))];
