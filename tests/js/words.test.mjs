import assert from "node:assert/strict";
import { test } from "node:test";
import { countWords, shareWords, stageColours } from "../../journeykit/editors/static/core/words.js";

test("numbers read as in the rest of the house", () => {
  assert.equal(countWords(12480), "12,480");
  assert.equal(countWords(null), "—");
  assert.equal(shareWords(0.345), "34.5\u00a0%");
  assert.equal(shareWords(0.0001), "under 0.1\u00a0%");
  assert.equal(shareWords(0.9999), "over 99.9\u00a0%");
  assert.equal(shareWords(1), "100\u00a0%");
});

test("stage colours are distinct and the walk keeps its ends", () => {
  assert.deepEqual(stageColours(0), []);
  assert.equal(stageColours(1)[0], stageColours(9)[0]);
  assert.equal(new Set(stageColours(12)).size, 12);
  assert.equal(stageColours(5).at(-1), stageColours(12).at(-1));
});
