import assert from "node:assert/strict";
import { test } from "node:test";
import { arrowsOf, edgesOf, lineOf, routesOf, routeWords, shiftOf, stepAfter, stepGone, stepMoved, takenBy, tipOf, wayOf } from "../../journeykit/editors/static/read/route.js";

const stop = (column, top, more = {}) => ({ column, left: column * 200 + 26, right: column * 200 + 126, top, bottom: top + 24, cell: [column * 200, column * 200 + 200], floor: 300, ...more });
const everywhere = () => true;

test("the happy path comes first and the others keep their order", () => {
  const content = { routes: [{ id: "a" }, { id: "h", kind: "happy" }, { id: "b", kind: "alternate" }] };
  assert.deepEqual(routesOf(content).map((route) => route.id), ["h", "a", "b"]);
});

test("a route of one persona is not drawn for another", () => {
  assert.equal(takenBy({ personas: ["ada"] }, { id: "bo" }), false);
  assert.ok(takenBy({ personas: ["ada"] }, { id: "ada" }) && takenBy({}, { id: "bo" }) && takenBy({ personas: ["ada"] }, null));
});

test("two routes that share an arrow are on one arrow, and a step that is not shown is passed over", () => {
  const arrows = arrowsOf([{ id: "h", touchpoints: ["a", "gone", "b"] }, { id: "o", touchpoints: ["a", "b", "b", "c"] }], (id) => id !== "gone");
  assert.deepEqual(arrows.map(({ key, routes }) => [key, routes.map((of) => of.id)]), [["a/b", ["h", "o"]], ["b/c", ["o"]]]);
  assert.deepEqual(arrowsOf([{ id: "h", touchpoints: ["a"] }], everywhere), []);
});

test("an arrow to the next column turns on the line between them and ends before the chip", () => {
  const points = wayOf(stop(0, 10), stop(1, 60));
  assert.deepEqual(points, [[126, 22], [200, 22], [200, 72], [224, 72]]);
});

test("an arrow over a column or back runs along the bottom of the lane, within it", () => {
  for (const to of [stop(3, 10), stop(0, 60)]) {
    const points = wayOf(stop(1, 10), to);
    assert.ok(points.some(([, y], i) => i && y === points[i - 1][1] && y > 200 && y < 300));
    assert.deepEqual(points.at(-1), [to.left - 2, (to.top + to.bottom) / 2]);
  }
});

test("an arrow within a column goes straight down to the chip below and around others on the left", () => {
  const down = wayOf(stop(0, 10), stop(0, 50));
  assert.equal(down.length, 2);
  assert.equal(down[0][0], down[1][0]);
  for (const to of [stop(0, 200), stop(0, 0, { top: -100, bottom: -76 })]) {
    const round = wayOf(stop(0, 10), to);
    assert.ok(round[1][0] > 0 && round[1][0] < 26);
  }
});

test("routes in one gutter run beside each other", () => {
  assert.equal(new Set([0, 1, 2, 3, 4].map(shiftOf)).size, 5);
  assert.equal(shiftOf(0), 0);
});

test("a line has round corners, none where it goes straight on, and no number that a browser cannot read", () => {
  assert.equal((lineOf([[0, 0], [50, 0], [50, 40]]).match(/Q/g) ?? []).length, 1);
  assert.equal(lineOf([[0, 5], [20, 5], [40, 5]]), "M0 5L40 5");
  for (const points of [[[0, 0], [0, 0]], [[3, 3], [3, 3], [3, 3]]]) assert.doesNotMatch(lineOf(points) + tipOf(points), /NaN|Infinity/);
});

test("the tip points where the last stretch goes", () => {
  assert.match(tipOf([[0, 0], [10, 0]]), /^M11 0L3 4L3 -4Z$/);
  assert.match(tipOf([[0, 0], [0, 10]]), /^M0 11L/);
});

test("a step is put after the pen, taken out and moved, and the pen goes with it", () => {
  assert.deepEqual(stepAfter(["a", "b"], 0, "x"), { steps: ["a", "x", "b"], pen: 1 });
  assert.deepEqual(stepAfter([], -1, "x"), { steps: ["x"], pen: 0 });
  assert.deepEqual(stepGone(["a", "b", "c"], 1), { steps: ["a", "c"], pen: 0 });
  assert.deepEqual(stepGone(["a", "b"], 0), { steps: ["b"], pen: 0 });
  assert.deepEqual(stepGone(["a"], 0), { steps: [], pen: -1 });
  assert.deepEqual(stepMoved(["a", "b", "c"], 2, -1), { steps: ["a", "c", "b"], pen: 1 });
  assert.equal(stepMoved(["a", "b"], 0, -1), null);
  assert.equal(stepMoved(["a", "b"], 1, 1), null);
});

test("a route is told in words", () => {
  assert.equal(routeWords({ touchpoints: ["a"] }), "1 step");
  assert.equal(routeWords({ touchpoints: ["a", "b"] }, { text: "12 % get to the end" }), "2 steps, 12 % get to the end");
});

test("where lines are read from right to left, places are mirrored within the matrix", () => {
  const [box, origin] = [{ left: 110, right: 160, top: 30, bottom: 50 }, { left: 100, right: 500, top: 20 }];
  assert.deepEqual(edgesOf(box, origin, false), { left: 10, right: 60, top: 10, bottom: 30 });
  assert.deepEqual(edgesOf(box, origin, true), { left: 340, right: 390, top: 10, bottom: 30 });
});
