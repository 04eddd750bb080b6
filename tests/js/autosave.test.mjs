import { test } from "node:test";
import assert from "node:assert/strict";
import { linesOf } from "../../journeykit/editors/static/read/compare.js";
import { foundWords, keepWords, saveWords } from "../../journeykit/editors/static/share/autosave.js";

const said = (facts) => keepWords(facts).text;

test("what no file has is told with its number, in words that are short enough to stand whole", () => {
  const now = new Date();
  const saved = { at: now.toISOString(), name: "shop.json" };
  assert.equal(said({ edits: 0, saved: null }), "");
  assert.equal(said({ edits: 1, saved: null }), "1 edit in no file yet");
  assert.match(said({ edits: 0, saved }), /^Saved \d\d:\d\d$/);
  assert.equal(said({ edits: 0, saved: { ...saved, at: "2020-02-03T12:00:00Z" } }), `Saved ${new Date("2020-02-03T12:00:00Z").toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" })}`);
  assert.equal(said({ edits: 2, saved }), "2 edits not saved yet");
  assert.ok(said({ edits: 9999, saved }).length <= 40);
});

test("the button says where it saves, or that it downloads", () => {
  assert.deepEqual(saveWords({ name: "shop.json", path: "/maps/shop.json" }), { text: "Save to shop.json", title: "Save the map to /maps/shop.json (Ctrl+S)" });
  assert.equal(saveWords(null).text, "Download");
  assert.equal(saveWords({ name: "shop.json" }).text, "Download");
  assert.match(saveWords(null).title, /^No file is behind this board: /);
  assert.match(saveWords({ name: "shop.json" }).title, /^A page that is served writes no file of its author: /);
});

test("a file that has the map is named with its day and hour", () => {
  assert.match(foundWords({ name: "shop.json", at: new Date().toISOString() }), /^The file shop\.json has this map as it was saved today, \d\d:\d\d\. The notebook began without it\.$/);
});

test("silence is a problem, whatever was saved before", () => {
  const { text, tone } = keepWords({ edits: 2, saved: null }, true);
  assert.deepEqual([text, tone], ["Not saved: no answer", "problem"]);
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
