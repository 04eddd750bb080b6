/**
 * What a gesture on the board does: which edit it sends, where the focus goes, what is said. Each is reached by pointer and
 * by keyboard; the handlers of edit/editing.js only find out what was meant.
 */
import { all, LISTS } from "../core/view.js";
import { together } from "./bulk.js";
import { placeAmong, routeWith } from "./gestures.js";
import { editText } from "./panels.js";
import { askWords } from "./points.js";

/** Send an edit and say what Python says it did; where it took something away, the way back stands beside it. @returns {Promise<{ok: boolean}>} */
export async function sendEdit(board, edit, args) {
  const reply = await board.transport.send(edit, args);
  if (reply.ok) board.say(reply.words ?? "", { undo: Boolean(reply.removed) || edit.startsWith("paste_") });
  else board.say(reply.error, { tone: "problem" });
  return reply;
}

/** The short forms of Python, asked for once and before anybody opens one. @param {any} board @returns {Promise<Record<string, any[]>>} */
export async function shortForms(board) {
  if (!board.forms) {
    const reply = await board.ask("forms");
    if (!reply.ok) {
      if (!board.closed) board.say(reply.error, { tone: "problem" });
      return {};
    }
    board.forms = reply.value;
  }
  return board.forms;
}

// -------------------------------------------------------------------------------------------------------------- cells

/** A key on a cell, or a press on it as if it were Enter. @returns {boolean} whether it meant something */
export function actOnCell(event, cell, board) {
  const { key } = cell.dataset;
  const opens = event.key === "Enter" || event.key === "F2";
  if (cell.dataset.key.startsWith("stage/")) return actOnStage(event, cell, board);
  if (key.startsWith("lane/")) return opens && typeLane(board, cell);
  if (key === "corner") return opens && typePersona(board, cell);
  if (key === "add") return opens && typeStage(board, null);
  if (!opens) return false;
  const { kind } = board.at(cell).view;
  if (kind === "text" || kind === "stage_objective") typeCell(board, cell);
  else if (kind === "emotions") enterFeelings(board, cell);
  else if (kind === "content_mix") askMix(board, cell);
  else if (kind === "cost") askCosts(board, cell);
  else enterList(board, cell);
  return true;
}

function enterFeelings(board, cell) {
  const { assumed } = board.at(cell).parts;
  if (assumed.hidden) askWords(cell, board);
  else assumed.focus();
}

function enterList(board, cell) {
  const first = cell.querySelector(".jk-item");
  if (first) first.focus();
  else addTo(board, cell);
}

function typeCell(board, cell) {
  const view = board.at(cell).view;
  if (cell.querySelector(".jk-typing")) return;
  const shown = cell.querySelector(".jk-words, .jk-prompt");
  typeInto(board, cell, shown, { label: view.label, value: board.drafts.get(view.key)?.text ?? view.text, prompt: view.prompt, lines: view.kind === "text", choice: view.offer?.label }, (text, own) => {
    if (view.kind !== "text") return ["update_stage", { id: view.stage, objective: text }];
    const persona = own ? view.offer.persona : view.persona;
    return ["set_cell", { stage: view.stage, lane: view.lane, text, ...(persona ? { persona } : {}) }];
  });
}

/** Type over something shown; a refused text stays as a draft until it is mended or taken back with Escape. */
function typeInto(board, cell, shown, field, edit) {
  const { key } = cell.dataset;
  const before = board.drafts.get(key);
  editText(shown, {
    ...field,
    done: async (text, how, chosen) => {
      if (how === "key") cell.focus();
      if (text === null) {
        if (how === "key" && before) board.drafts.delete(key);
        return board.draw();
      }
      const draft = { text, refused: false };
      board.drafts.set(key, draft);
      board.draw();
      const reply = await board.send(...edit(text, chosen));
      if (board.drafts.get(key) !== draft) return;
      if (reply.ok) board.drafts.delete(key);
      else board.drafts.set(key, { text, refused: true });
      board.draw();
    },
  });
}

function typeLane(board, cell) {
  const id = cell.dataset.key.slice("lane/".length);
  const lane = all(board.content, "lanes").find((row) => row.id === id);
  typeInto(board, cell, cell.querySelector(".jk-lane__title"), { label: "Name of the lane", value: lane.name }, (name) => ["update_lane", { id, name }]);
  return true;
}

