/**
 * The honest state of a map that is not shared: no file has an edit until `write_map` writes it. How many there are stands in
 * the bar; who does not answer is told within five seconds; and the edits that no file has stay in this browser, to be brought
 * back where a kernel ended and took the map with it.
 *
 * Python says what is so (_kept.py). Edits are kept by the id of their map, so that a fresh kernel finds them whatever became
 * of the file; `key` stands for the map as a file has it, or as the notebook began with it, and `session` for the kernel.
 */
import { h, icon, setText } from "../core/dom.js";
import { browserStorage, clockWords, dayWords, Outbox } from "./outbox.js";

// Together under the five seconds after which a page must have said it.
const LOOK_MS = 1000;
const GONE_MS = 3500;
const NO_ANSWER = "The notebook does not answer.";

/** @param {any} board @returns {() => void} clean-up */
export function attach(board) {
  const keep = { board, page: Math.random().toString(36).slice(2, 10), count: 0, facts: null, heard: Date.now(), gone: false, outbox: outboxOf(board.model.get("document")?.content?.id), full: false };
  keep.post = board.channel.post.bind(board.channel);
  board.channel.post = (message) => (message.edit ? sendKept(keep, message) : keep.post(message));
  const hear = () => answered(keep);
  board.model.on("msg:custom", hear);
  makeParts(keep);
  const seen = () => (keep.heard = Date.now());
  document.addEventListener("visibilitychange", seen);
  const keys = (event) => onKey(event, keep);
  // Before the fields, which keep their keys for themselves.
  board.root.addEventListener("keydown", keys, true);
  const timer = setInterval(() => look(keep), LOOK_MS);
  const off = board.on("draw", () => ask(keep));
  ask(keep);
  return () => {
    clearInterval(timer);
    off();
    document.removeEventListener("visibilitychange", seen);
    board.root.removeEventListener("keydown", keys, true);
    board.model.off("msg:custom", hear);
    keep.free?.();
    keep.state.remove();
    keep.notes.remove();
  };
}

export default { attach };

// ------------------------------------------------------------------------------------------------------ what is so

/** Is anybody there, and what has a file? A page in the background is not asked: browsers put its clock to sleep. */
function look(keep) {
  if (document.hidden || keep.board.closed) return;
  if (!keep.gone && Date.now() - keep.heard > GONE_MS) {
    keep.gone = true;
    draw(keep);
  }
  ask(keep);
}

async function ask(keep) {
  if (keep.asking && !keep.gone) return;
  keep.asking = true;
  const reply = await keep.post({ ask: "kept", args: {} });
  keep.asking = false;
  if (!reply.ok || keep.board.closed) return;
  const before = keep.facts;
  keep.facts = reply.value;
  const same = before?.map === keep.facts.map;
  if (same && before.key !== keep.facts.key) {
    // A file has it all: what was kept has done its work. Of another map that is shown now nobody knows that.
    for (const { op } of mine(keep)) keep.outbox.drop(op);
  }
  if (!same) await open(keep);
  // All taken back: there is nothing that a fresh kernel would lack.
  if (!keep.facts.edits && !keep.sending) for (const entry of mine(keep)) if (entry.sent) keep.outbox.drop(entry.op);
  draw(keep);
}

/** Edits of this page, also those from before its kernel told its session. */
const mine = (keep) => keep.outbox.all().filter(({ op, session }) => op.startsWith(`${keep.page}:`) || session === keep.facts?.session);

const outboxOf = (map) => new Outbox(map ? browserStorage() : null, `own:${map}`);

async function open(keep) {
  keep.outbox = outboxOf(keep.facts.map);
  keep.free?.();
  keep.free = holdName(keep.facts.session);
  await sendWaiting(keep);
  const alive = await namesHeld();
  const own = new Set(mine(keep).map(({ op }) => op));
  keep.lost = keep.outbox.all().filter(({ op, session }) => !own.has(op) && !alive.has(session));
}

/** While this page is open others know that its session lives: its edits are not offered to them as lost. @returns {() => void} */
function holdName(session) {
  let free = () => {};
  // Only on secure pages, as this machine's own are; elsewhere edits are offered, and may be put away.
  navigator.locks?.request(`journeykit:${session}`, { mode: "shared" }, () => new Promise((resolve) => (free = resolve)));
  return () => free();
}

