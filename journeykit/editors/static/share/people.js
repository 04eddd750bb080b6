/**
 * People on a shared map: their names, faces and places. Used by the board (share/live.js) and its panels (share/talk.js).
 *
 * Pure: coloursOf, initialsOf, peopleWords, targetOf.
 */
import { h } from "../core/dom.js";
import { LISTS } from "../core/view.js";

const COLOURS = ["#2f6fd0", "#7a4fc4", "#a63d92", "#b5405c", "#a3551a", "#5f6b12", "#14766a", "#4b5a70"];

/**
 * A number from 0 to 7 for each session, the same on every page: what its name comes to, or the next that is free.
 * @param {{session: string}[]} people in the order of Python @returns {Map<string, number>}
 */
export function coloursOf(people) {
  const taken = new Map();
  for (const { session } of people) {
    let colour = [...session].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 9973, 7) % COLOURS.length;
    const used = new Set(taken.values());
    while (used.size < COLOURS.length && used.has(colour)) colour = (colour + 1) % COLOURS.length;
    taken.set(session, colour);
  }
  return taken;
}

/** "Ann Lee" -> "AL". @param {string} name */
export const initialsOf = (name) => name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase() || "?";

/** Mark a node in the colour of a person. @param {HTMLElement} node @param {number} colour */
export const wear = (node, colour) => node.style.setProperty("--jk-who", COLOURS[colour]);

/** @param {{session: string, author: string, me: boolean}} person @param {number} colour */
export function face(person, colour) {
  return h("span", { class: "jk-disc jk-live__face", style: { "--jk-who": COLOURS[colour ?? 0] }, title: person.me ? `${person.author} (you)` : person.author, "aria-hidden": "true" }, initialsOf(person.author));
}

/** "Ann", "Ann and Ben", "Ann, Ben and 2 more". @param {string[]} names */
export function peopleWords(names) {
  if (names.length < 2) return names[0] ?? "";
  if (names.length > 3) return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** What a cell, or an element in it, is called in the log: `stages/pay`, `cells/pay/goals`, `touchpoints/shelf`. */
export function targetOf(board, cell, item) {
  const key = cell?.dataset.key ?? "";
  const view = board.at(cell).view;
  if (item && view && LISTS[view.kind] && item !== "feeling") return `${LISTS[view.kind].collection}/${item}`;
  if (key.startsWith("stage/")) return `stages/${key.slice(6)}`;
  if (key.startsWith("lane/")) return `lanes/${key.slice(5)}`;
  if (view) return `cells/${view.stage}/${view.lane}`;
  return "map";
}

/** The cell and the element that a target stands for on this board. */
export function nodesOf(board, target) {
  const [collection, first = "", second = ""] = target.split("/");
  const key = { stages: `stage/${first}`, lanes: `lane/${first}`, cells: `${second}/${first}`, map: "corner" }[collection];
  const at = (name) => board.grid.querySelector(`[data-key="${CSS.escape(name)}"]`);
  if (key) return { cell: at(key), item: null };
  const item = board.elementsOf(first)[0] ?? null;
  return { cell: item?.closest("[data-key]") ?? null, item };
}
