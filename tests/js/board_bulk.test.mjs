import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle, carries, cellText, drops, duplicates, lanePlaced, laneStep, refFor, removals, tabbed, tableOf, together } from "../../journeykit/editors/static/edit/bulk.js";
import { conditionOf, conditionText, filled, linesOf } from "../../journeykit/editors/static/edit/fields.js";
import { found, kindWords, refOf, titleOf } from "../../journeykit/editors/static/core/refs.js";
import { editFor, headingOf, pluralOf, problemOf } from "../../journeykit/editors/static/edit/details.js";
import { KEYS } from "../../journeykit/editors/static/edit/help.js";

const content = {
  id: "shop",
  stages: [{ id: "a", name: "A", owners: ["o1", "o2"] }, { id: "b", name: "B", owners: ["o2"] }, { id: "c", name: "C" }],
  lanes: [{ id: "x" }, { id: "h", hidden: true }, { id: "y" }, { id: "z", half: "business" }],
  owners: [{ id: "o1", name: "One" }, { id: "o2", name: "Two" }],
  touchpoints: [{ id: "t1", name: "T1", stage: "a" }, { id: "t2", name: "T2", stage: "a" }, { id: "t3", name: "T3", stage: "b" }],
  kpis: [],
  cells: [{ id: "a/x/", stage: "a", lane: "x", text: "words" }, { id: "a/x/p", stage: "a", lane: "x", persona: "p", text: "hers" }],
  emotions: [{ id: "a///assumed", stage: "a", score: -0.5, words: ["unsure", "tired"] }],
  personas: [{ id: "p", name: "Pat" }],
  routes: [{ id: "r", kind: "happy", touchpoints: ["t1", "t2", "t3"] }],
};
const tp = (id, stage) => ({ kind: "touchpoints", id, stage, lane: "touchpoints" });
const owner = (id, stage) => ({ kind: "owners", id, stage, lane: "owner" });

test("elements are removed, entities only taken off their stage, texts cleared for everyone, a stage with all that is in it", () => {
  assert.deepEqual(removals(content, [tp("t1", "a"), owner("o1", "a")]), [
    { edit: "update_stage", args: { id: "a", owners: ["o2"] } },
    { edit: "remove_touchpoint", args: { id: "t1" } },
  ]);
  assert.deepEqual(removals(content, [{ kind: "stage", id: "a" }, tp("t1", "a"), tp("t3", "b")]).map(({ args }) => args.id), ["a", "t3"]);
  assert.deepEqual(removals(content, [{ kind: "text", stage: "a", lane: "x" }]).map(({ args }) => args), [
    { stage: "a", lane: "x", text: "" },
    { stage: "a", lane: "x", text: "", persona: "p" },
  ]);
  assert.deepEqual(removals(content, [{ kind: "path", id: "t2", stage: "a" }, { kind: "path", id: "t3", stage: "b" }]), [{ edit: "update_route", args: { id: "r", touchpoints: ["t1"] } }]);
});

test("what is chosen is carried on in its order, and nothing moves when one would leave the map", () => {
  assert.deepEqual(carries(content, [tp("t1", "a"), tp("t2", "a")], 1).map(({ args }) => args), [
    { id: "t1", to: 1, stage: "b" },
    { id: "t2", to: 2, stage: "b" },
  ]);
  assert.equal(carries(content, [tp("t1", "a"), tp("t3", "b")], -1), null);
  assert.deepEqual(carries(content, [owner("o1", "a")], 1), [
    { edit: "update_stage", args: { id: "a", owners: ["o2"] } },
    { edit: "update_stage", args: { id: "b", owners: ["o2", "o1"] } },
  ]);
});

test("several are dropped one after the other before an element", () => {
  assert.deepEqual(drops(content, [tp("t1", "a"), tp("t2", "a")], { stage: "b", before: "t3" }).map(({ args }) => [args.id, args.to, args.stage]), [["t1", 0, "b"], ["t2", 1, "b"]]);
});

test("copies are of elements, stages and lanes; one edit keeps its name, several become one", () => {
  const edits = duplicates([tp("t1", "a"), { kind: "stage", id: "a" }, { kind: "lane", id: "x" }, owner("o1", "a"), { kind: "text", stage: "a", lane: "x" }]);
  assert.deepEqual(edits.map(({ edit }) => edit), ["duplicate_touchpoint", "duplicate_stage", "duplicate_lane"]);
  assert.equal(together(edits)[0], "apply_all");
  assert.deepEqual(together(edits.slice(0, 1)), ["duplicate_touchpoint", { id: "t1" }]);
});

