/**
 * Every field of the model, for the thing that is selected: a form that Python describes, kept field by field. And all
 * elements of the map by kind, also those that stand in no lane: objectives, sources, improvements, surveys, alternates.
 */
import { iconButton } from "../core/controls.js";
import { h, patchList, setText } from "../core/dom.js";
import { all } from "../core/view.js";
import { COLLECTION_OF, found, kindWords, refOf, titleOf } from "../core/refs.js";
import { makeField } from "./fields.js";

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const state = { forms: new Map(), open: null };
  board.details = { open: (ref, options) => openDetails(board, state, ref, options), elements: (kind) => openElements(board, state, kind) };
  return {
    update: ({ kind, refs }) => {
      if (kind === "draw") state.open?.follow();
      // A panel that is open follows what is selected, as inspectors do; it never takes the focus for that.
      if (kind === "select" && refs.length === 1 && state.open?.ref && state.open.ref !== refs[0]) openDetails(board, state, refs[0], { focus: false });
    },
  };
}

async function fieldsOf(board, state, kind) {
  if (!state.forms.has(kind)) {
    const reply = await board.ask("fields", { kind });
    if (!reply.ok) {
      board.say(reply.error, { tone: "problem" });
      return null;
    }
    state.forms.set(kind, reply.value);
  }
  return state.forms.get(kind);
}

/** Elements of a kind as [id, name]. */
const named = (board, kind) => all(board.content, COLLECTION_OF[kind]).map((entry) => [entry.id, titleOf(entry)]);

// -------------------------------------------------------------------------------------------------------------- details

/** The edit that changes one field of what a ref stands for. A text or a feeling is put as a whole, as `shown`. @returns {[string, object]} */
export function editFor(content, ref, changes, shown = found(content, ref)) {
  const { kind, id } = refOf(ref);
  if (kind === "map") return ["update_map", changes];
  if (kind === "cell") {
    const [stage, lane, persona] = id.split("/");
    const { text = "", sources = [] } = shown ?? {};
    return ["set_cell", { stage, lane, ...(persona ? { persona } : {}), text, sources, ...changes }];
  }
  if (kind === "emotion") {
    const [stage, touchpoint, persona, sort] = id.split("/");
    const place = { stage, ...(touchpoint ? { touchpoint } : {}), ...(persona ? { persona } : {}), kind: sort };
    return ["set_emotion", { ...place, score: shown?.score ?? 0, ...changes }];
  }
  return [`update_${kind}`, { id, ...changes }];
}

/** What the panel is headed with. */
export function headingOf(content, ref) {
  const { kind, id } = refOf(ref);
  const name = (of, one) => titleOf(all(content, of).find((entry) => entry.id === one)) || one;
  const [stage, second, persona] = id.split("/");
  const who = persona ? `, ${name("personas", persona)}` : "";
  if (kind === "cell") return `${name("lanes", second)}, ${name("stages", stage)}${who}`;
  if (kind === "emotion") return `Feelings, ${second ? name("touchpoints", second) : name("stages", stage)}${who}`;
  return titleOf(found(content, ref)) || kindWords(kind);
}

