import assert from "node:assert/strict";
import { test } from "node:test";
import { passes } from "../../journeykit/editors/static/edit/choice.js";

test("arrows and letters pass over entries of a closed list, what opens or keeps it does not", () => {
  for (const key of ["ArrowDown", "ArrowUp", "Home", "End", "PageDown", "w", "é", "7"]) assert.ok(passes({ key }), key);
  for (const key of [" ", "Enter", "Escape", "Tab", "F4", "Shift"]) assert.ok(!passes({ key }), key);
  assert.ok(!passes({ key: "ArrowDown", altKey: true }));
  assert.ok(!passes({ key: "c", ctrlKey: true }));
});