function typePersona(board, cell) {
  const { traveller } = board.view;
  if (!traveller && all(board.content, "personas").length) return false;
  const field = { label: "Name of the persona", value: traveller?.name ?? "", prompt: "Who travels?" };
  typeInto(board, cell, cell.querySelector(".jk-corner__name"), field, (name) => (traveller ? ["update_persona", { id: traveller.id, name }] : ["add_persona", { name }]));
  return true;
}

// ------------------------------------------------------------------------------------------------------------- stages

const STAGE_KEYS = { ArrowLeft: -1, ArrowRight: 1 };

function actOnStage(event, cell, board) {
  const id = cell.dataset.stage;
  if (event.altKey && STAGE_KEYS[event.key]) shiftStage(board, id, STAGE_KEYS[event.key]);
  else if (event.altKey) return false;
  else if (event.key === "Enter" || event.key === "F2") renameStage(board, cell);
  else if (event.key === "Delete") removeStage(board, id);
  else if (event.key === "Insert") typeStage(board, id);
  else if ((event.ctrlKey || event.metaKey) && /^d$/i.test(event.key)) duplicateStage(board, id);
  else if (event.key === " " || event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) stageMenu(board, id);
  else return false;
  return true;
}

function renameStage(board, cell) {
  const id = cell.dataset.stage;
  const stage = all(board.content, "stages").find((column) => column.id === id);
  typeInto(board, cell, cell.querySelector(".jk-stage__name"), { label: "Name of the stage", value: stage.name }, (name) => ["update_stage", { id, name }]);
}

async function shiftStage(board, id, by) {
  const stages = all(board.content, "stages");
  const to = stages.findIndex((stage) => stage.id === id) + by;
  if (to < 0 || to >= stages.length) return;
  await board.send("move_stage", { id, to });
  board.focus(`stage/${id}`);
}

/** A stage was dropped before another one, or last. */
export async function dropStage(board, id, before) {
  const stages = all(board.content, "stages");
  const to = placeAmong(stages, id, null, before);
  if (stages[to]?.id === id) return;
  await board.send("move_stage", { id, to });
  board.focus(`stage/${id}`);
}

/** A copy right after a stage; the focus goes to it, to be named. */
async function duplicateStage(board, id) {
  const reply = await board.send("duplicate_stage", { id });
  const stages = all(board.content, "stages");
  if (reply.ok) board.focus(`stage/${stages[stages.findIndex((stage) => stage.id === id) + 1].id}`);
}

async function removeStage(board, id) {
  const stages = all(board.content, "stages");
  const place = stages.findIndex((stage) => stage.id === id);
  const next = stages[place + 1] ?? stages[place - 1];
  const reply = await board.send("remove_stage", { id });
  if (reply.ok) board.focus(next ? `stage/${next.id}` : "add");
}

/** Type the name of a new stage, after one or at the end. @returns {true} */
export function typeStage(board, after) {
  const cell = after ? board.cell(`stage/${after}`) : board.cell("add");
  const shown = cell.querySelector(".jk-stage__text, .jk-add-stage");
  const done = async (name, how) => {
    if (how === "key") cell.focus();
    if (!name) return;
    const known = new Set(all(board.content, "stages").map((stage) => stage.id));
    const reply = await board.send("add_stage", { name, ...(after ? { after } : {}) });
    const made = reply.ok && all(board.content, "stages").find((stage) => !known.has(stage.id));
    if (made && how === "key") board.focus(`stage/${made.id}`);
  };
  editText(shown, { label: "Name of the new stage", value: "", prompt: "New stage", done });
  return true;
}

/** Type a text that is no text of the cell, such as the name of something new. @param {(text: string) => void} done */
export function typeNew(cell, shown, field, done) {
  editText(shown, {
    ...field,
    done: (text, how) => {
      if (how === "key") cell.focus();
      if (text) done(text);
    },
  });
}

