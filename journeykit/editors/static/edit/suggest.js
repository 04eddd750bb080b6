/**
 * Suggestions in place: what a stage typically has, and what answers a pain point. Python knows and decides; each entry
 * carries the edit that it stands for, and choosing it makes that edit.
 */
import { h } from "../core/dom.js";
import { LISTS } from "../core/view.js";

/** So many are offered while somebody types; the menu has all. */
const FEW = 4;

/** @param {any} board @returns {import("../core/board.js").Plugin} */
export function attach(board) {
  board.suggest = {
    offerFor: (cell) => offer(board, cell, cell, board.at(cell).view.kind, board.at(cell).view.stage),
    offerIdeas: (id) => {
      const item = board.elementsOf(id).find((node) => node.matches(".jk-item--pain_points"));
      if (item) offer(board, item, item.closest("[data-key]"), "pain_point", id);
    },
    chips: (cell, again) => chips(board, cell, again),
  };
  const keys = (event, node, cell) => {
    if (!(event.ctrlKey || event.metaKey) || !/^i$/i.test(event.key)) return false;
    if (node.matches(".jk-item--pain_points")) board.suggest.offerIdeas(node.dataset.item);
    else if (LISTS[board.at(cell).view?.kind]) board.suggest.offerFor(cell);
    else return false;
    return true;
  };
  return { keys: { item: keys, cell: (event, cell) => keys(event, cell, cell) } };
}

async function offer(board, anchor, cell, about, id) {
  const reply = await board.ask("suggest", { about, id });
  if (!reply.ok) return board.say(reply.error, { tone: "problem" });
  if (!reply.value.length) return board.say("There are no suggestions for this.");
  const { key } = cell.dataset;
  const item = anchor.dataset.item;
  const entries = reply.value.map((entry) => ({
    label: entry.label,
    note: entry.why,
    run: async () => {
      const done = await board.send(entry.edit, entry.args);
      if (done.ok) board.focus(key, item);
    },
  }));
  return board.editing.menu(anchor, { title: about === "pain_point" ? "Ideas from the playbook" : `Typical here: ${board.at(cell).view.label}`, entries, back: () => board.focus(key, item) });
}

/** What is typical here, under the field where a name is typed: a press or Tab and Enter takes it. */
function chips(board, cell, again) {
  const { kind, stage, label } = board.at(cell).view;
  const list = h("div", { class: "jk-wrap jk-suggest", role: "group", "aria-label": `Typical here: ${label}` });
  board.ask("suggest", { about: kind, id: stage }).then((reply) => {
    if (!reply.ok || !reply.value.length || !list.isConnected) return;
    const take = async (entry) => {
      list.dispatchEvent(new CustomEvent("done"));
      const done = await board.send(entry.edit, entry.args);
      if (done.ok) again();
    };
    list.replaceChildren(h("span", { class: "jk-suggest__head" }, "Typical here"), ...reply.value.slice(0, FEW).map((entry) => h("button", { type: "button", class: "jk-chip", title: entry.why, on: { click: () => take(entry) } }, entry.label)));
  });
  // A press is not leaving the field.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  return list;
}
