/** Keys that lead through the grid and along what stands in its cells; what a module takes for itself comes before. */

/** @param {any} board */
export function listenToKeys(board) {
  board.root.addEventListener("keydown", (event) => onKey(event, board));
}

/** Where a key leads among the rows of the grid, or null. @param {string} key @param {boolean} far with Ctrl @param {number[]} at @param {number[]} widths cells in each row */
export function nextCell(key, far, [row, column], widths) {
  const within = (r) => [r, Math.min(column, widths[r] - 1)];
  if (key === "ArrowRight") return [row, Math.min(column + 1, widths[row] - 1)];
  if (key === "ArrowLeft") return [row, Math.max(column - 1, 0)];
  if (key === "ArrowDown") return within(Math.min(row + 1, widths.length - 1));
  if (key === "ArrowUp") return within(Math.max(row - 1, 0));
  if (key === "Home") return far ? [0, 0] : [row, 0];
  if (key === "End") return far ? [widths.length - 1, widths.at(-1) - 1] : [row, widths[row] - 1];
  return null;
}

function onKey(event, board) {
  if (event.defaultPrevented || event.target.closest(".jk-panel, .jk-typing")) return;
  if (board.offer(({ keys }) => keys?.board?.(event))) {
    event.preventDefault();
    return;
  }
  const cell = event.target.closest("[data-key]");
  if (!cell) return;
  const done = event.target === cell ? onCellKey(event, cell, board) : onInnerKey(event, cell, board);
  if (done) event.preventDefault();
}

function onCellKey(event, cell, board) {
  if (board.offer(({ keys }) => keys?.cell?.(event, cell))) return true;
  if (event.altKey) return false;
  const rows = [...board.grid.querySelectorAll("[role='row']")].map((row) => [...row.querySelectorAll(":scope > [data-key]")]);
  const row = rows.findIndex((cells) => cells.includes(cell));
  const to = nextCell(event.key, event.ctrlKey || event.metaKey, [row, rows[row].indexOf(cell)], rows.map((cells) => cells.length));
  if (!to) return false;
  const target = rows[to[0]][to[1]];
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

/**
 * Keys on something inside a cell: arrows go along its elements, Tab goes on to those of the next cells, Escape returns to
 * the cell, from where Tab leaves the board.
 */
function onInnerKey(event, cell, board) {
  if (event.key === "Escape") {
    cell.focus();
    return true;
  }
  const item = event.target.closest("[data-item]");
  if (item && board.offer(({ keys }) => keys?.item?.(event, item, cell))) return true;
  if (event.key === "Tab") return goOn(board, event.target, event.shiftKey ? -1 : 1);
  if (event.altKey || event.target.getAttribute("role") === "slider") return false;
  const stops = stopsIn(cell);
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!by) return false;
  stops[(stops.indexOf(event.target) + by + stops.length) % stops.length]?.focus();
  return true;
}

const stopsIn = (node) => [...node.querySelectorAll("button, [data-item]")].filter((stop) => !stop.hidden);

/** On to the next thing on the board that can be pressed; after the last one, out of the board as Tab does anyway. */
function goOn(board, from, by) {
  const stops = stopsIn(board.grid);
  const to = stops[stops.indexOf(from) + by];
  to?.focus();
  return Boolean(to);
}
