import assert from "node:assert/strict";
import { test } from "node:test";
import { answerArgs, feelingArgs, markEdits, progressWords, routeEdit, routeWith, stepBeside } from "../../journeykit/editors/static/guided_build.js";

test("an answer goes under its field, into its object, or as a list of lines", () => {
  assert.deepEqual(answerArgs({ args: { id: "a" }, field: "goal" }, "x"), { id: "a", goal: "x" });
  assert.deepEqual(answerArgs({ args: {}, field: "scope", whole: { travellers: "guests" }, key: "offering" }, "x"), { scope: { travellers: "guests", offering: "x" } });
  assert.deepEqual(answerArgs({ args: {}, field: "challenges", many: true }, " a \n\n b"), { challenges: ["a", "b"] });
});

test("feelings in words are parted by commas", () => {
  assert.deepEqual(feelingArgs({ args: { stage: "s" } }, -1, " lost , , alone"), { stage: "s", score: -1, words: ["lost", "alone"] });
});

test("a touchpoint joins the route in the order of the map, or at the end of an order that somebody gave", () => {
  const order = ["a", "b", "c", "d"];
  assert.deepEqual(routeWith(["a", "d"], "b", true, order), ["a", "b", "d"]);
  assert.deepEqual(routeWith(["d", "a"], "b", true, order), ["d", "a", "b"]);
  assert.deepEqual(routeWith(["a", "b", "a"], "a", false, order), ["b"]);
});

test("the first tick makes the happy path, the next ones change it", () => {
  assert.equal(routeEdit({ route: "" }, ["a"]).edit, "add_route");
  assert.equal(routeEdit({ route: "" }, ["a"]).args.kind, "happy");
  assert.deepEqual(routeEdit({ route: "r" }, ["a"]), { edit: "update_route", args: { id: "r", touchpoints: ["a"] } });
});

test("a mark moves from one touchpoint to another", () => {
  assert.deepEqual(markEdits({ id: "purchase", value: "a" }, "b"), [
    { edit: "update_touchpoint", args: { id: "a", milestone: null } },
    { edit: "update_touchpoint", args: { id: "b", milestone: "purchase" } },
  ]);
  assert.deepEqual(markEdits({ id: "entry", value: "" }, "b"), [{ edit: "update_touchpoint", args: { id: "b", entry_point: true } }]);
  assert.deepEqual(markEdits({ id: "entry", value: "a" }, ""), [{ edit: "update_touchpoint", args: { id: "a", entry_point: false } }]);
});

test("progress and neighbours", () => {
  const steps = [{ id: "a" }, { id: "b" }];
  assert.equal(progressWords({ done: 1, steps }), "1 of 2 steps done");
  assert.equal(progressWords({ done: 2, steps }), "All steps are done");
  assert.equal(stepBeside(steps, "a", 1), "b");
  assert.equal(stepBeside(steps, "b", 1), null);
  assert.equal(stepBeside(steps, "a", -1), null);
});
