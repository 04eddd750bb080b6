/**
 * MapBoard: the journey map as a matrix. `render` draws what `boardView` computed; Python decides what an edit does.
 *
 * core/ is what every page has: view.js and curve.js compute, frame.js, cells.js and feelings.js draw, board.js holds it
 * together, transport.js is the line to Python. What people do comes as plugins after the first paint: read/ for everyone,
 * edit/ for those who may change the map, share/ for what becomes of their edits.
 */
import { Board } from "./core/board.js";
import { followModel, guardKeys } from "./core/dom.js";
import { fillLater } from "./core/frame.js";
import { listenToKeys } from "./core/keys.js";

/** @param {{model: any, el: HTMLElement, files: any}} host @returns {() => void} clean-up */
export function render({ model, el, files }) {
  const board = new Board(model, files);
  el.append(board.root);
  const free = guardKeys(board.root);
  const unfollow = followModel(model, ["evidence", "persona"], () => board.draw());
  listen(board);
  listenToKeys(board);
  board.draw();
  const stopFilling = fillLater(board);
  board.attachModules();
  return () => {
    board.closed = true;
    stopFilling();
    for (const plugin of board.plugins.toReversed()) board.unplug(plugin);
    unfollow();
    board.transport.close();
    free();
    board.root.remove();
  };
}

function listen(board) {
  for (const [type, name] of [["click", "click"], ["pointerdown", "press"]]) {
    board.grid.addEventListener(type, (event) => board.offer((plugin) => plugin[name]?.(event)) && event.stopImmediatePropagation());
  }
  board.grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest("[data-key]");
    if (!cell) return;
    board.here = cell.dataset.key;
    board.rove();
  });
}
