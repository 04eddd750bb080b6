/**
 * A card for each persona. Every gesture is an edit of the model by its name; the card follows what Python answers.
 *
 * Pure: addedPersona, dateWords, dateFrom, factsWith, factOf, interviewWith. Then render({model, el}).
 * persona/portrait.js: drawn or chosen pictures. persona/steps.js: a new persona. persona/compare.js: side by side.
 */
import { iconButton, movedIndex } from "./core/controls.js";
import { h, icon, isNew, patchList, setText } from "./core/dom.js";
import { openEditor } from "./core/editor.js";
import { textField } from "./core/text_field.js";
import { comparisonTable } from "./persona/compare.js";
import { LINES, LISTS } from "./persona/parts.js";
import { portrait } from "./persona/portrait.js";
import { personaSteps } from "./persona/steps.js";
import { textList } from "./persona/text_list.js";

const INTERVIEW = [
  { field: "story", ask: "Tell me the story.", prompt: "How did it come about, from the beginning?" },
  { field: "problem", ask: "Which problem made you start to look?", prompt: "What happened on the day you decided?" },
  { field: "first_look", ask: "Where did you look first?", prompt: "And what did you find?" },
  { field: "questions", ask: "Which questions did you ask?", prompt: "What did you want to know before you decided?" },
  { field: "emotions", ask: "How did you feel on the way?", prompt: "At each of these points?" },
];

/** The interview with one answer changed; null when nothing is left of it. @param {object | undefined} interview @param {string} field @param {string} text */
export function interviewWith(interview, field, text) {
  const kept = Object.fromEntries(Object.entries({ ...interview, [field]: text }).filter(([, answer]) => answer));
  return Object.keys(kept).length ? kept : null;
}

