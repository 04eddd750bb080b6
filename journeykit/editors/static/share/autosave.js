/**
 * The honest state of a map that is not shared: no file has an edit until `write_map` writes it. How many there are stands in
 * the bar; who does not answer is told within five seconds; and the edits that no file has stay in this browser, to be brought
 * back where a kernel ended and took the map with it.
 *
 * Python says what is so (_unsaved.py). Edits are kept by the id of their map, so that a fresh kernel finds them whatever became
 * of the file; `key` stands for the map as a file has it, or as the notebook began with it, and `session` for the kernel.
 */
import { h, icon, listen, setText } from "../core/dom.js";
import { browserStorage, Custody, Outbox } from "./custody.js";
import { clockWords, dayWords, editsWords, savingNotes } from "./saving.js";

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const { transport } = board;
  const keep = { board, transport, facts: null, lost: [] };
  makeParts(keep);
  keep.custody = new Custody(transport, {
    lasting: true,
    beat: () => ask(keep),
    mark: () => ({ session: keep.facts?.session ?? "", key: keep.facts?.key ?? "" }),
    due: (entry) => !entry.sent && Boolean(keep.facts) && isMine(keep, entry),
    words: { safe: "Kept in this browser: made when it answers, offered when this page is opened anew.", full: "This browser has no room to keep your change: copy it before you leave." },
    onState: () => draw(keep),
    onResent: (sent) => tellResent(keep, sent),
  }, { outbox: outboxOf(board.model.get("document")?.content?.id) });
  // Before the fields, which keep their keys for themselves.
  const stop = listen(board.root, { keydown: (event) => onKey(event, keep) }, true);
  ask(keep);
  const destroy = () => {
    keep.custody.end();
    stop();
    keep.free?.();
    keep.state.remove();
    keep.notes.root.remove();
  };
  return { update: ({ kind }) => kind === "draw" && ask(keep), destroy };
}

// ------------------------------------------------------------------------------------------------------ what is so

async function ask(keep) {
  const { board, transport, custody } = keep;
  if (board.closed || (keep.asking && !custody.gone)) return;
  keep.asking = true;
  const reply = await transport.ask("kept");
  keep.asking = false;
  if (!reply.ok || board.closed) return;
  const before = keep.facts;
  keep.facts = reply.value;
  const same = before?.map === keep.facts.map;
  // A file has it all: what was kept has done its work. Of another map that is shown now nobody knows that.
  if (same && before.key !== keep.facts.key) dropMine(keep);
  if (!same) await open(keep);
  // All taken back: there is nothing that a fresh kernel would lack.
  if (!keep.facts.edits && !custody.flying.size) dropMine(keep, ({ sent }) => sent);
  draw(keep);
}

/** Edits of this page, also those from before its kernel told its session. */
const isMine = ({ transport, facts }, { op, session }) => op.startsWith(`${transport.name}:`) || session === facts?.session;

function dropMine(keep, which = () => true) {
  for (const entry of keep.custody.outbox.all()) if (isMine(keep, entry) && which(entry)) keep.custody.outbox.drop(entry.op);
}

const outboxOf = (map) => new Outbox(map ? browserStorage() : null, `own:${map}`);

