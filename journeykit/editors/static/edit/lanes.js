/**
 * Lanes by hand: the menu and the keys of their names, and a lane dragged to another place, or into another half.
 */
import { iconButton } from "../core/controls.js";
import { all } from "../core/view.js";
import { laneStep, lanePlaced, together } from "./bulk.js";
import { follow } from "./panels.js";

/** The key that opens the menu of what is here. @param {KeyboardEvent} event */
export const isMenuKey = (event) => event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");

export function drawLaneButtons(board) {
  for (const node of board.grid.querySelectorAll(".jk-lane__name")) {
    const id = node.dataset.key.slice("lane/".length);
    const button = node.querySelector(".jk-lane__more") ?? iconButton("more", "", () => laneMenu(board, id, button), { class: "jk-icon-button jk-appears jk-lane__more", tabIndex: -1, "aria-haspopup": "menu", "aria-label": "Lane" });
    if (!button.isConnected) node.append(button);
    button.setAttribute("aria-label", `Lane ${node.querySelector(".jk-lane__title").textContent}: menu`);
    button.removeAttribute("title");
  }
}

const laneOf = (board, id) => all(board.content, "lanes").find((lane) => lane.id === id);

/** A key on the name of a lane. @returns {boolean} whether it meant something */
export function onLaneKey(event, cell, id, board) {
  const by = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const control = event.ctrlKey || event.metaKey;
  if (by) shiftLane(board, id, by);
  else if (event.key === "Insert") typeLaneAfter(board, id);
  else if (event.key === "Delete") removeLane(board, id);
  else if (control && /^d$/i.test(event.key)) board.send("duplicate_lane", { id });
  else if (isMenuKey(event) || event.key === " ") laneMenu(board, id, cell);
  else return false;
  return true;
}

async function shiftLane(board, id, by) {
  const to = laneStep(board.content, id, by);
  if (to === null) return board.say("This lane is at the end of its half. The menu brings it to another half.");
  await board.send("move_lane", { id, to });
  return board.focus(`lane/${id}`);
}

async function removeLane(board, id) {
  const shown = board.view.halves.flatMap((group) => group.lanes.map((lane) => lane.id));
  const next = shown[shown.indexOf(id) + 1] ?? shown[shown.indexOf(id) - 1];
  const reply = await board.send("remove_lane", { id });
  if (reply.ok && next) board.focus(`lane/${next}`);
}

/** Type the name of a new lane for texts, right below another one. */
function typeLaneAfter(board, id) {
  const half = laneOf(board, id).half ?? "customer";
  board.editing.type(board.cell(`lane/${id}`), board.cell(`lane/${id}`).querySelector(".jk-lane__title"), { label: "Name of the new lane", value: "", prompt: "New lane" }, async (name) => {
    const known = new Set(all(board.content, "lanes").map((lane) => lane.id));
    const reply = await board.send("add_lane", { name, half, after: id });
    const made = reply.ok && all(board.content, "lanes").find((lane) => !known.has(lane.id));
    if (made) board.focus(`lane/${made.id}`);
  });
}

const HALF_WORDS = [["customer", "customer half"], ["path", "path"], ["business", "business half"]];

export function laneMenu(board, id, anchor) {
  const lane = laneOf(board, id);
  const half = lane.half ?? "customer";
  board.editing.menu(anchor, {
    title: `Lane ${lane.name}`,
    back: () => board.focus(`lane/${id}`),
    entries: [
      { label: "Rename", run: () => board.editing.rename(board.cell(`lane/${id}`)) },
      { label: "All fields …", run: () => board.details.open(`lane/${id}`) },
      { label: "Add a lane below", run: () => typeLaneAfter(board, id) },
      { label: "Move up", run: () => shiftLane(board, id, -1), off: laneStep(board.content, id, -1) === null },
      { label: "Move down", run: () => shiftLane(board, id, 1), off: laneStep(board.content, id, 1) === null },
      ...HALF_WORDS.filter(([name]) => name !== half).map(([name, words]) => ({ label: `To the ${words}`, run: () => board.send("update_lane", { id, half: name }) })),
      { label: "Duplicate", run: () => board.send("duplicate_lane", { id }) },
      { label: "Hide", run: () => board.send("update_lane", { id, hidden: true }) },
      { label: "Remove", run: () => removeLane(board, id) },
    ],
  });
}

// ------------------------------------------------------------------------------------------------------------ dragging

/** A press on the name of a lane may be the begin of a drag. It takes nothing from a click, which begins to write. */
export function onLanePress(event, board) {
  const name = event.target.closest(".jk-lane__name");
  if (!name || event.target.closest(".jk-typing, button")) return false;
  const id = name.dataset.key.slice("lane/".length);
  const found = { at: null };
  follow(event, name, board.frame, {
    over: (x, y) => (found.at = laneTarget(board, id, x, y)),
    drop: () => found.at && dropLane(board, id, found.at),
    end: () => markLane(board, null),
  });
  return false;
}

/** Where the lane would go: the half under the pointer, and the lane that it would stand before. */
function laneTarget(board, id, x, y) {
  const row = document.elementFromPoint(x, y)?.closest?.(".jk-lane");
  if (!row || !board.grid.contains(row)) return markLane(board, null);
  const lanes = [...row.parentElement.querySelectorAll(":scope > .jk-lane")];
  const box = row.getBoundingClientRect();
  const at = lanes.indexOf(row) + (y > box.top + box.height / 2 ? 1 : 0);
  const rest = lanes.slice(at).filter((other) => other.dataset.lane !== id);
  const half = laneOf(board, row.dataset.lane).half ?? "customer";
  return markLane(board, { half, before: rest[0]?.dataset.lane ?? null, row: lanes[at] ?? lanes.at(-1), below: at >= lanes.length });
}

function markLane(board, target) {
  for (const old of board.grid.querySelectorAll(".is-above, .is-below")) old.classList.remove("is-above", "is-below");
  target?.row.classList.add(target.below ? "is-below" : "is-above");
  return target;
}

async function dropLane(board, id, { half, before }) {
  const edits = lanePlaced(board.content, id, half, before);
  if (edits.length) await board.send(...together(edits));
  board.focus(`lane/${id}`);
}
