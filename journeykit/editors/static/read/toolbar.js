/**
 * How a board is looked at, without changing it: search, zoom, lanes put away for oneself, what belongs together, the key to
 * the marks. Readers have it as well.
 */
import { iconButton } from "../core/controls.js";
import { h, icon, listen, patchList, setText, shape } from "../core/dom.js";
import { all } from "../core/view.js";
import { findIn, fitScale, plainText, relatedTo, ZOOMS } from "./find.js";
import { glyph } from "../core/glyphs.js";
import { placeBeside } from "../core/place.js";
import { openMenu } from "../edit/panels.js";
import { keepInNotebook } from "../core/notebook.js";

const FIRST = 150;
const LEAST = 150;
const TIGHT = 225;

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const tools = { board, found: [], at: -1, zoom: "comfortable", lit: null };
  const parts = [searchBox(tools), zoomBox(tools), ...screenButton(tools), keyButton(tools), ...(board.reading ? [lanesButton(tools)] : [])];
  tools.bar = h("span", { class: "jk-inline jk-screen jk-looks", role: "group", "aria-label": "View" }, parts);
  board.bar.append(tools.bar);
  // Below the board: the bar is for what can be pressed.
  board.root.append(board.legend);
  const hover = (event) => together(tools, event.target.closest?.(".jk-item"));
  const leave = () => together(tools, null);
  const stop = listen(board.grid, { pointerover: hover, focusin: hover, pointerleave: leave, focusout: leave });
  const sized = new ResizeObserver(([{ contentRect }]) => {
    tools.width = contentRect.width;
    tighten(tools);
    fit(tools);
  });
  sized.observe(board.frame);
  // What stays in sight while the board scrolls stands right below the head, whatever its height.
  const headed = new ResizeObserver(([{ target }]) => board.frame.style.setProperty("--jk-head", `${target.offsetHeight}px`));
  headed.observe(board.grid.querySelector(".jk-board__head"));
  const release = keepInNotebook(board.model);
  drawLegend(board);
  drawPurposes(board);
  const destroy = () => {
    release();
    sized.disconnect();
    headed.disconnect();
    stop();
    tools.key.remove();
    tools.bar.remove();
  };
  return { update: ({ kind }) => kind === "draw" && (refind(tools), tighten(tools), drawLegend(board), drawPurposes(board)), keys: { board: (event) => onKey(event, tools) }, destroy };
}

// -------------------------------------------------------------------------------------------------------------- search

function searchBox(tools) {
  tools.input = h("input", { type: "search", class: "jk-find__input", placeholder: "Find", "aria-label": "Find on the board", autocomplete: "off", spellcheck: "false" });
  tools.count = h("span", { class: "jk-find__count", "aria-live": "polite" });
  tools.steps = h("span", { class: "jk-find__steps", hidden: true }, iconButton("up", "Previous match (Shift+Enter)", () => step(tools, -1)), iconButton("down", "Next match (Enter)", () => step(tools, 1)));
  tools.input.addEventListener("input", () => search(tools));
  tools.input.addEventListener("keydown", (event) => {
    // What is typed here is not for the board: its undo would take the map back.
    event.stopPropagation();
    if (event.key === "Enter" || event.key === "F3") step(tools, event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") leaveSearch(tools);
    else return;
    event.preventDefault();
  });
  const glass = shape("M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6L14 14", 14);
  return h("span", { class: "jk-inline jk-find", role: "search" }, glass, tools.input, tools.count, tools.steps);
}

function search(tools) {
  refind(tools);
  tools.at = tools.found.length ? 0 : -1;
  show(tools, false);
}

/** Find again, as when the map changed; the place stays as near as it can. */
function refind(tools) {
  const { board } = tools;
  const asked = tools.input.value;
  if (!asked.trim() && !tools.found.length && tools.at < 0) return;
  tools.found = findIn(board.view, board.content, asked);
  tools.at = Math.min(tools.at, tools.found.length - 1);
  const at = tools.at < 0 ? "" : `${tools.at + 1} of `;
  setText(tools.count, asked.trim() ? (tools.found.length ? `${at}${tools.found.length}` : "none") : "");
  tools.steps.hidden = !tools.found.length;
  mark(tools);
}

function step(tools, by) {
  const { length } = tools.found;
  if (!length) return;
  tools.at = (tools.at + by + length) % length;
  show(tools, true);
}

function show(tools) {
  refind(tools);
  const node = nodeOf(tools, tools.found[tools.at]);
  node?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** The element of a match; a cell that was not drawn yet is drawn for it. */
function nodeOf(tools, match) {
  if (!match) return null;
  const cell = tools.board.cell(match.key);
  return (match.item && cell?.querySelector(`[data-item="${CSS.escape(match.item)}"]`)) || cell;
}

function mark(tools) {
  const { board } = tools;
  for (const old of board.grid.querySelectorAll(".is-found, .is-current")) old.classList.remove("is-found", "is-current");
  const nodes = tools.found.map((match) => nodeOf(tools, match));
  for (const node of nodes) node?.classList.add("is-found");
  nodes[tools.at]?.classList.add("is-current");
  board.root.classList.toggle("is-searched", tools.found.length > 0);
  paint(tools, nodes);
}

/** The very letters, where the browser can colour text without touching it. */
function paint(tools, nodes) {
  if (!globalThis.Highlight || !CSS.highlights) return;
  const words = plainText(tools.input.value).split(/\s+/).filter(Boolean);
  const ranges = [];
  for (const node of nodes) {
    if (!node || !words.length) continue;
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const plain = plainText(text.data);
      // Letters that fall apart without their accents have other places: those are left to the mark on the element.
      if (plain.length !== text.data.length) continue;
      for (const word of words) {
        for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + word.length)) {
          const range = document.createRange();
          range.setStart(text, at);
          range.setEnd(text, at + word.length);
          ranges.push(range);
        }
      }
    }
  }
  CSS.highlights.set("jk-found", new Highlight(...ranges));
}

