/**
 * What every cell is based on: nothing, an assumption, a source, or a measurement. Shown on demand, with a line that counts
 * them, so that a team sees at a glance where it guesses. Python says what each cell is based on (_grounds.py).
 */
import { followModel, h, patchList, setText, shape } from "../core/dom.js";
import { countWords } from "../core/words.js";

/** From the best grounded to the weakest. */
const WORDS = { measured: "measured", qualitative: "from a source", assumed: "assumed", none: "empty" };

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const bars = shape("M3 13.5V9M8 13.5V2.5M13 13.5V6", 14);
  const scene = { board, shown: false };
  scene.button = h("button", { type: "button", class: "jk-button", "aria-pressed": "false", title: "Show what every cell is based on", on: { click: () => toggle(scene) } }, bars, "Evidence");
  scene.line = h("ul", { class: "jk-wrap jk-grounds", role: "list", "aria-label": "What the cells are based on", hidden: true });
  board.bar.insertBefore(scene.button, board.status);
  board.bar.after(scene.line);
  const update = () => scene.shown && draw(scene);
  const unfollow = followModel(board.model, ["evidence"], update);
  const destroy = () => {
    unfollow();
    clear(scene);
    scene.button.remove();
    scene.line.remove();
  };
  return { update: ({ kind }) => kind !== "select" && update(), destroy };
}

function toggle(scene) {
  scene.shown = !scene.shown;
  scene.button.setAttribute("aria-pressed", String(scene.shown));
  scene.board.root.classList.toggle("has-evidence", scene.shown);
  scene.line.hidden = !scene.shown;
  if (scene.shown) draw(scene);
  else {
    clear(scene);
    scene.board.path?.later();
  }
}

const clear = ({ board }) => board.grid.querySelectorAll(".jk-ground").forEach((badge) => badge.remove());

async function draw(scene) {
  const { board } = scene;
  const reply = await board.ask("grounds");
  if (!scene.shown || board.closed) return;
  if (!reply.ok) return void board.say(reply.error, { tone: "problem" });
  const statuses = [];
  for (const cell of board.grid.querySelectorAll(".jk-cell")) {
    const badge = reply.value[cell.dataset.key];
    statuses.push(badge?.status ?? "none");
    drawBadge(board, cell, badge);
  }
  const counts = Object.keys(WORDS).map((status) => [status, statuses.filter((one) => one === status).length]);
  const words = ([status, count]) => `${countWords(count)} ${WORDS[status]}`;
  patchList(scene.line, counts.filter(([status, count]) => count || status !== "none"), { key: ([status]) => status, create: ([status]) => h("li", { class: "jk-note jk-inline jk-grounds__one", data: { status } }, h("i", { "aria-hidden": "true" }), h("span")), update: (node, one) => setText(node.lastChild, words(one)) });
  board.path?.later();
}

/** Not a part of the cell as its own module knows it: it stands behind its children, wherever they go. */
function drawBadge(board, cell, badge) {
  const old = cell.querySelector(":scope > .jk-ground");
  if (!badge) return void old?.remove();
  const node = old ?? h("span", { class: "jk-note jk-inline jk-ground" }, h("i", { "aria-hidden": "true" }), h("span", { class: "jk-clip" }));
  if (cell.lastChild !== node) cell.append(node);
  node.dataset.status = badge.status;
  // Where the words of a low point stand, there is room above.
  node.classList.toggle("is-above", board.at(cell).point?.main?.score < 0);
  node.title = badge.title;
  setText(node.lastChild, badge.text);
}