async function namesHeld() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map(({ name }) => name.replace("journeykit:", "")));
}

// --------------------------------------------------------------------------------------------------- out and back

/** Send an edit and keep it in the browser until a file has it. Undo means "the last one": it waits for nobody. */
async function sendKept(keep, message) {
  const step = message.edit === "undo" || message.edit === "redo";
  if (keep.gone && step) return { ok: false, late: true, error: `${NO_ANSWER} Nothing was changed.` };
  const entry = { op: `${keep.page}:${(keep.count += 1)}`, edit: message.edit, args: message.args, session: keep.facts?.session ?? "", key: keep.facts?.key ?? "", at: Date.now(), sent: !keep.gone };
  const safe = keep.outbox.keep(entry);
  keep.full ||= !safe;
  if (keep.gone) {
    draw(keep);
    return { ok: false, late: true, error: safe ? "Kept in this browser: made when the notebook answers, offered when this page is opened anew." : "This browser has no room to keep your change: copy it before you leave." };
  }
  keep.sending = (keep.sending ?? 0) + 1;
  const reply = await keep.post(message);
  keep.sending -= 1;
  // Refused is not lost; without an answer it may still be made, so it stays.
  if (!reply.ok && !reply.late) keep.outbox.drop(entry.op);
  return reply;
}

/** Make the edits of the time without an answer. */
async function sendWaiting(keep) {
  const waiting = mine(keep).filter(({ sent }) => !sent);
  if (!waiting.length || keep.catching) return;
  keep.catching = true;
  await makeEdits(keep, waiting);
  keep.catching = false;
}

async function makeEdits(keep, entries) {
  const refused = [];
  let made = 0;
  for (const entry of entries) {
    const reply = await keep.post({ edit: entry.edit, args: entry.args });
    if (reply.late) break;
    keep.outbox.drop(entry.op);
    if (!reply.ok) refused.push(reply.error);
    else {
      made += 1;
      keep.outbox.keep({ ...entry, session: keep.facts.session, key: keep.facts.key, sent: true });
    }
  }
  // What was typed while nobody answered is on the map now.
  keep.board.drafts.clear();
  keep.board.redraw();
  const words = made ? `${count(made)} ${made === 1 ? "is" : "are"} on the map again.` : "";
  keep.board.say([words, ...refused.slice(0, 2)].filter(Boolean).join(" "), { tone: refused.length ? "problem" : "good" });
}

function answered(keep) {
  keep.heard = Date.now();
  if (!keep.gone) return;
  keep.gone = false;
  draw(keep);
  if (keep.facts) sendWaiting(keep);
}

// ------------------------------------------------------------------------------------------------------------ parts

const count = (edits) => `${edits} ${edits === 1 ? "edit" : "edits"}`;

/**
 * What the bar says, in a few words: all of them are always there to read.
 * @param {{edits: number, saved: {at: string, name: string} | null}} facts @param {boolean} [gone]
 */
export function keepWords({ edits, saved }, gone = false) {
  // How many are kept meanwhile the banner says.
  if (gone) return { text: "Not saved: no answer", tone: "problem" };
  if (edits) return { text: `${count(edits)} ${saved ? "not saved" : "in no file"} yet`, tone: "open" };
  const day = saved && dayWords(saved.at);
  return { text: saved ? `Saved ${day === "today" ? clockWords(saved.at) : day}` : "", tone: "quiet" };
}

/** What the button says, and all of it beside the pointer. @param {{name: string, path?: string} | null} saved */
export function saveWords(saved) {
  if (saved?.path) return { text: `Save to ${saved.name}`, title: `Save the map to ${saved.path} (Ctrl+S)` };
  return { text: "Download", title: `${saved ? "A page that is served writes no file of its author" : "No file is behind this board"}: download the map as it stands (Ctrl+S). What is downloaded opens with read_map.` };
}