/** Back to the board, at what was found. */
function leaveSearch(tools) {
  const match = tools.found[tools.at];
  tools.input.value = "";
  Object.assign(tools, { at: 0 });
  refind(tools);
  tools.at = -1;
  if (match) tools.board.focus(match.key, match.item ?? undefined);
}

// ---------------------------------------------------------------------------------------------------------------- zoom

function zoomBox(tools) {
  tools.select = h("select", { class: "jk-board__who jk-zoom", "aria-label": "Zoom (Alt+plus, Alt+minus, Alt+0)", title: "Zoom: Alt+plus, Alt+minus, Alt+0 fits", on: { change: () => zoom(tools, tools.select.value) } }, ZOOMS.map(([value, label]) => h("option", { value }, label)));
  return tools.select;
}

function zoom(tools, to) {
  tools.zoom = to;
  tools.select.value = to;
  const { classList } = tools.board.root;
  for (const [name] of ZOOMS) classList.toggle(`is-${name}`, name === to);
  fit(tools);
  const here = tools.board.cell(tools.board.here ?? "");
  here?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function fit(tools) {
  const { board } = tools;
  const scale = tools.zoom === "fit" ? fitScale(board.frame.clientWidth, FIRST, board.view.stages.length + (board.reading ? 0 : 0.3), LEAST) : 1;
  if (scale === 1) board.grid.style.removeProperty("zoom");
  else board.grid.style.setProperty("zoom", String(scale));
  board.path?.later();
}

/** The board alone on the screen, as in a workshop; the browser's own Escape leads back. No button where pages may not. */
function screenButton({ board }) {
  if (!document.fullscreenEnabled) return [];
  const whole = () => document.fullscreenElement === board.root;
  const corners = shape("M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10", 14);
  const button = h("button", { type: "button", class: "jk-icon-button", "aria-label": "Full screen", title: "Full screen", "aria-pressed": "false" }, corners);
  button.addEventListener("click", async () => {
    try {
      await (whole() ? document.exitFullscreen() : board.root.requestFullscreen());
    } catch {
      board.say("The browser did not give the whole screen. Its own full screen (F11) works too.", { tone: "problem" });
    }
  });
  board.root.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(whole()));
    board.path?.later();
  });
  return [button];
}

/** Columns too narrow for chips as they are. Told by a class: size queries on cells make Chromium forget to grow their row. */
function tighten({ board, width = Infinity }) {
  board.grid.classList.toggle("is-tight", (width - FIRST) / Math.max(1, board.view.stages.length) < TIGHT);
}

function onKey(event, tools) {
  const found = ZOOMS.findIndex(([name]) => name === tools.zoom);
  const by = { "-": 1, "\u2212": 1, "+": -1, "=": -1 }[event.key];
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "f") {
    tools.input.focus();
    tools.input.select();
  } else if (event.key === "F3" && tools.found.length) step(tools, event.shiftKey ? -1 : 1);
  else if (event.altKey && event.key === "0") zoom(tools, "fit");
  else if (event.altKey && by) zoom(tools, ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, found + by))][0]);
  else return false;
  event.preventDefault();
  return true;
}

// --------------------------------------------------------------------------------------------------------------- lanes

