import assert from "node:assert/strict";
import { test } from "node:test";
import { lanesBySheet, largestSize, SHEET, stagesAbreast } from "../../journeykit/editors/static/read/print.js";

test("stages are spread evenly over as few sheets as can hold them", () => {
  assert.equal(stagesAbreast(6, 0.72), 6);
  assert.equal(stagesAbreast(30, 0.72), 10);
  assert.equal(stagesAbreast(12, 0.72), 6);
  assert.equal(stagesAbreast(1, 0.72), 1);
});

test("lanes keep their order, none is torn, and none is left out", () => {
  assert.deepEqual(lanesBySheet([40, 40, 40, 40], 100), [[0, 1], [2, 3]]);
  assert.deepEqual(lanesBySheet([500, 40], 100), [[0], [1]]);
  assert.deepEqual(lanesBySheet([], 100), []);
});

test("a map is printed as large as it fits, and not at all smaller than can be read", () => {
  const size = largestSize((scale) => 1180 + 100 * scale);
  assert.ok(Math.abs(size - 0.76) < 1e-9, String(size));
  assert.equal(largestSize(() => SHEET.height), 1);
  assert.equal(largestSize(() => 5 * SHEET.height), null);
});