/** @param {any} board @param {string} id */
export function stageMenu(board, id) {
  const stages = all(board.content, "stages");
  const place = stages.findIndex((stage) => stage.id === id);
  const cell = board.cell(`stage/${id}`);
  board.editing.menu(cell.querySelector(".jk-stage__more"), {
    title: `Stage ${stages[place].name}`,
    back: () => board.focus(`stage/${id}`),
    entries: [
      { label: "Rename", run: () => renameStage(board, cell) },
      { label: "Details …", run: () => openElement(board, cell, "stage", id) },
      { label: "All fields …", run: () => board.details.open(`stage/${id}`) },
      { label: "Duplicate", run: () => duplicateStage(board, id) },
      { label: "Move left", run: () => shiftStage(board, id, -1), off: place === 0 },
      { label: "Move right", run: () => shiftStage(board, id, 1), off: place === stages.length - 1 },
      { label: "Add a stage after this one", run: () => typeStage(board, id) },
      { label: "Remove", run: () => removeStage(board, id) },
    ],
  });
}

/** Show and hide lanes. */
export function lanesMenu(board) {
  const entries = all(board.content, "lanes").map((lane) => ({
    label: lane.name,
    checked: !lane.hidden,
    run: () => board.send("update_lane", { id: lane.id, hidden: !all(board.content, "lanes").find((row) => row.id === lane.id)?.hidden }),
  }));
  entries.push({ label: "Add a lane …", run: () => board.details.elements("lane") });
  board.editing.menu(board.editing.lanes, { title: "Lanes", entries });
}

// ----------------------------------------------------------------------------------------------------------- elements

/** A key on an element of a cell. @returns {boolean} whether it meant something */
export function actOnItem(event, item, cell, board) {
  const id = item.dataset.item;
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const across = STAGE_KEYS[event.key];
  if (id === "feeling" && (event.key === "Enter" || event.key === "F2")) askWords(cell, board);
  else if (!item.classList.contains("jk-item")) return false;
  else if (event.key === "F2" || event.key === "Enter") openItem(board, cell, item);
  else if (event.key === "Delete" || event.key === "Backspace") removeItem(board, cell, id);
  else if (event.altKey && by) moveItem(board, cell, id, by);
  else if (event.altKey && across) carryItem(board, cell, id, across);
  else return false;
  return true;
}

/** Open the form of an element; a step of the path has a menu. */
export function openItem(board, cell, item) {
  const { kind } = board.at(cell).view;
  const id = item.dataset.item;
  if (kind === "path") stepMenu(board, cell, item);
  else openElement(board, item, LISTS[kind].element, id, { cell, unlink: LISTS[kind].linked });
}

const collectionOf = (element) => Object.values(LISTS).find((list) => list.element === element)?.collection ?? `${element}s`;

/** The short form of an element. What Python refuses comes back to be mended; `drafts` holds it. */
async function openElement(board, anchor, element, id, { cell = anchor, unlink = false, drafts = {} } = {}) {
  const found = all(board.content, collectionOf(element)).find((entry) => entry.id === id);
  if (!found) return;
  const form = (board.forms ?? (await shortForms(board)))[element];
  if (!form) return;
  const fields = form.map((field) => {
    const was = found[field.name] ?? field.was;
    return { ...field, was, value: field.name in drafts ? drafts[field.name] : was };
  });
  board.dialogs.form(anchor, {
    title: found.name,
    fields,
    save: async (changes) => {
      const reply = await board.send(`update_${element}`, { id, ...changes });
      if (reply.ok) return;
      const again = cell.querySelector(`[data-item="${CSS.escape(id)}"]`) ?? (anchor.isConnected ? anchor : null);
      if (again && all(board.content, collectionOf(element)).some((entry) => entry.id === id)) openElement(board, again, element, id, { cell, unlink, drafts: changes });
      else board.say(`${reply.error} You wrote: ${Object.values(changes).filter((value) => typeof value === "string").join("; ")}`, { tone: "problem" });
    },
    remove: element === "stage" ? undefined : { label: unlink ? "Take off this stage" : "Remove", run: () => removeItem(board, cell, id) },
    more: { label: "All fields", run: () => board.details.open(`${element}/${id}`) },
    back: () => board.focus(cell.dataset.key, element === "stage" ? undefined : id),
  });
}

