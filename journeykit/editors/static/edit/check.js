/**
 * The map check on the board: a quiet mark on every cell where something is found, and a panel with the few next things to
 * do. Python finds and says which edits would mend it; here they are shown, made, or accepted with a reason.
 *
 * Pure: findingsByCell, worstOf, markWords, acceptEdit, releaseEdit. Then attach(board).
 */
import { focusNear, h, icon, patchList, setText } from "../core/dom.js";
import { countWords } from "../core/words.js";

const QUIET_MS = 500;
const ORDER = ["error", "warning", "hint"];
const SEVERITY = { error: "Misleads", warning: "Missing", hint: "Worth a thought" };

/** Findings by the cell that shows them. @param {any[]} findings @returns {Map<string, any[]>} */
export function findingsByCell(findings) {
  const cells = new Map();
  for (const finding of findings) cells.set(finding.key, [...(cells.get(finding.key) ?? []), finding]);
  return cells;
}

/** @param {{severity: string}[]} findings */
export function worstOf(findings) {
  return ORDER.find((severity) => findings.some((finding) => finding.severity === severity)) ?? "hint";
}

/** What a mark says to those who do not see it. @param {{message: string}[]} findings */
export function markWords(findings) {
  const first = findings[0].message;
  return findings.length === 1 ? `Check: ${first}` : `Check: ${countWords(findings.length)} findings. ${first}`;
}

const accepted = (content) => content?.suppressions ?? [];

/** The edit that accepts a finding for good, with a reason. @param {any} content @param {any} finding @param {string} reason */
export function acceptEdit(content, { code, element }, reason) {
  const others = accepted(content).filter((s) => s.code !== code || (s.element ?? "") !== element);
  return { edit: "update_map", args: { suppressions: [...others, { code, reason, ...(element ? { element } : {}) }] } };
}

/** The edit that takes an acceptance back. @param {any} content @param {number} index */
export function releaseEdit(content, index) {
  return { edit: "update_map", args: { suppressions: accepted(content).filter((_, i) => i !== index) } };
}

// ------------------------------------------------------------------------------------------------------------- attach

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const scene = { board, findings: [], next: [], total: 0, seen: null, cell: null, timer: 0, closed: false, marked: new Map() };
  const count = h("span", { class: "jk-check__count" });
  scene.count = count;
  scene.button = h("button", { type: "button", class: "jk-button jk-screen jk-check__open is-waiting", "aria-haspopup": "dialog", on: { click: () => open(scene, null) } }, icon("check"), h("span", null, "Next steps"), count);
  board.bar.insertBefore(scene.button, board.status);
  scene.panel = makePanel(scene);
  refresh(scene);
  const destroy = () => {
    scene.closed = true;
    clearTimeout(scene.timer);
    board.panel?.close("check");
    for (const mark of scene.marked.values()) {
      mark.parentNode?.removeAttribute("aria-description");
      mark.remove();
    }
    scene.button.remove();
  };
  return {
    update: ({ kind }) => kind === "draw" && later(scene),
    click: (event) => pressMark(scene, event),
    press: (event) => Boolean(event.target.closest?.(".jk-mark")),
    keys: { board: (event) => onKey(scene, event) },
    destroy,
  };
}

/** Marks and findings follow when the hands rest: nothing of them may stand between a key and its paint. */
function later(scene) {
  clearTimeout(scene.timer);
  scene.timer = setTimeout(() => refresh(scene), QUIET_MS);
}

async function refresh(scene) {
  clearTimeout(scene.timer);
  const reply = await scene.board.ask("check", { seen: scene.seen });
  if (scene.closed || !reply.ok) return;
  if (!reply.value.same) Object.assign(scene, reply.value);
  drawMarks(scene);
  drawButton(scene);
  drawPanel(scene);
}

function drawButton(scene) {
  const many = scene.total;
  scene.button.classList.remove("is-waiting");
  setText(scene.count, countWords(many));
  scene.button.title = many ? `${countWords(many)} findings of the map check` : "The map check finds nothing";
  scene.button.dataset.severity = many ? worstOf(scene.findings) : "none";
}

// -------------------------------------------------------------------------------------------------------------- marks

