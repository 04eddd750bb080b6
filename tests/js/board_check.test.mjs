import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptEdit, findingsByCell, markWords, releaseEdit, worstOf } from "../../journeykit/editors/static/edit/check.js";

const found = [
  { id: "1", key: "goals/see", severity: "warning", message: "No goal.", code: "JK102", element: "see" },
  { id: "2", key: "goals/see", severity: "error", message: "Wrong.", code: "JK207", element: "k" },
  { id: "3", key: "corner", severity: "hint", message: "Old.", code: "JK703", element: "" },
];

test("findings stand with their cell, in their order", () => {
  const cells = findingsByCell(found);
  assert.deepEqual([...cells.keys()], ["goals/see", "corner"]);
  assert.deepEqual(cells.get("goals/see").map(({ id }) => id), ["1", "2"]);
});

test("a mark shows the worst and says the first", () => {
  assert.equal(worstOf(found), "error");
  assert.equal(worstOf([found[0], found[2]]), "warning");
  assert.equal(markWords([found[0]]), "Check: No goal.");
  assert.equal(markWords(found.slice(0, 2)), "Check: 2 findings. No goal.");
});

test("accepting keeps the other acceptances and replaces the one for the same place", () => {
  const content = { suppressions: [{ code: "JK102", element: "pay", reason: "a" }, { code: "JK102", element: "see", reason: "old" }] };
  assert.deepEqual(acceptEdit(content, found[0], "new").args.suppressions, [
    { code: "JK102", element: "pay", reason: "a" },
    { code: "JK102", reason: "new", element: "see" },
  ]);
  assert.deepEqual(acceptEdit({}, found[2], "why").args.suppressions, [{ code: "JK703", reason: "why" }]);
  assert.equal(content.suppressions.length, 2);
});

test("an acceptance is taken back alone", () => {
  const content = { suppressions: [{ code: "A" }, { code: "B" }] };
  assert.deepEqual(releaseEdit(content, 0), { edit: "update_map", args: { suppressions: [{ code: "B" }] } });
});