async function openDetails(board, state, ref, { focus = true, back } = {}) {
  const { kind } = refOf(ref);
  const fields = await fieldsOf(board, state, kind);
  if (!fields) return;
  const env = { named: (of) => named(board, of) };
  const parts = fields.filter((field) => suits(ref, field)).map((field) => {
    const id = `jk-detail-${kind}-${field.name}`;
    const part = makeField(field, { ...env, id, changed: () => keep(part), takeBack: () => takeBack(part) });
    return Object.assign(part, { refused: false, sending: 0 });
  });
  const takeBack = (part) => {
    if (!part.refused) return false;
    part.refused = false;
    part.tell("");
    part.show(valueOf(found(board.content, ref), part.field));
    // Rows that were never kept are gone, and the focus with them.
    if (!board.dock.contains(board.active)) (part.box ?? part.parts?.at(-1)?.box)?.focus();
    return true;
  };
  const keep = async (part) => {
    const held = valueOf(found(board.content, ref), part.field);
    const value = part.read();
    part.refused = false;
    if (JSON.stringify(value) === JSON.stringify(held)) return part.tell("");
    // What the form shows: an edit before this one may still be on its way.
    const shown = Object.fromEntries(parts.map((other) => [other.name, other.read()]));
    // What was measured is never made up: the rest waits for the score.
    const waits = isMeasured(ref) && !found(board.content, ref);
    if (waits && !Number.isFinite(shown.score)) {
      part.refused = true;
      return part.tell("Kept with the score: give that as well.");
    }
    const changes = waits ? Object.fromEntries(Object.entries(shown).filter(([, given]) => given !== null && given.length !== 0)) : { [part.name]: value };
    part.sending += 1;
    const reply = await board.send(...editFor(board.content, ref, changes, shown));
    part.sending -= 1;
    // The word on what stands there now is that of the last one sent.
    if (part.sending) return undefined;
    if (waits && reply.ok) parts.forEach((other) => Object.assign(other, { refused: false }).tell(""));
    part.tell(reply.ok ? "" : problemOf(reply, part.name));
    part.refused = !reply.ok;
    return show(part, found(board.content, ref));
  };
  const title = h("p", { class: "jk-note jk-dock__kind" }, kindWords(kind));
  const rest = parts.filter((part) => part.field.more);
  const held = found(board.content, ref);
  const fold = rest.length ? h("details", { class: "jk-fold", open: rest.some((part) => worthShowing(held, part.field)) }, h("summary", null, `More: ${rest.map((part) => part.field.label.toLowerCase()).slice(0, 4).join(", ")} …`), h("div", { class: "jk-form" }, rest.map((part) => part.node))) : null;
  const body = h("div", { class: "jk-details" }, title, kindSwitch(board, ref, back), h("div", { class: "jk-form" }, parts.filter((part) => !part.field.more).map((part) => part.node)), fold, linksOf(board, ref));
  const show = (part, entry) => {
    const active = board.active;
    // Not under the person's hands, and not over what was refused or is on its way.
    if (part.node.contains(active) && active.matches("input:not([type=checkbox], [type=radio]), textarea, [data-passing]")) return;
    if (!part.refused && !part.sending) part.show(valueOf(entry, part.field));
  };
  const follow = () => {
    const entry = found(board.content, ref);
    if (!entry && !["cell", "emotion"].includes(kind)) return board.panel.close("details");
    setText(board.dock.querySelector(".jk-dock__title"), headingOf(board.content, ref));
    parts.forEach((part) => show(part, entry));
  };
  const key = board.here;
  board.panel.show({
    name: "details",
    title: headingOf(board.content, ref),
    tools: toolsFor(board, ref),
    body,
    leave: () => (state.open = null),
    back: back ?? (() => board.focus(key, refOf(ref).id)),
  });
  parts.forEach((part) => show(part, held));
  state.open = { ref, follow };
  if (focus) body.querySelector("input, textarea, select")?.focus();
}

const isMeasured = (ref) => ref.startsWith("emotion/") && ref.endsWith("/measured");

/** What only data can say has no place at an assumption. */
const suits = (ref, field) => !ref.startsWith("emotion/") || isMeasured(ref) || !["n", "low", "high"].includes(field.name);

/** The same feelings as the team assumes them and as they were measured: two points, one beside the other. */
function kindSwitch(board, ref, back) {
  if (!ref.startsWith("emotion/")) return null;
  const place = ref.slice(0, ref.lastIndexOf("/"));
  const button = (sort, words) => h("button", { type: "button", class: "jk-button", "aria-pressed": String(ref === `${place}/${sort}`), on: { click: () => board.details.open(`${place}/${sort}`, { back }) } }, words);
  return h("div", { class: "jk-kinds", role: "group", "aria-label": "Which feelings" }, button("assumed", "Assumed"), button("measured", "Measured"));
}

function toolsFor(board, ref) {
  const { kind, id } = refOf(ref);
  const word = kind.replaceAll("_", " ");
  if (COLLECTION_OF[kind]) {
    return [
      iconButton("copy", `Duplicate this ${word}`, () => board.send(`duplicate_${kind}`, { id })),
      iconButton("trash", `Remove this ${word}`, () => board.send(`remove_${kind}`, { id })),
    ];
  }
  if (kind !== "emotion" || !found(board.content, ref)) return [];
  const clear = async () => {
    const { score, ...place } = editFor(board.content, ref, {})[1];
    const reply = await board.send("clear_emotion", place);
    if (reply.ok) board.panel.close("details");
  };
  return [iconButton("trash", "Remove these feelings", clear)];
}

const valueOf = (entry, field) => entry?.[field.name] ?? field.default ?? ({ texts: [], references: [], rows: [], checks: [], check: false, text: "", lines: "", picture: "" }[field.control] ?? (field.control === "object" && !field.optional ? {} : null));

function worthShowing(entry, field) {
  const value = entry?.[field.name];
  return value !== undefined && value !== null && JSON.stringify(value) !== JSON.stringify(field.default);
}

/** The sentence that stands at a field: that of the field itself, else of a value inside it, else the whole reply. */
export function problemOf({ problems = {}, error = "" }, name) {
  const place = Object.keys(problems).find((key) => key === name) ?? Object.keys(problems).find((key) => key.startsWith(`${name}.`) || key.startsWith(`${name}[`));
  if (place === undefined) return error;
  const where = place.slice(name.length).replace(/^\./, "").replace(/^\[(\d+)\]\.?/, (_, n) => `${Number(n) + 1}. `);
  const said = problems[place];
  return where ? `${where}: ${said}` : said.replace(/^./, (first) => first.toUpperCase());
}

