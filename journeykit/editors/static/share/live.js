/**
 * Other people on the same map, and the honest state of one's own edits. Attached to a board whose map is shared.
 *
 * What arrives: `{live: {...}}` of _live.py. What goes out: every edit with an id of its own and the revision that the person
 * saw, kept in the browser until it is answered (core/transport.js). Comments, history and people have panels of their own in
 * share/talk.js, which comes when one is opened.
 */
import { h, icon, listen, patchList, setText, shape } from "../core/dom.js";
import { browserStorage, Custody, Outbox } from "./custody.js";
import { coloursOf, face, nodesOf, peopleWords, targetOf, wear } from "./people.js";
import { clockWords, editsWords, savingNotes } from "./saving.js";

const SENT_LATER = "sent when it answers, or when this page is opened anew.";

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const { transport } = board;
  const live = { board, transport, at: board.model.get("document")?.at ?? 0, begun: null, facts: {}, notes: [], threads: new Map(), me: {}, panel: null };
  board.live = live;
  makeParts(live);
  live.custody = new Custody(transport, {
    lasting: false,
    beat: () => transport.ask("ping"),
    mark: () => ({ base: live.begun ?? live.at }),
    due: () => live.mayEdit === true,
    words: { safe: `Your change is kept in this browser: ${SENT_LATER}`, full: "This browser has no room to keep your change. Copy it before you leave." },
    onState: () => draw(live),
    onResent: (sent) => tellResent(live, sent),
  });
  const off = [
    listen(board.model, { "msg:custom": (message) => listenTo(live, message) }),
    () => live.custody.end(),
    followTyping(live), followPlace(live),
  ];
  open(live);
  const destroy = () => {
    off.forEach((end) => end());
    for (const part of [live.root, live.banner.root, live.noteList, live.style]) part?.remove();
  };
  return { update: ({ kind }) => kind === "draw" && drawMarks(live), keys: keys(live), destroy };
}

async function open(live) {
  const { board, transport } = live;
  let reply;
  do reply = await transport.ask("live");
  while (reply.late && !board.closed);
  if (board.closed || !reply.ok) return;
  const { style, me, key, notices, may_edit: mayEdit, ...facts } = reply.value;
  live.style = h("style", null, style);
  board.root.append(live.style);
  live.root.hidden = false;
  Object.assign(live, { me, mayEdit, facts, at: facts.at });
  const early = live.custody.outbox.all();
  live.custody.outbox = new Outbox(browserStorage(), key);
  for (const entry of early) live.custody.outbox.keep(entry);
  live.talk.hidden = !facts.threads;
  for (const notice of notices) note(live, { key: notice, text: notice });
  draw(live);
  live.custody.resend();
}

function tellResent(live, { made, refused, whole }) {
  if (whole) {
    // What was typed while nobody answered is on the map now.
    live.board.drafts.clear();
    live.board.draw();
  }
  if (made.length) note(live, { key: `sent/${made[0].op}`, text: `${editsWords(made.length)} that ${made.length === 1 ? "was" : "were"} kept in this browser ${made.length === 1 ? "is" : "are"} on the map now.`, tone: "good" });
  for (const error of refused) note(live, { key: `refused/${error}`, text: error, tone: "problem" });
}

function listenTo(live, message) {
  if (Number.isInteger(message?.at)) live.at = Math.max(live.at, message.at);
  if (!message?.live) return;
  const { lost = [], overwrote = [], notice, ...facts } = message.live;
  if (Number.isInteger(facts.at)) live.at = Math.max(live.at, facts.at);
  Object.assign(live.facts, facts);
  for (const clash of lost) noteLost(live, clash);
  for (const clash of overwrote) noteOverwrote(live, clash);
  if (notice) note(live, { key: notice, text: notice });
  draw(live);
  live.panel?.refresh(facts);
}

// --------------------------------------------------------------------------------------------------------------- parts

function makeParts(live) {
  const { board } = live;
  live.state = h("p", { class: "jk-note jk-clip jk-live__state" });
  live.faces = h("span", { class: "jk-live__faces" });
  const panel = (name) => async () => (await board.fetch("share/talk.js"))?.openPanel(live, name);
  live.people = h("button", { type: "button", class: "jk-inline jk-live__people", "aria-haspopup": "dialog", on: { click: panel("people") } }, live.faces, h("span", { class: "jk-sr" }));
  live.remarks = h("button", { type: "button", class: "jk-button jk-button--quiet", title: "Comments (Shift+F2 on a cell or card)", on: { click: panel("comments") } }, bubble(), h("span"));
  const past = h("button", { type: "button", class: "jk-button jk-button--quiet", title: "What was changed, named versions, restore", on: { click: panel("history") } }, clock(), h("span", null, "History"));
  live.talk = h("span", { class: "jk-inline jk-live__talk", hidden: true }, live.people, live.remarks, past);
  live.root = h("div", { class: "jk-row jk-screen jk-live", hidden: true }, live.talk, live.state);
  live.banner = savingNotes(board, { then: SENT_LATER, tools: [h("button", { type: "button", class: "jk-button", on: { click: () => location.reload() } }, "Reload the page")] });
  live.noteList = h("div", { class: "jk-stack jk-screen jk-live__notes", role: "status" });
  board.bar.append(live.root);
  board.bar.after(live.noteList);
}

