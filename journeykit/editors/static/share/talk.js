/**
 * The panels of a shared map: comments, history, people. Comes when one of them is opened; drawn into the board's dock.
 * What is typed in them stays while news arrive.
 */
import { h, icon, patchList, setText } from "../core/dom.js";
import { clockWords, dayWords } from "./saving.js";
import { coloursOf, face, initialsOf, nodesOf } from "./people.js";

const PANELS = { comments: commentsPanel, history: historyPanel, people: peoplePanel };
const TITLES = { comments: "Comments", history: "History", people: "People here" };

/** @param {any} live see share/live.js @param {string} name @param {string} [target] what to talk about @param {string[]} [among] */
export function openPanel(live, name, target = "", among = []) {
  const { board } = live;
  if (board.panel?.shown?.name === `live-${name}` && !target) return board.panel.close(`live-${name}`);
  const panel = PANELS[name](live, target, among);
  live.panel = panel;
  const back = () => (target ? goTo(live, target) : board.focus(board.here));
  // What is typed here is text, not a shortcut of the board; Escape still closes the panel.
  const own = (event) => event.key !== "Escape" && event.stopPropagation();
  const body = h("div", { class: "jk-stack jk-loose jk-live__panel", on: { keydown: own } }, panel.root);
  board.panel.show({ name: `live-${name}`, title: TITLES[name], body, back, leave: () => {
    if (live.panel === panel) live.panel = null;
  } });
  panel.refresh(live.facts);
  (panel.first?.() ?? board.dock.querySelector(".jk-dock__body"))?.focus();
}

const ask = async (live, question, args) => {
  const reply = await live.transport.ask(question, args);
  if (!reply.ok) live.board.say(reply.error, { tone: "problem" });
  return reply;
};

const button = (label, run, more = {}) => h("button", { type: "button", class: "jk-button", on: { click: run }, ...more }, label);

function goTo(live, target) {
  const { cell, item } = nodesOf(live.board, target);
  if (cell) live.board.focus(cell.dataset.key, item?.dataset.item);
}

// ------------------------------------------------------------------------------------------------------------ comments

/** A field for a remark: Ctrl+Enter sends it; an @ offers the owners of the map. */
function composer(live, { label, words, send, cancel }) {
  const field = h("textarea", { class: "jk-input jk-live__field", rows: 3, "aria-label": label, placeholder: words, maxlength: 4000, dir: "auto" });
  const names = h("div", { class: "jk-row jk-live__names", role: "group", "aria-label": "Mention an owner", hidden: true });
  const problem = h("p", { class: "jk-trouble jk-live__problem", role: "alert", hidden: true });
  const submit = async () => {
    if (!field.value.trim() || field.readOnly) return field.focus();
    field.readOnly = true;
    const reply = await send(field.value, `${live.transport.name}-r${Date.now().toString(36)}`);
    field.readOnly = false;
    problem.hidden = reply.ok;
    if (reply.ok) field.value = "";
    else setText(problem, `Not sent: ${reply.error}`);
    offer();
  };
  const offer = () => {
    const begun = /@([^@\n]{0,40})$/.exec(field.value.slice(0, field.selectionStart));
    const owners = begun ? (live.board.content.owners ?? []).filter((owner) => owner.name.toLowerCase().startsWith(begun[1].toLowerCase()) && owner.name.length > begun[1].length) : [];
    names.hidden = !owners.length;
    patchList(names, owners.slice(0, 6), { key: (owner) => owner.id, create: (owner) => button(`@${owner.name}`, () => {
      const at = field.selectionStart;
      const start = field.value.slice(0, at).lastIndexOf("@");
      field.value = `${field.value.slice(0, start)}@${owner.name} ${field.value.slice(at)}`;
      field.focus();
      field.setSelectionRange(start + owner.name.length + 2, start + owner.name.length + 2);
      offer();
    }) });
  };
  field.addEventListener("input", offer);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
    if (event.key === "Escape" && cancel) {
      event.preventDefault();
      cancel();
    }
  });
  const tools = h("div", { class: "jk-row jk-live__tools" }, h("span", { class: "jk-note jk-live__hint" }, "Ctrl+Enter sends"), cancel ? button("Cancel", cancel) : null, button("Send", submit, { class: "jk-button jk-button--main" }));
  return { root: h("div", { class: "jk-stack jk-live__composer" }, field, names, problem, tools), field };
}

