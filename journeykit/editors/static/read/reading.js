/**
 * Reading: what a click or Enter on anything of the board tells, every filled field in words, in the panel beside the
 * matrix. For those who cannot edit; editing brings a form instead (edit/details.js).
 *
 * Pure (node-tested): aboutOf, wordsOf, factsAbout.
 */
import { h, safeAttribute } from "../core/dom.js";
import { all, LISTS } from "../core/view.js";
import { COLLECTION_OF, dayWords, found, kindWords, refOf, titleOf } from "../core/refs.js";
import { countWords } from "../core/words.js";

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  if (!board.reading) return undefined;
  const told = { place: null };
  board.grid.classList.add("is-telling");
  return {
    click: (event) => !event.target.closest("a, button:not([data-item])") && open(board, told, event.target),
    keys: {
      cell: (event, cell) => event.key === "Enter" && enter(board, told, cell),
      item: (event, item) => event.key === "Enter" && open(board, told, item),
    },
    update: ({ kind }) => kind === "draw" && follow(board, told),
    destroy: () => board.grid.classList.remove("is-telling"),
  };
}

// -------------------------------------------------------------------------------------------------------------- words

const LABELS = {
  kpis: "KPIs", kpi: "KPI", url: "Address", as_of: "As of", content_mix_share: "Content about the customer", is_crm: "CRM", n: "Answers",
  low: "At least (95 %)", high: "At most (95 %)", where: "Where", key_moment: "Key moment", entry_point: "Entry point", post_purchase: "After the purchase",
};
const WORDS = { email: "e-mail", mobile_app: "mobile app", cross_sell: "cross-sell", "=": "is", "!=": "is not", true: "yes", false: "no" };
/** What says where something stands, or nothing to a reader. */
const QUIET = new Set(["id", "rank", "name", "title", "question", "portrait", "picture", "hidden"]);
/** Fields that are counted from 1 to 5. */
const SCALES = new Set(["severity", "value", "effort"]);
const labelOf = (field) => LABELS[field] ?? kindWords(field);

/**
 * A value in words. A word of a closed list loses its underscores; what a person wrote stays as it is.
 * @param {any} value @param {string} field @param {Map<string, string>} names what ids stand for
 */
export function wordsOf(value, field, names) {
  if (typeof value === "boolean") return WORDS[String(value)];
  if (typeof value === "number") return field.endsWith("_share") ? `${Math.round(value * 100)}\u00a0%` : String(value);
  if (Array.isArray(value)) {
    const several = value.map((entry) => wordsOf(entry, field, names));
    return several.join(several.some((words) => /[\s,;]/.test(words)) || value.some((entry) => typeof entry === "object") ? "\n" : ", ");
  }
  if (value && typeof value === "object") {
    if ("name" in value && "value" in value) return `${value.name}: ${value.value}`;
    if ("column" in value) return `${value.column} ${WORDS[value.operator ?? "="] ?? value.operator} ${wordsOf(value.value, "", names)}`;
    if ("as_of" in value && "value" in value) return [`${value.value} on ${dayWords(value.as_of)}`, value.n && `based on ${countWords(value.n)}`].filter(Boolean).join(", ");
    return filledOf(value).map(([name, inner]) => `${labelOf(name)}: ${wordsOf(inner, name, names)}`).join("\n");
  }
  const text = String(value);
  if (names.has(text) && REFERENCES.test(field)) return names.get(text);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return dayWords(text);
  return CLOSED.has(field) ? WORDS[text] ?? text.replaceAll("_", " ") : text;
}

/** Fields whose texts are ids of other elements, and those whose words come from a list. */
const REFERENCES = /^(stages?|touchpoints?|personas?|owners?|technolog(y|ies)|sources|pain_points|opportunity|kpis?|lane)$/;
const CLOSED = new Set(["type", "channel", "medium", "milestone", "costs", "kind", "half", "direction", "lens", "status", "verdict", "state", "horizon", "measure", "offering_kind"]);