function drawMarks(scene) {
  const cells = findingsByCell(scene.findings);
  // One look at the whole grid: asking for each cell would look at it hundreds of times.
  const drawn = new Map([...scene.board.grid.querySelectorAll("[data-key]")].map((cell) => [cell.dataset.key, cell]));
  for (const [key, mark] of scene.marked) {
    if (cells.has(key) && drawn.has(key)) continue;
    mark.parentNode?.removeAttribute("aria-description");
    mark.remove();
    scene.marked.delete(key);
  }
  for (const [key, findings] of cells) {
    const cell = drawn.get(key);
    if (!cell) continue;
    // To the eye a mark, to others a description of the cell: one more stop in every cell would make Tab a long way.
    const mark = scene.marked.get(key) ?? h("span", { class: "jk-disc jk-screen jk-mark", "aria-hidden": "true", data: { cell: key } }, h("i"));
    // Not a part of the cell as its own module knows it: it stands behind its children, wherever they go.
    if (mark.parentNode !== cell) cell.append(mark);
    scene.marked.set(key, mark);
    const words = `${markWords(findings)} F8: what to do.`;
    if (cell.getAttribute("aria-description") === words) continue;
    cell.setAttribute("aria-description", words);
    mark.title = findings.map(({ message }) => message).slice(0, 3).join("\n");
    mark.dataset.severity = worstOf(findings);
  }
}

/** F8 shows what is found at the cell, or goes to the next one that is marked; with Shift to the one before. */
function onKey(scene, event) {
  if (event.key !== "F8") return false;
  const { board } = scene;
  const here = event.target.closest("[data-key]");
  const key = here?.dataset.key;
  if (!event.shiftKey && scene.marked.has(key) && !(board.panel?.shown?.name === "check" && scene.cell === key)) {
    open(scene, key);
    return true;
  }
  const cells = [...board.grid.querySelectorAll("[data-key]")];
  const from = cells.indexOf(here);
  const ahead = event.shiftKey ? [...cells.slice(0, Math.max(0, from))].reverse() : cells.slice(from + 1);
  const to = ahead.find((cell) => scene.marked.has(cell.dataset.key));
  if (to) board.focus(to.dataset.key);
  else board.say(scene.total ? "No further mark in this direction." : "The map check finds nothing.");
  return true;
}

function pressMark(scene, event) {
  const mark = event.target.closest?.(".jk-mark");
  if (!mark) return false;
  open(scene, mark.dataset.cell);
  return true;
}

// -------------------------------------------------------------------------------------------------------------- panel

/** Open the panel: what is found at one cell, or the next things of the whole map. @param {any} scene @param {string | null} cell */
function open(scene, cell) {
  scene.cell = cell;
  const { board, panel } = scene;
  const back = () => (cell && board.cell(cell) ? board.focus(cell) : scene.button.focus());
  board.panel.show({ name: "check", title: cell ? "What the map check finds here" : "Next best things to do", body: panel.root, leave: () => (scene.cell = null), back });
  drawPanel(scene);
  focusNear(panel.list.children.length ? panel.list : panel.root, 0);
}

function makePanel(scene) {
  const list = h("ol", { class: "jk-stack jk-check__list", role: "list" });
  const none = h("p", { class: "jk-note jk-check__none" });
  const rest = h("p", { class: "jk-note jk-check__rest" });
  const all = h("button", { type: "button", class: "jk-button", on: { click: () => open(scene, null) } }, "Next steps of the whole map");
  const kept = h("ul", { class: "jk-stack jk-check__kept", role: "list" });
  const keptTitle = h("summary", { class: "jk-note" });
  const keptBox = h("details", { class: "jk-check__accepted" }, keptTitle, kept);
  return { root: h("div", { class: "jk-stack jk-loose jk-check" }, none, list, rest, all, keptBox), list, none, rest, all, kept, keptTitle, keptBox };
}