test("tab-separated text is read as it was written, with quotes, tabs and lines in it", () => {
  const rows = [['say "hi"', "two\nlines", ""], ["a\tb", "", "c"]];
  assert.deepEqual(tableOf(tabbed(rows)), rows);
  assert.deepEqual(tableOf("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]]);
  assert.deepEqual(tableOf('5" pipe\tx'), [['5" pipe', "x"]]);
});

test("random tables survive the way through the clipboard", () => {
  let seed = 7;
  const next = (n) => ((seed = (seed * 1103515245 + 12345) % 2147483648), seed % n);
  const signs = ["a", '"', "\t", "\n", " ", "ä", ","];
  for (let round = 0; round < 500; round += 1) {
    const width = 1 + next(4);
    const rows = Array.from({ length: 1 + next(4) }, () => Array.from({ length: width }, () => Array.from({ length: next(6) }, () => signs[next(signs.length)]).join("")));
    // A last row that is empty altogether is no row.
    rows.at(-1)[0] ||= "x";
    assert.deepEqual(tableOf(tabbed(rows)), rows);
  }
});

test("a stage is copied with what stands in it", () => {
  const { map, stages, elements } = bundle(content, [{ kind: "stage", id: "a" }]);
  assert.deepEqual([map, stages], ["shop", ["a", "b", "c"]]);
  assert.deepEqual(elements.map(({ kind, fields }) => `${kind}/${fields.id}`), ["owner/o1", "owner/o2", "stage/a", "touchpoint/t1", "touchpoint/t2", "cell/a/x/", "cell/a/x/p", "emotion/a///assumed"]);
  assert.deepEqual(bundle(content, [owner("o2", "b")]).elements, [{ kind: "owner", fields: { id: "o2", name: "Two" }, stage: "b" }]);
});

test("a cell says what a spreadsheet would hold", () => {
  assert.equal(cellText(content, { kind: "emotions", stage: "a" }), "-0.5 unsure, tired");
  assert.equal(cellText(content, { kind: "content_mix", share: 0.555 }), "55.5 %");
  assert.equal(cellText(content, { kind: "owners", items: [{ name: "One" }, { name: "Two" }] }), "One\nTwo");
});

test("a lane steps among those that are shown in its half", () => {
  assert.equal(laneStep(content, "x", 1), 2);
  assert.equal(laneStep(content, "y", 1), null);
  assert.equal(laneStep(content, "z", -1), null);
});

test("a dragged lane goes before another, behind those shown in a half, and into another half", () => {
  assert.deepEqual(lanePlaced(content, "y", "customer", "x"), [{ edit: "move_lane", args: { id: "y", to: 0 } }]);
  assert.deepEqual(lanePlaced(content, "x", "customer", null), [{ edit: "move_lane", args: { id: "x", to: 2 } }]);
  assert.deepEqual(lanePlaced(content, "x", "business", "z"), [
    { edit: "update_lane", args: { id: "x", half: "business" } },
    { edit: "move_lane", args: { id: "x", to: 2 } },
  ]);
  assert.deepEqual(lanePlaced(content, "z", "business", null), []);
  assert.deepEqual(lanePlaced(content, "z", "path", null), [{ edit: "update_lane", args: { id: "z", half: "path" } }]);
});

test("a ref leads to what it stands for and to the edit that changes it", () => {
  assert.deepEqual(refOf("cell/a/x/p"), { kind: "cell", id: "a/x/p" });
  assert.equal(found(content, "cell/a/x/p").text, "hers");
  assert.equal(found(content, "map"), content);
  assert.equal(refFor(tp("t1", "a")), "touchpoint/t1");
  assert.deepEqual(editFor(content, "touchpoint/t1", { goal: "g" }), ["update_touchpoint", { id: "t1", goal: "g" }]);
  assert.deepEqual(editFor(content, "map", { name: "N" }), ["update_map", { name: "N" }]);
  assert.deepEqual(editFor(content, "cell/a/x/p", { sources: ["s"] }), ["set_cell", { stage: "a", lane: "x", persona: "p", text: "hers", sources: ["s"] }]);
  assert.deepEqual(editFor(content, "emotion/a/t1//assumed", { words: ["w"] }), ["set_emotion", { stage: "a", touchpoint: "t1", kind: "assumed", score: 0, words: ["w"] }]);
  assert.equal(headingOf(content, "emotion/a/t1/p/assumed"), "Feelings, T1, Pat");
  assert.equal(titleOf({ question: "Q7" }), "Q7");
  assert.deepEqual([pluralOf("kpi"), pluralOf("pain_point"), kindWords("pain_point")], ["KPIs", "Pain points", "Pain point"]);
});

test("a refusal is told at its field, in the field's own words", () => {
  const reply = { error: "all of it", problems: { severity: "expected a whole number.", "series[1].as_of": "this field is needed and missing." } };
  assert.equal(problemOf(reply, "severity"), "Expected a whole number.");
  assert.equal(problemOf(reply, "series"), "2. as_of: this field is needed and missing.");
  assert.equal(problemOf(reply, "name"), "all of it");
});

test("values of fields are read as the model takes them", () => {
  assert.deepEqual(linesOf(" a \n\n b"), ["a", "b"]);
  assert.deepEqual([conditionOf("3"), conditionOf("a, b"), conditionOf("web"), conditionOf("")], [3, ["a", "b"], "web", ""]);
  assert.equal(conditionText(["a", "b"]), "a, b");
  assert.deepEqual([filled([]), filled({ a: "" }), filled({ a: [1] }), filled(0)], [false, false, true, true]);
});

test("the tour of keys names a way by keyboard for everything", () => {
  for (const [, rows] of KEYS) for (const [what, keys] of rows) assert.ok(keys, what);
});