const filledOf = (element) => Object.entries(element).filter(([, value]) => value !== null && value !== undefined && value !== false && value !== "" && !(Array.isArray(value) && !value.length) && !(typeof value === "object" && !Array.isArray(value) && !filledOf(value).length));

/** What an element says, as label and text. @param {any} content @param {any} element @returns {[string, string][]} */
export function factsAbout(content, element) {
  const names = new Map(Object.values(COLLECTION_OF).flatMap((name) => all(content, name).map((entry) => [entry.id, titleOf(entry)])));
  return filledOf(element)
    .filter(([field]) => !QUIET.has(field))
    .map(([field, value]) => [labelOf(field), `${wordsOf(value, field, names)}${SCALES.has(field) && typeof value === "number" ? " of 5" : ""}`]);
}

// -------------------------------------------------------------------------------------------------------- what is meant

/**
 * What a place of the board is about: a heading, its kind, and parts of facts.
 * @param {any} content @param {{key: string, kind?: string, item?: string, persona?: string}} place @param {any} [evidence]
 * @param {Record<string, object>} [defaults] by kind, what holds where a document leaves a field out and a reader wants to know it
 * @returns {{title: string, kind: string, parts: {heading?: string, facts: [string, string][]}[]} | null}
 */
export function aboutOf(content, { key, kind, item, persona }, evidence = {}, defaults = {}) {
  const seen = (part, id) => evidence?.[part]?.[id]?.note;
  const told = (note) => (note ? [{ heading: "In the data", facts: [["Counted", note]] }] : []);
  const of = (ref, parts = []) => {
    const element = found(content, ref);
    return element && { title: titleOf(element), picture: element.picture ?? "", kind: kindWords(refOf(ref).kind), parts: [{ facts: factsAbout(content, { ...defaults[refOf(ref).kind], ...element }) }, ...parts] };
  };
  if (item) {
    const list = LISTS[kind];
    if (!list) return null;
    const notes = { touchpoints: "touchpoints", path: "touchpoints", kpis: "kpis" }[kind];
    return of(`${list.element}/${item}`, [...told(notes && seen(notes, item)), ...hangingOn(content, list.element, item)]);
  }
  if (key === "corner") return persona ? of(`persona/${persona}`) : null;
  const [first, second] = [key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1)];
  if (first === "stage") return of(key, told(seen("stages", second)));
  if (first === "lane") return of(key);
  return cellOf(content, { lane: first, stage: second, persona }, defaults);
}

/** A cell of texts or feelings: everything that is written there, and for whom. */
function cellOf(content, { lane, stage, persona }, defaults) {
  const row = found(content, `lane/${lane}`);
  const column = found(content, `stage/${stage}`);
  if (!row || !column) return null;
  const here = (entry) => entry.stage === stage && (!persona || !entry.persona || entry.persona === persona);
  const about = (entry) => [found(content, `touchpoint/${entry.touchpoint}`)?.name, found(content, `persona/${entry.persona}`)?.name ?? "Everyone"].filter(Boolean).join(", ");
  const entries = row.kind === "emotions" ? all(content, "emotions").filter(here) : all(content, "cells").filter((entry) => entry.lane === lane && here(entry));
  if (!entries.length && !["stage_objective", "content_mix"].includes(row.kind)) return null;
  const parts = entries.map(({ stage: _, lane: __, persona: ___, touchpoint: ____, ...entry }, place) => ({ heading: about(entries[place]), facts: [...factsAbout(content, { ...(row.kind === "emotions" && defaults.emotion), ...entry }), ...ground(entries[place])] }));
  const own = { stage_objective: ["Objective", column.objective], content_mix: ["Content about the customer", column.content_mix_share === undefined ? "" : `${Math.round(column.content_mix_share * 100)}\u00a0%`] }[row.kind];
  if (own?.[1]) parts.push({ facts: [own] });
  return parts.length ? { title: `${row.name}, ${column.name}`, kind: row.kind === "emotions" ? "Feelings" : "Cell", parts } : null;
}

