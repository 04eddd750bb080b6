import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../journeykit/editors/static/core/board.js";

/** The registry alone: a board without a page. */
const registry = () => Object.assign(Object.create(Board.prototype), { plugins: [] });

test("who came last is asked first, and what it takes goes no further", () => {
  const board = registry();
  const asked = [];
  const taking = (name, takes) => ({ keys: { cell: () => (asked.push(name), takes) } });
  for (const plugin of [taking("editing", true), taking("selection", false), {}]) board.plug(plugin);
  const off = board.plug(taking("drawing", true));
  const press = () => board.offer(({ keys }) => keys?.cell?.());
  assert.equal(press(), true);
  off();
  assert.equal(press(), true);
  assert.deepEqual(asked, ["drawing", "selection", "editing"]);
});

test("every plugin hears of a change, also when one leaves because of it, and leaving is once", () => {
  const board = registry();
  const heard = [];
  let ended = 0;
  const off = board.plug({ update: ({ kind }) => (heard.push(kind), off()), destroy: () => (ended += 1) });
  board.plug({ update: ({ kind }) => heard.push(kind) });
  board.update({ kind: "draw", patch: null });
  off();
  assert.deepEqual([heard, ended, board.plugins.length], [["draw", "draw"], 1, 1]);
});