function drawPanel(scene) {
  const { board, panel, cell } = scene;
  if (board.panel?.shown?.name !== "check" && !panel.root.isConnected) return;
  const here = cell ? scene.findings.filter(({ key }) => key === cell) : scene.next;
  panel.none.hidden = here.length > 0;
  setText(panel.none, cell ? "Nothing is open here any more." : "The map check finds nothing more. Show the map to somebody who knows the customers.");
  patchList(panel.list, here, { key: ({ id }) => id, create: (finding) => makeCard(scene, finding), update: drawCard });
  const further = scene.total - here.reduce((sum, { more = 0 }) => sum + 1 + more, 0);
  panel.rest.hidden = Boolean(cell) || further <= 0;
  setText(panel.rest, `${countWords(further)} more ${further === 1 ? "is" : "are"} marked on the board and can wait.`);
  panel.all.hidden = !cell;
  const suppressions = accepted(board.content);
  panel.keptBox.hidden = suppressions.length === 0;
  setText(panel.keptTitle, `Accepted: ${countWords(suppressions.length)}`);
  patchList(panel.kept, suppressions, {
    key: (s) => `${s.code}/${s.element ?? ""}`,
    create: () => {
      const words = h("p", { dir: "auto" });
      const node = h("li", { class: "jk-check__acceptance" }, words, h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => release(scene, node.index) } }, "Take back"));
      return Object.assign(node, { words });
    },
    update: (node, s, index) => {
      node.index = index;
      setText(node.words, `${s.code}${s.element ? ` at ${s.element}` : ""}: ${s.reason}`);
    },
  });
}

function makeCard(scene, finding) {
  const node = h("li", { class: "jk-stack jk-check__card", data: { code: finding.code } });
  const jump = h("button", { type: "button", class: "jk-strong jk-check__jump", on: { click: () => goTo(scene, node.finding) } });
  const severity = h("span", { class: "jk-note jk-check__severity" });
  const action = h("p", { class: "jk-check__action" });
  const reason = h("p", { class: "jk-note jk-check__reason" });
  const fix = h("button", { type: "button", class: "jk-button jk-check__fix", on: { click: () => mend(scene, node) } });
  const accept = h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => ask() } }, "Accept as it is…");
  const why = h("input", { type: "text", class: "jk-input jk-grow jk-check__why", "aria-label": "Why is this fine here?", placeholder: "Why is this fine here?" });
  const keep = h("button", { type: "button", class: "jk-button", on: { click: () => accepting() } }, "Accept");
  const form = h("div", { class: "jk-wrap jk-tight jk-check__form", hidden: true }, why, keep);
  const trouble = h("p", { class: "jk-trouble jk-check__trouble", role: "alert" });
  const ask = () => {
    form.hidden = false;
    accept.hidden = true;
    why.focus();
  };
  const shut = () => {
    accept.hidden = false;
    accept.focus();
    form.hidden = true;
  };
  const accepting = async () => {
    const words = why.value.trim();
    if (!words) {
      setText(trouble, "Say in a few words why: the next reader will ask.");
      why.focus();
      return;
    }
    const { edit, args } = acceptEdit(scene.board.content, node.finding, words);
    await done(scene, node, await scene.board.send(edit, args));
  };
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") shut();
    else if (event.key === "Enter" && event.target === why) accepting();
    else return;
    event.preventDefault();
  });
  node.append(severity, jump, action, reason, trouble, h("div", { class: "jk-wrap jk-tight jk-check__do" }, fix, accept), form);
  return Object.assign(node, { jump, severity, action, reason, fix, trouble });
}

function drawCard(node, finding) {
  node.finding = finding;
  node.dataset.severity = finding.severity;
  setText(node.severity, SEVERITY[finding.severity]);
  const more = finding.more ? ` ${countWords(finding.more)} more like this.` : "";
  setText(node.jump, `${finding.message}${more}`);
  setText(node.action, finding.action);
  setText(node.reason, finding.reason);
  node.fix.hidden = !finding.edits;
  setText(node.fix, finding.fix ?? "");
}

/** To the cell, or for what has no cell to its panel. */
function goTo({ board }, { key, element, ref }) {
  if (key === "corner" && board.details && !ref.startsWith("/")) board.details.open(ref);
  else board.focus(key, element);
}

async function mend(scene, node) {
  const { edits } = node.finding;
  const { edit, args } = edits.length === 1 ? edits[0] : { edit: "apply_all", args: { edits } };
  await done(scene, node, await scene.board.send(edit, args));
}

async function release(scene, index) {
  const { edit, args } = releaseEdit(scene.board.content, index);
  const reply = await scene.board.send(edit, args);
  if (reply.ok) await refresh(scene);
}

async function done(scene, node, reply) {
  if (!reply.ok) {
    setText(node.trouble, reply.error);
    return;
  }
  const at = [...scene.panel.list.children].indexOf(node);
  await refresh(scene);
  const { list, root } = scene.panel;
  if (!root.contains(root.getRootNode().activeElement)) focusNear(list.children.length ? list : root, Math.max(0, at));
}