/** What a statement is based on, where it names no source. */
const ground = (entry) => (entry.sources?.length || entry.kind === "measured" ? [] : [["Based on", "an assumption: no source is named"]]);

/** What is tied to a touchpoint, from elsewhere on the map. */
function hangingOn(content, kind, id) {
  if (kind !== "touchpoint") return [];
  const named = (collection) => all(content, collection).filter((entry) => entry.touchpoint === id).map((entry) => titleOf(entry));
  const facts = [["Pain points", named("pain_points")], ["Opportunities", named("opportunities")]].filter(([, names]) => names.length).map(([label, names]) => [label, names.join("\n")]);
  const routes = all(content, "routes").filter((route) => route.touchpoints?.includes(id)).map((route) => `${route.name}, step ${route.touchpoints.indexOf(id) + 1}`);
  if (routes.length) facts.push(["On the way", routes.join("\n")]);
  return facts.length ? [{ heading: "Beside it", facts }] : [];
}

// -------------------------------------------------------------------------------------------------------------- panel

function placeOf(board, node) {
  const cell = node.closest("[data-key]");
  if (!cell) return null;
  const item = node.closest("[data-item]")?.dataset.item;
  return { key: cell.dataset.key, kind: board.at(cell).view?.kind, item, persona: board.view.traveller?.id };
}

const aboutHere = ({ content, model }, place) => aboutOf(content, place, model.get("evidence"), model.get("vocabulary")?.defaults);

function open(board, told, node) {
  const place = placeOf(board, node);
  const about = place && aboutHere(board, place);
  if (!about) return false;
  board.panel.show({
    name: "details",
    title: about.title,
    body: bodyOf(about),
    back: () => board.focus(place.key, place.item),
    leave: () => mark(board, null),
  });
  told.place = place;
  mark(board, place);
  // Whoever came by keyboard reads on with it; a click leaves the focus where the eye is.
  board.dock.querySelector(".jk-dock__body").focus({ preventScroll: true });
  return true;
}

function bodyOf(about) {
  const facts = (part) => h("dl", { class: "jk-stack jk-facts-list" }, part.facts.map(([label, text]) => h("div", { class: "jk-fact-row" }, h("dt", { class: "jk-note" }, label), h("dd", { dir: "auto" }, text.split("\n").map((line) => h("p", null, line))))));
  const parts = about.parts.filter((part) => part.facts.length).map((part) => h("section", { class: "jk-tell" }, part.heading ? h("h3", { class: "jk-label" }, part.heading) : null, facts(part)));
  const picture = about.picture && safeAttribute("src", about.picture) ? h("img", { class: "jk-told-picture", alt: `Picture of ${about.title}`, src: about.picture }) : null;
  return h("div", null, h("p", { class: "jk-note jk-dock__kind" }, about.kind), picture, parts.length ? parts : h("p", { class: "jk-prompt" }, "Nothing more is noted here."));
}

/** Enter on a cell goes to its first element, or tells about the cell where it has none. */
function enter(board, told, cell) {
  const first = cell.querySelector("[data-item]");
  if (!first) return open(board, told, cell);
  first.focus();
  return true;
}

/** What the panel tells stays marked on the board. */
function mark(board, place) {
  board.grid.querySelector(".is-told")?.classList.remove("is-told");
  if (!place) return;
  const cell = board.cell(place.key);
  const item = place.item && cell?.querySelector(`[data-item="${CSS.escape(place.item)}"]`);
  (item || cell)?.classList.add("is-told");
}

/** Somebody else may change what is told, or another persona may be chosen. */
function follow(board, told) {
  if (board.panel?.shown?.name !== "details" || !told.place) return;
  const about = aboutHere(board, { ...told.place, persona: board.view.traveller?.id });
  if (about) board.dock.querySelector(".jk-dock__body").replaceChildren(bodyOf(about));
  else board.panel.close("details");
}