/** A reader puts lanes away for the time of the visit; an author's button changes the map. */
function lanesButton(tools) {
  const { board } = tools;
  const button = h("button", { type: "button", class: "jk-button", "aria-haspopup": "menu" }, glyph("lanes"), "Lanes");
  button.addEventListener("click", () => {
    board.putAway ??= new Set();
    const entries = all(board.content, "lanes").filter((lane) => !lane.hidden).map((lane) => ({
      label: lane.name,
      checked: !board.putAway.has(lane.id),
      run: () => {
        if (!board.putAway.delete(lane.id)) board.putAway.add(lane.id);
        board.draw();
      },
    }));
    openMenu(board.root, button, { title: "Lanes", entries });
  });
  return button;
}

// ------------------------------------------------------------------------------------------------------------ together

/** Everything that belongs to the element under the pointer or the focus; the same owner or system is one thing everywhere. */
function together(tools, item) {
  const { board } = tools;
  const kind = item && /jk-item--(\w+)/.exec(item.className)?.[1];
  const ref = kind && kind !== "path" ? `${kind}/${item.dataset.item}` : null;
  if (ref === tools.lit) return;
  tools.lit = ref;
  for (const old of board.grid.querySelectorAll(".is-same, .is-related")) old.classList.remove("is-same", "is-related");
  if (!ref) return;
  const related = relatedTo(board.content, kind, item.dataset.item);
  const linked = kind === "owners" || kind === "technologies";
  if (related.size === 1 && !linked) return;
  for (const other of related) {
    const slash = other.indexOf("/");
    const [of, id] = [other.slice(0, slash), other.slice(slash + 1)];
    for (const node of board.elementsOf(id)) {
      if (node.classList.contains(`jk-item--${of}`)) node.classList.add(other === ref ? "is-same" : "is-related");
    }
  }
}

// ----------------------------------------------------------------------------------------------------------------- key

const HALF_WORDS = { customer: "Customer", path: "Path", business: "Business" };

function drawLegend(board) {
  const shown = board.view.halves.map(({ half }) => half);
  patchList(board.legend, shown, { key: (half) => half, create: (half) => h("li", { class: `jk-legend__${half}` }, HALF_WORDS[half]) });
}

/** On a map without stages there is no cell that could ask: each lane says itself what it is for. */
function drawPurposes(board) {
  const prompts = new Map(board.view.stages.length ? [] : all(board.content, "lanes").map((lane) => [lane.id, lane.prompt]));
  for (const row of board.grid.querySelectorAll(".jk-lane")) row.dataset.prompt = prompts.get(row.dataset.lane) ?? "";
}

/** What the marks of the board mean, in a panel beside its button. */
function keyButton(tools) {
  const id = `jk-key-${Math.random().toString(36).slice(2)}`;
  const button = h("button", { type: "button", class: "jk-button", "aria-expanded": "false", "aria-controls": id }, icon("info"), "Key");
  const row = (sign, words) => h("li", { class: "jk-row" }, h("span", { class: "jk-disc jk-key__sign" }, sign), words);
  const line = (of) => h("span", { class: `jk-key__line ${of}` });
  const marks = [
    row(h("span", { class: "jk-key__chip" }, "name"), "key moment"),
    row(h("span", { class: "jk-entry" }, "entry"), "customers may come in here"),
    row(glyph("place"), "physical; the others are digital"),
    row(h("span", { class: "jk-number is-shown" }, "3"), "step of the happy path"),
    row(line("is-happy"), "happy path"),
    row(line("is-alternate"), "an alternate"),
    row(line("is-measured"), "feelings, measured, with their 95 % interval"),
    row(line("is-assumed"), "feelings, assumed"),
    row(h("span", { class: "jk-key__edge is-pain" }), "pain point, bars for its severity, 1 to 5"),
    row(h("span", { class: "jk-key__edge is-idea" }), "opportunity, bars for its value, 1 to 5"),
  ];
  const panel = h("div", { class: "jk jk-float jk-panel jk-key", id, popover: "auto", role: "dialog", "aria-label": "Key to the marks" }, h("ul", null, marks), h("p", { class: "jk-note jk-key__title" }, "Channels"), h("ul", { class: "jk-key__channels" }, (tools.board.model.get("vocabulary")?.channels ?? []).map(([name, label]) => row(glyph(name), label))));
  tools.key = panel;
  tools.board.root.append(panel);
  button.addEventListener("click", () => {
    panel.togglePopover();
    placeBeside(panel, button);
  });
  panel.addEventListener("toggle", (event) => button.setAttribute("aria-expanded", String(event.newState === "open")));
  return button;
}