/** What hangs on a touchpoint or a stage beside its own fields. */
function linksOf(board, ref) {
  const { kind, id } = refOf(ref);
  if (kind !== "touchpoint") return null;
  const { stage } = found(board.content, ref) ?? {};
  const point = `emotion/${stage}/${id}//assumed`;
  return h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => board.details.open(point) } }, found(board.content, point) ? "Feelings at this touchpoint …" : "Add feelings at this touchpoint …");
}

// ------------------------------------------------------------------------------------------------------------- elements

const SECTIONS = ["persona", "objective", "route", "improvement", "source", "survey", "stage", "lane", "touchpoint", "pain_point", "opportunity", "kpi", "owner", "technology"];
const PLURALS = { opportunity: "Opportunities", technology: "Technologies", kpi: "KPIs" };
export const pluralOf = (kind) => PLURALS[kind] ?? `${kindWords(kind)}s`;

/** All elements of one kind: add, open, move, copy, remove. */
async function openElements(board, state, kind = "objective") {
  const choose = h("select", { class: "jk-input jk-form__input", "aria-label": "What to list" });
  const list = h("ul", { class: "jk-elements", role: "list" });
  const box = h("input", { type: "text", class: "jk-input jk-form__input", autocomplete: "off", dir: "auto" });
  const add = h("form", { class: "jk-elements__add" }, box, h("button", { type: "submit", class: "jk-button" }, "Add"));
  const now = () => choose.value || kind;
  const draw = () => {
    const wanted = now();
    const options = [["map", "The map itself"], ...SECTIONS.map((of) => [of, `${pluralOf(of)} (${named(board, of).length})`])];
    patchList(choose, options, { key: ([id]) => `o/${id}`, create: ([id]) => h("option", { value: id }), update: (node, [, words]) => setText(node, words) });
    choose.value = wanted;
    const word = wanted.replaceAll("_", " ");
    box.setAttribute("aria-label", `Name of the new ${word}`);
    box.setAttribute("placeholder", `New ${word === "kpi" ? "KPI" : word}`);
    patchList(list, named(board, wanted), { key: ([id]) => `${wanted}/${id}`, create: ([id]) => elementRow(board, wanted, id), update: (node, [, name]) => drawRow(node, name) });
  };
  choose.addEventListener("change", () => {
    if (choose.value === "map") return board.details.open("map", { back: () => board.details.elements(kind) });
    return draw();
  });
  add.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [wanted, name] = [now(), box.value.trim()];
    if (!name) return;
    const more = await neededFor(board, state, wanted);
    if (!more) return;
    const reply = await board.send(`add_${wanted}`, { name, ...more });
    if (reply.ok) box.value = "";
    box.focus();
  });
  box.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
  const key = board.here;
  board.panel.show({ name: "elements", title: "On this map", body: h("div", { class: "jk-details" }, choose, list, add), leave: () => (state.open = null), back: () => board.focus(key) });
  draw();
  state.open = { follow: draw };
  choose.focus();
}

/** What an element cannot begin without: a stage, the ends of a scale. */
async function neededFor(board, state, kind) {
  const fields = await fieldsOf(board, state, kind);
  if (!fields) return null;
  const stages = all(board.content, "stages");
  const needed = fields.filter((field) => field.needed && !["name", "title", "question"].includes(field.name));
  if (needed.some((field) => field.of === "stage") && !stages.length) {
    board.say("Add a stage first: this belongs to one.", { tone: "problem" });
    return null;
  }
  const start = { stage: board.here?.split("/")[1], lowest: 1, highest: 5 };
  if (!stages.some(({ id }) => id === start.stage)) start.stage = stages[0]?.id;
  return Object.fromEntries(needed.map((field) => [field.name, start[field.name]]));
}

function elementRow(board, kind, id) {
  const place = () => all(board.content, COLLECTION_OF[kind]).findIndex((entry) => entry.id === id);
  const open = h("button", { type: "button", class: "jk-elements__name", dir: "auto", on: { click: () => board.details.open(`${kind}/${id}`, { back: () => board.details.elements(kind) }) } });
  const row = h("li", { class: "jk-row jk-elements__row" }, open, iconButton("copy", "Duplicate", () => board.send(`duplicate_${kind}`, { id })), iconButton("trash", "Remove", () => board.send(`remove_${kind}`, { id })));
  row.addEventListener("keydown", async (event) => {
    const by = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by) {
      const stage = all(board.content, COLLECTION_OF[kind])[place()]?.stage;
      const siblings = all(board.content, COLLECTION_OF[kind]).filter((entry) => entry.stage === stage);
      const to = siblings.findIndex((entry) => entry.id === id) + by;
      if (to >= 0 && to < siblings.length) await board.send(`move_${kind}`, { id, to });
    } else if (event.key === "Delete") await board.send(`remove_${kind}`, { id });
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return row;
}

function drawRow(row, name) {
  const [open, copy, trash] = row.querySelectorAll("button");
  setText(open, name);
  open.title = "Open · Alt+↑ ↓ moves · Delete removes";
  copy.setAttribute("aria-label", `Duplicate ${name}`);
  trash.setAttribute("aria-label", `Remove ${name}`);
}