/** The id of the persona that a patch brought, or null. @param {{at: string[], set?: any}[]} patch */
export function addedPersona(patch) {
  const found = patch?.find(({ at, set }) => at.length === 2 && at[0] === "personas" && set?.id);
  return found ? found.set.id : null;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "2026-10-12" -> "12 Oct 2026". @param {string | undefined} date */
export function dateWords(date) {
  const [year, month, day] = (date ?? "").split("-").map(Number);
  return day ? `${day} ${MONTHS[month - 1]} ${year}` : "";
}

/** "12 Oct 2026" or "2026-10-12" -> "2026-10-12"; null for anything that could be read in two ways. @param {string} text */
export function dateFrom(text) {
  const [, day, month, year] = text.trim().match(/^(\d{1,2})\.? ([a-z]{3})[a-z]*\.?,? (\d{4})$/i) ?? [];
  const place = MONTHS.findIndex((name) => name.toLowerCase() === month?.toLowerCase());
  const iso = place < 0 ? text.trim() : `${year}-${String(place + 1).padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? new Date(`${iso}T00:00:00Z`) : null;
  return date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

/** Demographic facts with one changed; a fact without a name or a value goes. @param {{name: string, value: string}[]} facts @param {number} index @param {object} change */
export const factsWith = (facts, index, change) => facts.toSpliced(index, 1, { ...facts[index], ...change }).filter((fact) => fact.name && fact.value);

/** "Age: 34" -> {name, value}; null when there is no colon with words on both sides. @param {string} text */
export function factOf(text) {
  const [, name, value] = text.match(/^\s*([^:]*\S)\s*:\s*(\S[\s\S]*)$/) ?? [];
  return value ? { name, value: value.trim() } : null;
}

// ------------------------------------------------------------------------------------------------------------ drawing

function facts({ editable, change, say, notice }) {
  const list = h("dl", { class: "jk-facts-list" });
  const root = h("section", { class: "jk-list", "aria-label": "Facts" }, h("h3", { class: "jk-note jk-label" }, "Facts"), list);
  const create = (_, index) => {
    const part = (name, label) =>
      textField({ label: `${label} ${index + 1}`, editable, commit: (text) => change((items) => factsWith(items, index, { [name]: text })) });
    const [name, value] = [part("name", "Name of fact"), part("value", "Value of fact")];
    const node = h("div", { class: "jk-facts-list__row" }, h("dt", null, name.root), h("dd", null, value.root));
    return Object.assign(node, { name, value });
  };
  const update = (node, fact) => {
    node.name.show(fact.name);
    node.value.show(fact.value);
  };
  const button = h("button", { type: "button", class: "jk-hover jk-list__add", on: { click: () => open() } }, "Add fact");
  const field = textField({
    label: "New fact, written as name: value",
    prompt: "Income: 110,000 together",
    commit: async (text) => {
      const fact = factOf(text);
      if (fact) return change((items) => [...items, fact]);
      notice("Write a fact as “name: value”, such as “Age: 34”.", "problem");
      return { ok: false };
    },
    finished: (how) => {
      if (how === "saved") say("Fact added");
      field.show("");
      const held = field.root.contains(field.root.getRootNode().activeElement);
      button.hidden = false;
      if (held) button.focus();
      field.root.hidden = true;
    },
  });
  const open = () => {
    field.root.hidden = false;
    button.hidden = true;
    field.open();
  };
  field.root.hidden = true;
  if (editable) root.append(h("div", { class: "jk-screen jk-list__entry" }, button, field.root));
  const show = (items) => {
    root.hidden = !editable && items.length === 0;
    list.hidden = items.length === 0;
    patchList(list, items, { key: (_, index) => String(index), create, update });
  };
  return { root, show };
}

function dates({ editable, set, notice }) {
  const fields = [["reviewed", "Reviewed", "Not yet"], ["review_due", "Review due", "No date"]].map(([name, label, prompt]) => {
    const commit = (text) => {
      const date = dateFrom(text);
      if (date || !text) return set({ [name]: date });
      notice("Write the date like “12 Oct 2026”.", "problem");
      return Promise.resolve({ ok: false });
    };
    const field = textField({ label, prompt, editable, commit });
    const node = h("div", { class: "jk-persona__date" }, h("span", { class: "jk-note jk-label", "aria-hidden": editable ? "true" : null }, label), field.root);
    const show = (persona) => {
      node.hidden = !editable && !persona[name];
      field.show(dateWords(persona[name]));
    };
    return { node, show };
  });
  return { root: h("div", { class: "jk-stack jk-persona__dates" }, fields.map(({ node }) => node)), show: (persona) => fields.forEach(({ show }) => show(persona)) };
}

function sources({ editable, set, current }) {
  const list = h("ul", { class: "jk-wrap jk-tight jk-chips", role: "list" });
  const root = h("section", { class: "jk-list", "aria-label": "Sources" }, h("h3", { class: "jk-note jk-label" }, "Based on"), list);
  const toggle = (id) => {
    const cited = current().sources ?? [];
    set({ sources: cited.includes(id) ? cited.filter((other) => other !== id) : [...cited, id] });
  };
  const create = (source) => {
    const words = h("span");
    const inner = editable
      ? h("button", { type: "button", class: "jk-chip", on: { click: () => toggle(source.id) } }, icon("check", 12), words)
      : h("span", { class: "jk-chip" }, words);
    return Object.assign(h("li", null, inner), { inner, words });
  };
  const update = (node, source) => {
    setText(node.words, source.title);
    const cited = (current().sources ?? []).includes(source.id);
    if (editable) node.inner.setAttribute("aria-pressed", String(cited));
  };
  const show = (persona, all) => {
    const listed = editable ? all : all.filter((source) => (persona.sources ?? []).includes(source.id));
    root.hidden = listed.length === 0;
    patchList(list, listed, { key: (source) => source.id, create, update });
  };
  return { root, show };
}

/** Five questions for a talk with a customer, and what they answered. */
function interview({ editable, edit }) {
  const told = h("span", { class: "jk-hint jk-interview__told" });
  const rows = INTERVIEW.map(({ field, ask, prompt }) => {
    const commit = (text) => edit("update_persona", (persona) => ({ id: persona.id, interview: interviewWith(persona.interview, field, text) }));
    const answer = textField({ label: `Answer to: ${ask}`, prompt, editable, lines: true, commit });
    return { field, answer, node: h("div", { class: "jk-interview__row" }, h("dt", null, ask), h("dd", { dir: "auto" }, answer.root)) };
  });
  const list = h("dl", { class: "jk-interview__list" });
  const how = editable && h("p", { class: "jk-hint jk-interview__how" }, "Ask three to five customers, and write down what they say as they say it.");
  const root = h("details", { class: "jk-interview" }, h("summary", null, h("span", { class: "jk-note jk-label" }, "Interview"), told), how, list);
  const show = (persona) => {
    const answers = persona.interview ?? {};
    const count = INTERVIEW.filter(({ field }) => answers[field]).length;
    root.hidden = !editable && count === 0;
    // Open where there is something to read; from then on it is the reader's.
    if (root.dataset.shown !== "yes") root.open = count > 0;
    root.dataset.shown = "yes";
    setText(told, count ? `${count} of ${INTERVIEW.length} answered` : `${INTERVIEW.length} questions to ask a customer`);
    for (const { field, answer } of rows) answer.show(answers[field] ?? "");
    patchList(list, rows.filter(({ field }) => editable || answers[field]), { key: ({ field }) => field, create: ({ node }) => node });
  };
  return { root, show };
}

/** The card of one persona; made once for each id, so that fields never change owner under the hands. */
function card({ editable, edit, say, notice, current, shareOf }) {
  const set = (fields) => edit("update_persona", (persona) => ({ id: persona.id, ...fields }));
  const text = (field, options) => textField({ editable, commit: (value) => set({ [field]: value }), ...options });
  const changeOf = (field) => (make) =>
    edit("update_persona", (persona) => {
      const wanted = make(persona[field] ?? []);
      return wanted && { id: persona.id, [field]: wanted };
    });

  const face = portrait({ editable, set, say, notice });
  const share = h("p", { class: "jk-note jk-persona__share" });
  const name = text("name", { label: "Name", class: "jk-persona__name" });
  const segment = text("segment", { label: "Segment", prompt: "Which segment do they stand for?" });
  const quote = text("quote", { label: "Quote", prompt: "One sentence in their own words", lines: true });
  const lines = LINES.map((line) => {
    const field = text(line.field, { label: line.title, prompt: line.prompt, lines: true });
    const root = h("section", { class: line.big ? "jk-persona__story" : "jk-persona__line", "aria-label": line.title }, h("h3", { class: "jk-note jk-label" }, line.title), field.root);
    return { ...line, ...field, root };
  });
  const lists = LISTS.map((list) => ({ ...list, ...textList({ ...list, editable, say, change: changeOf(list.field) }) }));
  const told = facts({ editable, say, notice, change: changeOf("demographics") });
  const when = dates({ editable, set, notice });
  const cited = sources({ editable, set, current });
  const asked = interview({ editable, edit });

  const who = h("div", { class: "jk-stack jk-tight jk-persona__who" }, face.root, h("h2", null, name.root), h("p", { class: "jk-persona__segment" }, segment.root), share, h("blockquote", { class: "jk-persona__quote" }, quote.root));
  const aside = h("div", { class: "jk-persona__aside" }, who, told.root, cited.root, when.root);
  const [story, ...steps] = lines;
  const main = h("div", { class: "jk-persona__main" }, story.root, h("div", { class: "jk-persona__steps" }, steps.map(({ root }) => root)), h("div", { class: "jk-persona__lists" }, lists.map(({ root }) => root)), asked.root);
  const root = h("div", { class: "jk-persona__card jk-card" }, aside, main);

  const show = (persona, all) => {
    face.show(persona);
    name.show(persona.name);
    for (const [field, value, row] of [[segment, persona.segment], [quote, persona.quote], ...lines.map((line) => [line, persona[line.field], line.root])]) {
      field.show(value ?? "");
      if (!editable) (row ?? field.root).hidden = !value;
    }
    for (const list of lists) list.show(persona[list.field] ?? []);
    told.show(persona.demographics ?? []);
    cited.show(persona, all);
    when.show(persona);
    asked.show(persona);
    const counted = shareOf(persona.id);
    share.hidden = !counted;
    setText(share, counted?.text ?? "");
    share.title = counted?.note ?? "";
  };
  return { root, show, focusName: () => name.focus() };
}

// No id of the model begins with a dash.
const SIDE_BY_SIDE = "-side-by-side";

export function render(host) {
  const { model } = host;
  const { root, status, undo, redo, transport, editable, say, notice, drawSteps, close } = openEditor(host, {
    name: "jk-persona", label: "Personas", followed: ["persona", "shares"], draw: () => draw(), send: (name) => edit(name, () => ({})),
  });
  const tabs = h("div", { class: "jk-wrap jk-tight jk-tabs", role: "tablist", "aria-label": "Personas" });
  const remove = iconButton("trash", "Remove this persona", () => removeCurrent());
  const add = newPersona();
  const bar = h("div", { class: "jk-row jk-screen jk-persona__bar" }, tabs, editable ? add.button : null, status, editable ? [undo, redo, remove] : null);
  const panel = h("div", { class: "jk-persona__panel", role: "tabpanel", id: `jk-panel-${transport.name}` });
  const nobody = h("div", { class: "jk-card jk-empty" }, h("p", null, editable ? "No persona yet. Who travels this journey?" : "This map has no persona yet."), editable ? h("button", { type: "button", class: "jk-button", on: { click: () => add.open() } }, icon("add"), "Add the first persona") : null);
  root.append(bar, editable ? add.steps : "", nobody, panel);

  const personas = () => transport.content?.personas ?? [];
  const current = () => personas().find(({ id }) => id === model.get("persona")) ?? personas()[0];
  let queue = Promise.resolve();
  let shown = null;
  let building = false;
  let comparing = false;

  /** Send an edit when the ones before it are answered: its arguments are made from the persona as it is then. */
  function edit(name, argsOf) {
    const id = current()?.id;
    queue = queue.then(async () => {
      const args = argsOf(personas().find((persona) => persona.id === id));
      if (!args) return { ok: true, same: true };
      const reply = await transport.send(name, args);
      if (reply.ok) notice(reply.removed ?? "", "quiet", Boolean(reply.removed));
      else notice(reply.error, "problem");
      return reply;
    });
    return queue;
  }

  async function removeCurrent() {
    const { id } = current();
    const rest = personas().filter((persona) => persona.id !== id);
    const reply = await edit("remove_persona", () => ({ id }));
    if (!reply.ok) return;
    if (rest.length) go(rest[0].id, true);
    else nobody.querySelector("button")?.focus();
  }

  /** @param {string} id of a persona, or SIDE_BY_SIDE @param {boolean} focus whether the tab gets the focus */
  function go(id, focus) {
    comparing = id === SIDE_BY_SIDE;
    if (!comparing) {
      model.set("persona", id);
      model.save_changes();
    }
    draw();
    if (focus) tabs.querySelector("[aria-selected='true']")?.focus();
  }

  function newPersona() {
    const button = h("button", { type: "button", class: "jk-button jk-button--quiet", "aria-expanded": "false", on: { click: () => open() } }, icon("add"), "Add persona");
    const steps = personaSteps({
      add: async (fields) => {
        const reply = await edit("add_persona", () => fields);
        const id = addedPersona(reply.patch) ?? personas().at(-1)?.id;
        if (reply.ok) go(id, false);
        return reply;
      },
      closed: (how) => {
        building = false;
        button.setAttribute("aria-expanded", "false");
        draw();
        if (how === "saved") shown?.focusName();
        else (personas().length ? button : nobody.querySelector("button")).focus();
      },
    });
    const open = () => {
      building = true;
      button.setAttribute("aria-expanded", "true");
      draw();
      steps.open();
    };
    return { button, steps: steps.root, open };
  }

  /** The tabs: one a persona, and where there are several one that shows them side by side. */
  const pages = () => [...personas(), ...(personas().length > 1 ? [{ id: SIDE_BY_SIDE, name: "Side by side" }] : [])];
  const page = () => (comparing && personas().length > 1 ? SIDE_BY_SIDE : current()?.id);

  function drawTabs() {
    const create = ({ id }) => h("button", { type: "button", role: "tab", class: `jk-tab${id === SIDE_BY_SIDE ? " jk-tab--compare" : ""}`, id: `jk-tab-${transport.name}-${id}`, on: { click: () => go(id, false) } });
    const update = (node, { id, name }) => {
      const on = id === page();
      setText(node, name);
      node.title = name.length > 28 ? name : "";
      node.setAttribute("aria-selected", String(on));
      if (on) node.setAttribute("aria-controls", panel.id);
      else node.removeAttribute("aria-controls");
      node.tabIndex = on ? 0 : -1;
    };
    patchList(tabs, pages(), { key: ({ id }) => id, create, update });
    tabs.hidden = personas().length === 0;
  }

  function draw() {
    const persona = current();
    const shares = model.get("shares") ?? {};
    drawTabs();
    nobody.hidden = Boolean(persona) || building;
    panel.hidden = !persona || building;
    remove.hidden = !persona || page() === SIDE_BY_SIDE;
    drawSteps();
    if (!persona) return;
    panel.setAttribute("aria-labelledby", `jk-tab-${transport.name}-${page()}`);
    if (page() === SIDE_BY_SIDE) {
      drawComparison(shares);
      return;
    }
    if (panel.dataset.persona !== persona.id) {
      panel.dataset.persona = persona.id;
      shown = card({ editable, edit, say, notice, current, shareOf: (id) => (model.get("shares") ?? {})[id] });
      panel.replaceChildren(shown.root);
    }
    shown.show(persona, transport.content.sources ?? []);
  }

  function drawComparison(shares) {
    const fresh = isNew(panel, [personas(), shares]);
    if (panel.dataset.persona === SIDE_BY_SIDE && !fresh) return;
    panel.dataset.persona = SIDE_BY_SIDE;
    const head = (persona) => {
      const face = portrait({ editable: false, set: null, say, notice });
      face.show(persona);
      return h("button", { type: "button", class: "jk-row jk-compare__who", title: "Open the card", on: { click: () => go(persona.id, true) } }, face.root, h("span", { class: "jk-clamp", dir: "auto" }, persona.name));
    };
    panel.replaceChildren(comparisonTable(personas(), shares, head));
  }

  tabs.addEventListener("keydown", (event) => {
    const all = pages();
    const to = movedIndex(event.key, all.findIndex(({ id }) => id === page()), all.length);
    if (to === null) return;
    event.preventDefault();
    go(all[to].id, true);
  });
  draw();
  return close;
}