async function open(keep) {
  const { custody } = keep;
  custody.outbox = outboxOf(keep.facts.map);
  keep.free?.();
  keep.free = holdName(keep.facts.session);
  await custody.resend();
  const alive = await namesHeld();
  keep.lost = custody.outbox.all().filter((entry) => !isMine(keep, entry) && !alive.has(entry.session));
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

function tellResent({ board }, { made, refused }) {
  // What was typed while nobody answered is on the map now.
  board.drafts.clear();
  board.draw();
  const words = made.length ? `${editsWords(made.length)} ${made.length === 1 ? "is" : "are"} on the map again.` : "";
  board.say([words, ...refused.slice(0, 2)].filter(Boolean).join(" "), { tone: refused.length ? "problem" : "good" });
}

// ------------------------------------------------------------------------------------------------------------- parts

/**
 * What the bar says, in a few words: all of them are always there to read.
 * @param {{edits: number, saved: {at: string, name: string} | null}} facts @param {boolean} [gone]
 */
export function keepWords({ edits, saved }, gone = false) {
  // How many are kept meanwhile the banner says.
  if (gone) return { text: "Not saved: no answer", tone: "problem" };
  if (edits) return { text: `${editsWords(edits)} ${saved ? "not saved" : "in no file"} yet`, tone: "open" };
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
  keep.words = h("span", { class: "jk-note jk-keep__words" });
  keep.save = h("button", { type: "button", class: "jk-button jk-keep__save", on: { click: () => save(keep) } }, h("span"));
  keep.state = h("div", { class: "jk-row jk-screen jk-keep" }, keep.words, keep.save);
  board.status.after(keep.state);
  keep.offer = h("div", { class: "jk-row jk-box jk-keep__note", role: "status", hidden: true });
  keep.found = h("div", { class: "jk-row jk-box jk-keep__note", role: "status", hidden: true });
  keep.notes = savingNotes(board, { then: "made when it answers, offered when this page is opened anew.", others: [keep.offer, keep.found] });
}

function draw(keep) {
  const { facts, custody } = keep;
  if (!facts && !custody.gone) return;
  const entries = custody.outbox.all();
  const { text, tone } = keepWords(facts ?? { edits: 0, saved: null }, custody.gone);
  setText(keep.words, text);
  keep.state.dataset.tone = tone;
  const room = custody.full ? " This browser has no room to keep more edits: save soon." : "";
  keep.words.title = facts?.edits ? `Until a file has them this browser keeps the edits.${room}` : text;
  const offer = saveWords(facts?.saved);
  setText(keep.save.firstChild, offer.text);
  keep.save.title = offer.title;
  drawOffer(keep);
  drawFound(keep);
  keep.notes.show({ gone: custody.gone, kept: facts ? entries.filter((entry) => !entry.sent && isMine(keep, entry)).length : entries.length });
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
  const reply = keep.custody.gone ? { error: "The notebook does not answer. Nothing was saved." } : await keep.transport.ask(written ? "save" : "download");
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

/** Edits of a session that ended before a file had them. */
function drawOffer(keep) {
  const { lost, custody } = keep;
  keep.offer.hidden = !lost.length || custody.gone;
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
    await custody.resend(lost);
  };
  const drop = () => {
    for (const { op } of lost) custody.outbox.drop(op);
    done();
  };
  keep.offer.replaceChildren(
    icon("info"),
    h("span", null, `${editsWords(lost.length)} of ${dayWords(at.toISOString())}, ${clockWords(at.toISOString())}, ${lost.length === 1 ? "was" : "were"} in no file when the notebook ended. This browser kept ${lost.length === 1 ? "it" : "them"}.${other ? " The map has changed since: look at it before you bring anything back." : ""}`),
    h("button", { type: "button", class: "jk-button jk-button--main", on: { click: bring } }, "Bring back"),
    h("button", { type: "button", class: "jk-button", on: { click: drop } }, "Forget"),
  );
}

/** What is said of a file that has the map as it was saved once. @param {{at: string, name: string}} found */
export const foundWords = ({ at, name }) => `The file ${name} has this map as it was saved ${dayWords(at)}, ${clockWords(at)}. The notebook began without it.`;

/** A file beside the notebook that has the map as it was left: offered until something is changed here. */
function drawFound(keep) {
  const { facts, custody, board } = keep;
  const found = facts?.found;
  keep.found.hidden = !found || facts.edits > 0 || custody.gone || keep.refused === facts.key || keep.lost.length > 0;
  if (keep.found.hidden || keep.found.dataset.at === found.at) return;
  keep.found.dataset.at = found.at;
  const leave = () => {
    keep.refused = keep.facts.key;
    draw(keep);
    board.focus(board.here);
  };
  const goOn = async () => {
    const reply = await keep.transport.ask("go_on");
    if (!reply.ok) return board.say(reply.error, { tone: "problem" });
    board.say(`This is the map of ${found.name}.`, { tone: "good" });
    board.focus(board.here);
    return ask(keep);
  };
  keep.found.replaceChildren(
    icon("info"),
    h("span", null, foundWords(found)),
    h("button", { type: "button", class: "jk-button jk-button--main", on: { click: goOn } }, "Go on from it"),
    h("button", { type: "button", class: "jk-button", on: { click: leave } }, "Leave it"),
  );
}