/** Remove an element, or its mention in this stage; the focus goes to its neighbour. */
async function removeItem(board, cell, id) {
  const { key, kind, stage, items } = board.at(cell).view;
  const place = items.findIndex((item) => item.id === id);
  const next = items[place + 1] ?? items[place - 1];
  const kept = items.filter((item) => item.id !== id).map((item) => item.id);
  if (kind === "path") await setRoute(board, board.view.happy.touchpoints.filter((step) => step !== id));
  else if (LISTS[kind].linked) await board.send("update_stage", { id: stage, [kind]: kept });
  else await board.send(`remove_${LISTS[kind].element}`, { id });
  board.focus(key, next?.id);
}

/** Move an element one place within its stage. */
async function moveItem(board, cell, id, by) {
  const { key, kind, stage, items } = board.at(cell).view;
  const place = items.findIndex((item) => item.id === id);
  const other = items[place + by];
  if (!other) return;
  const swapped = items.map((item) => item.id);
  [swapped[place], swapped[place + by]] = [swapped[place + by], swapped[place]];
  if (kind === "path") {
    const steps = board.view.happy.touchpoints.map((step) => (step === id ? other.id : step === other.id ? id : step));
    await setRoute(board, steps);
  } else if (LISTS[kind].linked) await board.send("update_stage", { id: stage, [kind]: swapped });
  else {
    const before = by < 0 ? other.id : items[place + 2]?.id ?? null;
    await moveElement(board, kind, id, stage, before);
  }
  board.focus(key, id);
}

function moveElement(board, kind, id, stage, before) {
  const { collection, element } = LISTS[kind];
  return board.send(`move_${element}`, { id, to: placeAmong(all(board.content, collection), id, stage, before), stage });
}

/** Carry an element to the end of the stage beside. */
async function carryItem(board, cell, id, by) {
  const { kind, stage, lane } = board.at(cell).view;
  const stages = all(board.content, "stages");
  const target = stages[stages.findIndex((column) => column.id === stage) + by];
  if (!target || LISTS[kind].linked) return;
  await moveElement(board, kind, id, target.id, null);
  board.focus(`${lane}/${target.id}`, id);
}

/** An element was dropped in a cell of its lane. */
export async function dropItem(board, { kind, lane, stage }, id, target) {
  if (kind !== "path" && board.selection?.dropMany(id, target)) return;
  const list = LISTS[kind];
  if (kind === "path") {
    const rest = board.view.happy.touchpoints.filter((step) => step !== id);
    const at = rest.indexOf(target.before);
    if (target.stage !== stage) return;
    await setRoute(board, at < 0 ? routeWith(board.content, { touchpoints: rest }, id) : rest.toSpliced(at, 0, id));
  } else if (list.linked) await relink(board, kind, id, stage, target);
  else await moveElement(board, kind, id, target.stage, target.before);
  board.focus(`${lane}/${target.stage}`, id);
}

async function relink(board, kind, id, from, { stage, before }) {
  const linked = (column) => (all(board.content, "stages").find((entry) => entry.id === column)?.[kind] ?? []).filter((entry) => entry !== id);
  const there = linked(stage);
  const at = there.indexOf(before);
  there.splice(at < 0 ? there.length : at, 0, id);
  const reply = await board.send("update_stage", { id: stage, [kind]: there });
  if (reply.ok && stage !== from) await board.send("update_stage", { id: from, [kind]: linked(from) });
}

/** Type the name of a new element at the end of a cell; Enter adds it and asks for the next one. */
export function addTo(board, cell) {
  const view = board.at(cell).view;
  if (view.kind === "path") return stepToAdd(board, cell);
  const list = LISTS[view.kind];
  const button = cell.querySelector(".jk-add");
  const options = list.linked ? all(board.content, list.collection).map((element) => element.name) : undefined;
  editText(button, {
    label: `Name of the new ${list.word}`,
    value: "",
    prompt: view.items.length ? `New ${list.word}` : view.prompt,
    options,
    beside: board.suggest?.chips(cell, () => addTo(board, board.cell(view.key))),
    done: async (name, how) => {
      if (how === "key") cell.focus();
      if (!name) return;
      // Adding one after the other, until Escape or an empty name ends it: also an Escape that is faster than the reply.
      let ended = false;
      const listen = (event) => (ended ||= event.key === "Escape");
      cell.addEventListener("keydown", listen);
      const reply = await addElement(board, view, name);
      cell.removeEventListener("keydown", listen);
      if (reply.ok && how === "key" && !ended && board.here === view.key) addTo(board, board.cell(view.key));
    },
  });
}