function commentsPanel(live, target, among) {
  const wanted = new Set(among.length ? among : target ? [target] : []);
  const shown = { resolved: false, all: !wanted.size };
  const list = h("div", { class: "jk-stack jk-loose jk-live__threads" });
  const empty = h("p", { class: "jk-note jk-live__empty" });
  const about = target || live.here || "map";
  const box = composer(live, {
    label: `New comment on ${wordsOf(live, about)}`,
    words: `Comment on ${wordsOf(live, about)}. @ mentions an owner.`,
    send: (text, op) => ask(live, "comment", { target: about, text, op }),
  });
  const state = h("select", { class: "jk-live__select", "aria-label": "Which comments", on: { change: () => {
    shown.resolved = state.value === "resolved";
    draw();
  } } }, h("option", { value: "open" }, "Open"), h("option", { value: "resolved" }, "Resolved"));
  const everywhere = button("Show all", () => {
    shown.all = true;
    draw();
    state.focus();
  });
  const draw = () => {
    const threads = (live.facts.threads ?? []).filter((thread) => thread.resolved === shown.resolved && (shown.all || wanted.has(thread.target)));
    everywhere.hidden = shown.all;
    patchList(list, [...threads].reverse(), { key: (thread) => thread.id, create: () => h("article", { class: "jk-stack jk-box jk-live__thread" }), update: (node, thread) => drawThread(live, node, thread) });
    empty.hidden = threads.length > 0;
    setText(empty, shown.resolved ? "Nothing was resolved here yet." : "No open comments here.");
  };
  return {
    root: h("div", { class: "jk-stack jk-loose" }, box.root, h("div", { class: "jk-row jk-live__tools" }, state, everywhere), list, empty),
    first: () => (target ? box.field : state),
    refresh: (facts) => facts.threads && draw(),
  };
}

function wordsOf(live, target) {
  if (target === "map") return "the map";
  const [collection, first, second] = target.split("/");
  const called = (name, id) => {
    const found = (live.board.content[name] ?? []).find((element) => element.id === id);
    return `“${found?.name ?? found?.title ?? id}”`;
  };
  return collection === "cells" ? `${called("lanes", second)} of ${called("stages", first)}` : called(collection, first);
}

function drawThread(live, node, thread) {
  if (!node.firstChild) {
    const go = h("button", { type: "button", class: "jk-inline jk-live__about", on: { click: () => goTo(live, thread.target) } });
    const resolved = () => live.facts.threads.find(({ id }) => id === thread.id)?.resolved;
    const settle = button("", () => ask(live, resolved() ? "reopen" : "resolve", { thread: thread.id }));
    const answer = button("Reply", () => openReply(live, node, thread.id));
    node.append(go, h("div", { class: "jk-stack jk-live__remarks" }), h("div", { class: "jk-row jk-live__tools" }, answer, settle));
  }
  const [go, remarks, tools] = node.children;
  const about = thread.about.replace(/^./, (first) => first.toUpperCase());
  setText(go, thread.gone ? `${about} (no longer on the map)` : about);
  go.disabled = thread.gone;
  node.setAttribute("aria-label", `${about}, ${thread.remarks.length === 1 ? "1 remark" : `${thread.remarks.length} remarks`}`);
  patchList(remarks, thread.remarks, { key: (remark) => remark.id, create: (remark) => drawRemark(live, remark) });
  setText(tools.lastChild, thread.resolved ? "Reopen" : "Resolve");
}

const KINDS = { resolve: "resolved this", reopen: "opened this again" };

function drawRemark(live, remark) {
  const when = h("time", { class: "jk-note", datetime: remark.at, title: new Date(remark.at).toLocaleString() }, `${dayWords(remark.at) === "today" ? "" : `${dayWords(remark.at)}, `}${clockWords(remark.at)}`);
  if (remark.kind !== "say") return h("p", { class: "jk-note jk-live__event" }, `${remark.author} ${KINDS[remark.kind]} `, when);
  const head = h("p", { class: "jk-live__who" }, h("b", null, remark.author), " ", when);
  return h("div", { class: "jk-live__remark" }, h("span", { class: "jk-disc jk-live__dot", "aria-hidden": "true" }, initialsOf(remark.author)), h("div", null, head, h("p", { class: "jk-live__said", dir: "auto" }, mentioned(live, remark))));
}

