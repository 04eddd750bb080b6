import { test } from "node:test";
import assert from "node:assert/strict";
import { linesOf } from "../../journeykit/editors/static/board_beside.js";
import { keepWords } from "../../journeykit/editors/static/board_keep.js";

const said = (facts, here) => keepWords(facts, here).parts.join("");

test("what no file has is told with its number, and how it is saved", () => {
  assert.equal(said({ edits: 0, saved: null }), "");
  assert.equal(said({ edits: 1, saved: null }), "1 edit · Kept in this notebook only · write_map saves it");
  assert.equal(said({ edits: 3, saved: null }), "3 edits · Kept in this notebook only · write_map saves them");
  const saved = { at: "2026-11-22T12:03:00", name: "shop.json" };
  assert.equal(said({ edits: 0, saved }), "Saved 12:03 · shop.json");
  assert.equal(said({ edits: 2, saved }), "2 edits since 12:03 · Kept in this notebook only · write_map saves them");
});

test("silence is a problem, whatever was saved before", () => {
  const { parts, tone } = keepWords({ edits: 0, saved: null }, { gone: true, waiting: 2 });
  assert.deepEqual([parts.join(""), tone], ["Not saved: no answer · 2 edits kept in this browser", "problem"]);
});

const content = { stages: [{ id: "a" }, { id: "b" }], personas: [{ id: "ada", name: "Ada" }, { id: "ben", name: "Ben" }] };
const point = (stage, score, persona) => ({ id: `${stage}/${persona}`, stage, score, kind: "assumed", words: [], ...(persona ? { persona } : {}) });
const scores = (lines) => lines.map(({ name, points }) => [name, points.map((p) => p && p.score)]);

test("the other map's curve is hers, else the shared one, point by point", () => {
  const other = { name: "to be", emotions: [point("a", 1), point("b", 0), point("b", 2, "ada")] };
  assert.deepEqual(scores(linesOf(content, content.personas[0], other)), [["to be", [1, 2]]]);
  assert.deepEqual(scores(linesOf(content, content.personas[1], other)), [["to be", [1, 0]]]);
});

test("for everyone each person of the other map has a curve with her name", () => {
  const other = { name: "to be", emotions: [point("a", 1, "ada"), point("b", -1, "ben")] };
  assert.deepEqual(scores(linesOf(content, null, other)), [["to be, Ada", [1, null]], ["to be, Ben", [null, -1]]]);
});