const bubble = () => shape("M3 3.5h10v7H7.5L4.5 13v-2.5H3z");
const clock = () => shape("M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.2l2.2 1.4");

function draw(live) {
  const { gone, flying, outbox } = live.custody;
  const kept = outbox.all().length;
  const { text, tone } = stateWords(live.facts.state ?? {}, { waiting: flying.size, gone, kept });
  setText(live.state, text);
  live.state.dataset.tone = tone;
  live.state.title = text;
  live.banner.show({ gone, kept });
  drawPeople(live);
  const openThreads = (live.facts.threads ?? []).filter((thread) => !thread.resolved);
  setText(live.remarks.lastChild, openThreads.length ? `Comments ${openThreads.length}` : "Comments");
  drawMarks(live);
}

/** "Saved 12:03", "Saving…", "Not saved: …". @param {{state?: string, at?: string, reason?: string}} state @param {{waiting?: number, gone?: boolean, kept?: number}} here */
export function stateWords({ state = "saved", at = "", reason = "" }, { waiting = 0, gone = false, kept = 0 } = {}) {
  if (gone) return { text: `Not saved: no answer${kept ? ` · ${editsWords(kept)} kept here` : ""}`, tone: "problem" };
  if (state === "problem") return { text: `Not saved: ${reason}`, tone: "problem" };
  if (state === "reading") return { text: "Follows the map · read only", tone: "quiet" };
  if (waiting || state === "saving") return { text: "Saving…", tone: "quiet" };
  return { text: at ? `Saved ${clockWords(at)}` : "Saved", tone: "quiet" };
}

// -------------------------------------------------------------------------------------------------------------- people

function drawPeople(live) {
  const people = live.facts.people ?? [];
  const others = people.filter((person) => !person.me);
  const colours = coloursOf(people);
  const shown = [...people.filter((person) => person.me), ...others].slice(0, 5);
  patchList(live.faces, shown, { key: (p) => `${p.session}/${p.author}/${colours.get(p.session)}`, create: (p) => face(p, colours.get(p.session)) });
  const more = people.length - shown.length;
  setText(live.people.lastChild, others.length ? `On this map with you: ${peopleWords(others.map((p) => p.author))}` : "Only you are on this map");
  live.people.dataset.more = more > 0 ? `+${more}` : "";
}

// --------------------------------------------------------------------------------------------------------------- marks

function drawMarks(live) {
  drawPlaces(live);
  drawBubbles(live);
}

function drawPlaces(live) {
  const { board } = live;
  const wanted = new Map();
  const colours = coloursOf(live.facts.people ?? []);
  for (const person of live.facts.people ?? []) {
    if (person.me || !person.place) continue;
    const { cell, item } = nodesOf(board, person.place);
    const node = item ?? cell;
    if (node) wanted.set(node, [...(wanted.get(node) ?? []), person]);
  }
  for (const node of board.grid.querySelectorAll("[data-who]")) if (!wanted.has(node)) delete node.dataset.who;
  for (const [node, people] of wanted) {
    node.dataset.who = peopleWords(people.map((person) => person.author));
    wear(node, colours.get(people[0].session));
  }
}

function drawBubbles(live) {
  const { board } = live;
  const byCell = new Map();
  const items = new Set();
  for (const thread of live.facts.threads ?? []) {
    if (thread.resolved || thread.gone) continue;
    const { cell, item } = nodesOf(board, thread.target);
    if (!cell || thread.target === "map") continue;
    byCell.set(cell, [...(byCell.get(cell) ?? []), thread]);
    if (item) items.add(item);
  }
  for (const old of board.grid.querySelectorAll(".jk-live__bubble")) if (!byCell.has(old.parentNode)) old.remove();
  for (const old of board.grid.querySelectorAll(".has-remarks")) if (!items.has(old)) old.classList.remove("has-remarks");
  for (const item of items) item.classList.add("has-remarks");
  live.threads = new Map([...byCell].map(([cell, threads]) => [cell.dataset.key, threads]));
  for (const [cell, threads] of byCell) {
    const button = cell.querySelector(":scope > .jk-live__bubble") ?? cell.appendChild(makeBubble(live, cell));
    setText(button.firstChild, String(threads.length));
    const label = `${threads.length === 1 ? "1 open comment" : `${threads.length} open comments`}: ${peopleWords([...new Set(threads.map((thread) => thread.about))])}`;
    button.setAttribute("aria-label", label);
    button.title = label;
  }
}