function makeParts(keep) {
  const { board } = keep;
  keep.words = h("span", { class: "jk-keep__words" });
  keep.save = h("button", { type: "button", class: "jk-button jk-keep__save", on: { click: () => save(keep) } }, h("span"));
  keep.state = h("div", { class: "jk-keep" }, keep.words, keep.save);
  board.status.after(keep.state);
  keep.banner = h("div", { class: "jk-keep__note", role: "alert", hidden: true, data: { tone: "problem" } });
  keep.offer = h("div", { class: "jk-keep__note", role: "status", hidden: true });
  // In the top layer: in sight wherever the board is scrolled to, and nothing moves for it.
  keep.notes = h("div", { class: "jk jk-keep__notes", popover: "manual" }, keep.offer, keep.banner);
  board.root.append(keep.notes);
}

function draw(keep) {
  if (!keep.facts && !keep.gone) return;
  const waiting = keep.facts ? mine(keep).filter(({ sent }) => !sent).length : keep.outbox.all().length;
  const { text, tone } = keepWords(keep.facts ?? { edits: 0, saved: null }, keep.gone);
  setText(keep.words, text);
  keep.state.dataset.tone = tone;
  const room = keep.full ? " This browser has no room to keep more edits: save soon." : "";
  keep.words.title = keep.facts?.edits ? `Until a file has them this browser keeps the edits.${room}` : text;
  const offer = saveWords(keep.facts?.saved);
  setText(keep.save.firstChild, offer.text);
  keep.save.title = offer.title;
  drawBanner(keep, waiting);
  drawOffer(keep);
  const shown = !keep.banner.hidden || !keep.offer.hidden;
  if (shown !== keep.notes.matches(":popover-open")) keep.notes.togglePopover(shown);
}

/** Ctrl+S saves the map, and the notebook with it: a board takes no key that was meant for more than itself. */
function onKey(event, keep) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  // What is being typed is meant to be saved too.
  if (event.target.matches("input, textarea, select")) event.target.blur();
  save(keep);
  keep.board.model.widget_manager?.context?.save?.();
}

/** To the file where there is one, else to the browser's downloads. */
async function save(keep) {
  const { board, facts } = keep;
  const written = Boolean(facts?.saved?.path);
  const reply = keep.gone ? { error: `${NO_ANSWER} Nothing was saved.` } : await keep.post({ ask: written ? "save" : "download", args: {} });
  if (!reply.ok) return board.say(reply.error, { tone: "problem" });
  if (written) board.say(`Saved to ${reply.value.saved.path}`, { tone: "good" });
  else {
    const { name, text, advice } = reply.value;
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    h("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    board.say(`Downloaded as ${name}. ${advice}`);
  }
  return ask(keep);
}

function drawBanner(keep, waiting) {
  keep.banner.hidden = !keep.gone;
  const kept = waiting ? `${count(waiting)} ${waiting === 1 ? "is" : "are"}` : "What you change is";
  const text = `The notebook does not answer: it is busy, or its kernel has ended. ${kept} kept in this browser: made when it answers, offered when this page is opened anew.`;
  if (!keep.gone || keep.banner.dataset.text === text) return;
  keep.banner.dataset.text = text;
  keep.banner.replaceChildren(icon("warn"), h("span", null, text));
}

/** Edits of a session that ended before a file had them. */
function drawOffer(keep) {
  const lost = keep.lost ?? [];
  keep.offer.hidden = !lost.length || keep.gone;
  const key = lost.map(({ op }) => op).join();
  if (keep.offer.hidden || keep.offer.dataset.ops === key) return;
  keep.offer.dataset.ops = key;
  const at = new Date(lost.at(-1).at);
  const other = lost.some(({ key }) => key !== keep.facts.key);
  const done = () => {
    keep.lost = [];
    draw(keep);
    keep.board.focus(keep.board.here);
  };
  const bring = async () => {
    done();
    await makeEdits(keep, lost);
  };
  const drop = () => {
    for (const { op } of lost) keep.outbox.drop(op);
    done();
  };
  keep.offer.replaceChildren(
    icon("info"),
    h("span", null, `${count(lost.length)} of ${dayWords(at.toISOString())}, ${clockWords(at.toISOString())}, ${lost.length === 1 ? "was" : "were"} in no file when the notebook ended. This browser kept ${lost.length === 1 ? "it" : "them"}.${other ? " The map has changed since: look at it before you bring anything back." : ""}`),
    h("button", { type: "button", class: "jk-button jk-button--main", on: { click: bring } }, "Bring back"),
    h("button", { type: "button", class: "jk-button", on: { click: drop } }, "Forget"),
  );
}