async function addElement(board, { kind, stage }, name) {
  const { collection, element, linked } = LISTS[kind];
  if (!linked) return board.send(`add_${element}`, { name, stage });
  const same = (entry) => entry.name.toLowerCase() === name.toLowerCase();
  if (!all(board.content, collection).some(same)) {
    const reply = await board.send(`add_${element}`, { name });
    if (!reply.ok) return reply;
  }
  const { id } = all(board.content, collection).find(same);
  const present = all(board.content, "stages").find((column) => column.id === stage)?.[kind] ?? [];
  return present.includes(id) ? { ok: true } : board.send("update_stage", { id: stage, [kind]: [...present, id] });
}

// --------------------------------------------------------------------------------------------------------------- path

function setRoute(board, touchpoints) {
  const { happy } = board.view;
  return happy ? board.send("update_route", { id: happy.id, touchpoints }) : board.send("add_route", { name: "Happy path", kind: "happy", touchpoints });
}

function stepToAdd(board, cell) {
  const { key, stage } = board.at(cell).view;
  const on = new Set(board.view.happy?.touchpoints ?? []);
  const free = all(board.content, "touchpoints").filter((touchpoint) => touchpoint.stage === stage && !on.has(touchpoint.id));
  if (!free.length) return board.say("Every touchpoint of this stage is on the happy path. Add a touchpoint first.");
  board.editing.menu(cell.querySelector(".jk-add"), {
    title: "Touchpoints to put on the happy path",
    back: () => board.focus(key),
    entries: free.map(({ id, name }) => ({
      label: name,
      run: async () => {
        await setRoute(board, routeWith(board.content, board.view.happy, id));
        board.focus(key, id);
      },
    })),
  });
}

function stepMenu(board, cell, item) {
  const id = item.dataset.item;
  const { key, items } = board.at(cell).view;
  const place = items.findIndex((step) => step.id === id);
  board.editing.menu(item, {
    title: items[place].name,
    back: () => board.focus(key, id),
    entries: [
      { label: "Earlier", run: () => moveItem(board, cell, id, -1), off: place === 0 },
      { label: "Later", run: () => moveItem(board, cell, id, 1), off: place === items.length - 1 },
      { label: "Open the touchpoint …", run: () => openElement(board, item, "touchpoint", id, { cell, unlink: true }) },
      { label: "Take off the happy path", run: () => removeItem(board, cell, id) },
    ],
  });
}

// ---------------------------------------------------------------------------------------------------------- mix, cost

function askMix(board, cell) {
  const { stage, share, label } = board.at(cell).view;
  board.dialogs.form(cell, {
    title: label,
    fields: [{ name: "percent", label: "Content about the customer, in %", type: "number", value: share === null ? null : Math.round(share * 1000) / 10 }],
    save: ({ percent }) => board.send("update_stage", { id: stage, content_mix_share: percent === null ? null : percent / 100 }),
    back: () => board.focus(cell.dataset.key),
  });
}

async function askCosts(board, cell) {
  const { touchpoints, label } = board.at(cell).view;
  if (!touchpoints.length) return board.say("What customers pay belongs to touchpoints. Add a touchpoint to this stage first.");
  const { touchpoint = [] } = board.forms ?? (await shortForms(board));
  const { options } = touchpoint.find(({ name }) => name === "costs") ?? {};
  if (!options) return undefined;
  return board.dialogs.form(cell, {
    title: label,
    fields: touchpoints.map(({ id, name, costs }) => ({ name: id, label: name, type: "checks", value: costs, options })),
    save: async (changes) => {
      const edits = Object.entries(changes).map(([id, costs]) => ({ edit: "update_touchpoint", args: { id, costs } }));
      if (edits.length) await board.send(...together(edits));
    },
    back: () => board.focus(cell.dataset.key),
  });
}