function makeBubble(live, cell) {
  const show = async (event) => {
    event.stopPropagation();
    const targets = new Set(live.threads.get(cell.dataset.key).map((thread) => thread.target));
    (await live.board.fetch("share/talk.js"))?.openPanel(live, "comments", targets.size === 1 ? [...targets][0] : targetOf(live.board, cell, null), [...targets]);
  };
  return h("button", { type: "button", class: "jk-screen jk-disc jk-live__bubble", tabIndex: -1, on: { click: show, pointerdown: (event) => event.stopPropagation() } }, h("span"));
}

function keys(live) {
  const talk = (event, cell, item) => {
    if (!live.mayEdit || !live.facts.threads || event.key !== "F2" || !event.shiftKey) return false;
    live.board.fetch("share/talk.js").then((module) => module?.openPanel(live, "comments", targetOf(live.board, cell, item)));
    return true;
  };
  return { cell: (event, cell) => talk(event, cell, null), item: (event, item, cell) => talk(event, cell, item.dataset.item) };
}

// ---------------------------------------------------------------------------------------------------- what a person saw

/** An edit is based on what stood there when the typing began, not on what came in while the field was open. */
function followTyping(live) {
  const typing = (node) => node.matches?.("textarea, input, select, [contenteditable='true']") && !node.closest(".jk-live__panel");
  const begin = (event) => typing(event.target) && (live.begun ??= live.at);
  const end = (event) => {
    if (!typing(event.target)) return;
    // The edit is sent on the way out; the next one begins with what stands then.
    setTimeout(() => {
      const now = live.board.active;
      if (!now || !live.board.root.contains(now) || !typing(now)) live.begun = null;
    }, 300);
  };
  return listen(live.board.root, { focusin: begin, focusout: end });
}

/** Tell the others where this person is, at most twice a second. */
function followPlace(live) {
  let told = "";
  let timer = 0;
  const tell = (event) => {
    const cell = event.target.closest?.("[data-key]");
    if (!cell || !live.mayEdit || !live.facts.people) return;
    const place = targetOf(live.board, cell, event.target.closest("[data-item]")?.dataset.item);
    live.here = place;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (place === told || live.custody.gone) return;
      told = place;
      live.transport.ask("place", { place });
    }, 400);
  };
  const stop = listen(live.board.grid, { focusin: tell });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

// --------------------------------------------------------------------------------------------------------------- notes

const MOST_NOTES = 4;

function note(live, entry) {
  live.notes = [...live.notes.filter(({ key }) => key !== entry.key), entry].slice(-MOST_NOTES);
  drawNotes(live);
}

const quoted = (text) => (text ? `“${text.length > 160 ? `${text.slice(0, 158)}…` : text}”` : "nothing");

function noteLost(live, clash) {
  const key = `lost/${clash.revision}/${clash.words}`;
  const undone = clash.removed
    ? { label: "Bring it back", run: () => live.transport.ask("bring_back", { revision: clash.revision }) }
    : clash.again && { label: "Use mine", run: () => live.transport.send(clash.again.edit, clash.again.args) };
  const text = clash.removed
    ? `${clash.author} removed ${clash.words}, which you had just changed.`
    : `${clash.author} changed ${clash.words} at the same time: ${quoted(clash.kept)} stands, yours was ${quoted(clash.lost)}. Both are in the history.`;
  note(live, { key, text, tone: "clash", act: undone });
}

function noteOverwrote(live, clash) {
  const text = clash.removed
    ? `${clash.author} had just changed ${clash.words}, which you removed. It can be brought back from the history.`
    : `Your text replaced what ${clash.author} wrote at the same time: ${quoted(clash.lost)}. Both are in the history.`;
  note(live, { key: `over/${clash.words}/${clash.lost}`, text, tone: "clash" });
}

function drawNotes(live) {
  const drop = (entry) => {
    const held = live.noteList.contains(live.board.active);
    live.notes = live.notes.filter((other) => other !== entry);
    drawNotes(live);
    if (held && !live.notes.length) live.board.focus(live.board.here);
  };
  patchList(live.noteList, live.notes, {
    key: (entry) => entry.key,
    create: (entry) => {
      const act = entry.act && h("button", { type: "button", class: "jk-button", on: { click: async () => {
        const reply = await entry.act.run();
        if (reply.ok) drop(entry);
        else live.board.say(reply.error, { tone: "problem" });
      } } }, entry.act.label);
      const close = h("button", { type: "button", class: "jk-icon-button", "aria-label": "Put this note away", title: "Put this note away", on: { click: () => drop(entry) } }, icon("remove"));
      return h("div", { class: "jk-row jk-box jk-keep__note jk-live__note", data: { tone: entry.tone ?? "quiet" } }, h("p", null, entry.text), act ?? null, close);
    },
  });
}