/** The text with the owners' names in it set apart. */
function mentioned(live, { text, mentions }) {
  const owners = (live.board.content.owners ?? []).filter((owner) => mentions.includes(owner.id));
  const marks = owners.flatMap((owner) => [`@${owner.name}`, `@${owner.id}`]).sort((a, b) => b.length - a.length);
  if (!marks.length) return [text];
  const found = new RegExp(`(${marks.map((mark) => mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "i");
  return text.split(found).map((part) => (marks.some((mark) => mark.toLowerCase() === part.toLowerCase()) ? h("mark", { class: "jk-live__mention" }, part) : part));
}

function openReply(live, node, thread) {
  if (node.querySelector(".jk-live__composer")) return node.querySelector("textarea").focus();
  const close = () => {
    const held = box.root.contains(node.getRootNode().activeElement);
    box.root.remove();
    if (held) node.querySelector(".jk-live__tools button")?.focus();
  };
  const box = composer(live, { label: "Reply", words: "Reply. @ mentions an owner.", cancel: close, send: async (text, op) => {
    const reply = await ask(live, "reply", { thread, text, op });
    if (reply.ok) close();
    return reply;
  } });
  node.append(box.root);
  box.field.focus();
}

// ------------------------------------------------------------------------------------------------------------- history

function historyPanel(live) {
  const held = { entries: [], versions: [], more: false, at: -1, days: [] };
  const name = h("input", { type: "text", class: "jk-input jk-live__field", "aria-label": "Name of this version", placeholder: "Name this version", maxlength: 120 });
  const keep = async (event) => {
    event.preventDefault();
    if (!name.value.trim()) return name.focus();
    const reply = await ask(live, "name_version", { name: name.value });
    if (reply.ok) {
      name.value = "";
      load(null);
    }
  };
  const form = h("form", { class: "jk-row jk-live__tools", on: { submit: keep } }, name, h("button", { type: "submit", class: "jk-button" }, "Keep"));
  const versions = h("ul", { class: "jk-stack jk-live__versions", "aria-label": "Named versions" });
  const list = h("ul", { class: "jk-stack jk-live__entries", "aria-label": "Changes" });
  const more = button("Show more", () => load(held.entries.at(-1)?.revision ?? null));
  const draw = () => {
    patchList(versions, held.versions, { key: (version) => version.name, create: (version) => versionRow(live, version, () => load(null)) });
    let day = "";
    const rows = held.entries.flatMap((entry) => {
      const own = dayWords(entry.at);
      const head = own === day ? [] : [{ key: `day/${own}`, day: own }];
      day = own;
      return [...head, { key: `e/${entry.revision}`, entry }];
    });
    patchList(list, rows, { key: (row) => row.key, create: (row) => (row.day ? h("li", { class: "jk-note jk-live__day" }, row.day) : entryRow(live, row.entry, () => load(null))) });
    more.hidden = !held.more;
  };
  const load = async (before) => {
    const reply = await ask(live, "history", before === null ? {} : { before });
    if (!reply.ok) return;
    const { entries } = reply.value;
    held.entries = before === null ? [...entries, ...held.entries.filter(({ revision }) => entries.length && revision < entries.at(-1).revision)] : [...held.entries, ...entries];
    held.more = before === null && held.entries.length > entries.length ? held.more : reply.value.more;
    held.versions = reply.value.versions;
    draw();
  };
  return {
    root: h("div", { class: "jk-stack jk-loose" }, form, h("p", { class: "jk-note jk-live__title" }, "Named versions"), versions, h("p", { class: "jk-note jk-live__title" }, "Changes"), list, more),
    first: () => name,
    refresh: (facts) => {
      if (!("at" in facts) || facts.at === held.at) return;
      held.at = facts.at;
      load(null);
    },
  };
}

function versionRow(live, version, done) {
  const restore = button("Restore …", () => compare(live, row, version.revision, `“${version.name}”`, done));
  const row = h("li", { class: "jk-live__version" }, h("div", { class: "jk-row jk-live__line" }, h("div", null, h("b", { dir: "auto" }, version.name), h("p", { class: "jk-note jk-live__small" }, `${version.author}, ${dayWords(version.at)} ${clockWords(version.at)}`)), restore));
  return row;
}

const OUTCOMES = { refused: "not made", late: "not needed" };

function entryRow(live, entry, done) {
  const label = `revision ${entry.revision}`;
  const tools = [];
  if (entry.removed || entry.outcome === "refused") tools.push(button("Bring back", async () => (await ask(live, "bring_back", { revision: entry.revision })).ok && done(), { "aria-label": `Bring back: ${entry.words}` }));
  if (entry.outcome === "done") tools.push(button("Restore …", () => compare(live, row, entry.revision, label, done), { "aria-label": `Restore the map as it was after: ${entry.words}` }));
  const flag = OUTCOMES[entry.outcome] && h("span", { class: "jk-live__flag" }, OUTCOMES[entry.outcome]);
  const clashes = entry.clashes.map((clash) => h("p", { class: "jk-note jk-live__small" }, clash.removed ? `${clash.author} had just changed ${clash.words}` : `replaced “${clash.lost}” by ${clash.author}`));
  const words = h("div", null, h("p", { dir: "auto" }, h("b", null, entry.mine ? "You" : entry.author), ` ${clockWords(entry.at)} `, flag || null), h("p", { dir: "auto" }, entry.words), entry.reason ? h("p", { class: "jk-note jk-live__small" }, entry.reason) : null, clashes);
  const row = h("li", { class: "jk-live__entry", data: { outcome: entry.outcome } }, h("div", { class: "jk-row jk-live__line" }, words, h("div", { class: "jk-row jk-live__acts" }, tools)));
  return row;
}

const SIGNS = { added: "+", removed: "−", moved: "→", changed: "~" };

/** Show what restoring would change, then ask. */
async function compare(live, row, revision, label, done) {
  row.querySelector(".jk-live__compare")?.remove();
  const reply = await ask(live, "compare", { revision });
  if (!reply.ok) return;
  const close = () => {
    box.remove();
    row.querySelector("button")?.focus();
  };
  const lines = reply.value.map(({ kind, text }) => h("li", { data: { kind } }, h("span", { "aria-hidden": "true" }, SIGNS[kind]), h("span", { class: "jk-sr" }, kind), ` ${text}`));
  const restore = button("Restore", async () => {
    if ((await ask(live, "restore", { revision })).ok) {
      close();
      live.board.say(`Restored ${label}.`, { undo: true });
      done();
    }
  }, { class: "jk-button jk-button--main" });
  const words = lines.length ? `Restoring ${label} changes:` : `The map is as it was at ${label} already.`;
  const box = h("div", { class: "jk-stack jk-live__compare" }, h("p", null, words), lines.length ? h("ul", null, lines) : null, h("div", { class: "jk-row jk-live__tools" }, button("Cancel", close), lines.length ? restore : null));
  row.append(box);
  box.querySelector("button:last-of-type")?.focus();
}

// -------------------------------------------------------------------------------------------------------------- people

function peoplePanel(live) {
  const list = h("ul", { class: "jk-stack jk-live__persons" });
  const name = h("input", { type: "text", class: "jk-input jk-live__field", "aria-label": "Your name on this map", value: live.me.author ?? "", maxlength: 60 });
  const call = async (event) => {
    event.preventDefault();
    const reply = await ask(live, "call_me", { name: name.value });
    if (!reply.ok) return;
    live.me = { ...live.me, ...reply.value };
    live.board.say(`The others see you as ${reply.value.author}.`);
  };
  const form = h("form", { class: "jk-row jk-live__tools", on: { submit: call } }, name, h("button", { type: "submit", class: "jk-button" }, "Save name"));
  const row = (person) => h("li", { class: "jk-row jk-live__line" }, face(person, coloursOf(live.facts.people).get(person.session)), h("span", null, person.me ? `${person.author} (you)` : person.author), whereabouts(live, person));
  return {
    root: h("div", { class: "jk-stack jk-loose" }, list, h("p", { class: "jk-note jk-live__title" }, "What the others see"), form),
    first: () => name,
    refresh: (facts) => facts.people && patchList(list, facts.people, { key: (person) => `${person.session}/${person.author}/${person.place}`, create: row }),
  };
}

function whereabouts(live, person) {
  if (person.me || !person.place) return null;
  return h("button", { type: "button", class: "jk-inline jk-live__about", on: { click: () => goTo(live, person.place) } }, `at ${wordsOf(live, person.place)}`, icon("right"));
}
