import assert from "node:assert/strict";
import { test } from "node:test";
import { Shelf, altOf, layoutFor, marksOf, pickOf, plainWords, routeOf, unpacked } from "../../journeykit/editors/static/plot_view.js";

const packed = (list) => ({ dtype: "f8", bdata: Buffer.from(new Float64Array(list).buffer).toString("base64") });
const FLOW = {
  type: "sankey",
  node: { label: ["Aware", "Consider", "Decide", "left"] },
  link: { source: [0, 1, 0, 1], target: [1, 2, 3, 3], value: [50, 30, 40, 20] },
};

test("ten views ask once and share one copy", async () => {
  const shelf = new Shelf(async (bytes) => ({ bytes }));
  let asks = 0;
  for (let view = 0; view < 10; view += 1) shelf.want(() => (asks += 1));
  assert.equal(asks, 1);
  await shelf.deliver("library");
  await shelf.deliver("again");
  assert.deepEqual(await shelf.thing, { bytes: "library" });
  shelf.want(() => (asks += 1));
  assert.equal(asks, 1);
});

test("when the view that asked is closed, the next one asks", () => {
  const shelf = new Shelf(async () => ({}));
  const asked = [];
  const leave = ["a", "b", "c"].map((view) => shelf.want(() => asked.push(view)));
  leave[0]();
  leave[2]();
  leave[1]();
  assert.deepEqual(asked, ["a", "b"]);
  shelf.want(() => asked.push("d"));
  assert.deepEqual(asked, ["a", "b", "d"]);
});

test("a library that does not open is told to all who wait, and can be asked for again", async () => {
  let broken = true;
  const shelf = new Shelf(async () => {
    if (broken) throw new Error("cut off");
    return "library";
  });
  const leave = shelf.want(() => {});
  const waiting = shelf.thing;
  await shelf.deliver("x");
  await assert.rejects(waiting, /cut off/);
  leave();
  broken = false;
  let asked = 0;
  shelf.want(() => (asked += 1));
  assert.equal(asked, 1);
  await shelf.deliver("y");
  assert.equal(await shelf.thing, "library");
});

test("packed and plain arrays read the same", () => {
  assert.deepEqual(unpacked(packed([1.5, -2])), [1.5, -2]);
  assert.deepEqual(unpacked([1.5, -2]), [1.5, -2]);
  assert.deepEqual(unpacked(undefined), []);
  assert.deepEqual(unpacked({ dtype: "c16", bdata: "" }), []);
});

test("labels are read as a person reads them", () => {
  assert.equal(plainWords("<b>R&amp;D</b><br>&lt;script&gt; &#36;5"), "R&D, <script> $5");
  assert.equal(plainWords(null), "");
});

test("the words for the picture are its alt text, else its title, else a word", () => {
  assert.equal(altOf({ layout: { meta: { alt: "90 families" }, title: { text: "x" } } }), "90 families");
  assert.equal(altOf({ layout: { title: { text: "<b>Funnel</b>" } } }), "Funnel");
  assert.equal(altOf({}), "Chart");
});

test("a layout keeps its height and takes the width and ground of its place", () => {
  const layout = layoutFor({ height: 240, width: 9999, paper_bgcolor: "#fff", margin: { l: 4 } }, 612);
  assert.deepEqual([layout.height, layout.width, layout.paper_bgcolor, layout.margin.l], [240, 612, "rgba(0,0,0,0)", 4]);
  assert.equal(layoutFor(undefined, 300).height, 360);
  assert.deepEqual([500, 612].map((width) => layoutFor({ meta: { width: 600 } }, width).width), [600, 612], "labels must not meet");
});

test("marks are read in order with words: nodes with what passes them, then links", () => {
  const words = marksOf({ data: [FLOW] }).map((mark) => mark.words);
  assert.deepEqual(words.slice(0, 2), ["Aware, 90", "Consider, 50"]);
  assert.equal(words[4], "Aware to Consider, 50");
  assert.equal(words.length, 8);
});

test("bars and points are marks, helper traces and gaps are not", () => {
  const data = [
    { type: "bar", x: packed([90, 50]), y: ["A", "B"] },
    { type: "scatter", name: "as is", x: [0, 1], y: [1.25, null], text: ["curious"] },
    { type: "scatter", hoverinfo: "skip", x: [0], y: [1] },
    { type: "scatter", visible: false, x: [0], y: [1] },
  ];
  assert.deepEqual(marksOf({ data }).map((mark) => mark.words), ["90, A", "50, B", "as is, 0, 1.25, curious"]);
});

test("what a mark says on hover is what is read out", () => {
  const told = { ...FLOW, node: { label: ["", ""], customdata: [["<b>Aware</b><br>90 families", "stage"], [7]] } };
  assert.deepEqual(marksOf({ data: [told] }).slice(0, 2).map((mark) => mark.words), ["Aware, 90 families", ", 50"]);
  const bar = { type: "bar", x: [1], y: ["a"], customdata: ["R&amp;D: 1"] };
  assert.equal(marksOf({ data: [bar] })[0].words, "R&D: 1");
});

test("node 0 and link 0 are told apart, whatever is no mark is nothing", () => {
  assert.deepEqual(pickOf({ pointNumber: 0, curveNumber: 0, sourceLinks: [] }), { kind: "node", trace: 0, index: 0 });
  assert.deepEqual(pickOf({ pointNumber: 0, curveNumber: 0, flow: {} }), { kind: "link", trace: 0, index: 0 });
  assert.deepEqual(pickOf({ pointNumber: 3, curveNumber: 2 }), { kind: "point", trace: 2, index: 3 });
  assert.equal(pickOf(undefined), null);
  assert.equal(pickOf({ pointNumber: [1, 2] }), null);
});

test("a route is all that leads to a mark and all that follows", () => {
  assert.deepEqual([...routeOf(FLOW, { kind: "link", index: 1 })].sort(), [0, 1]);
  assert.deepEqual([...routeOf(FLOW, { kind: "node", index: 3 })].sort(), [0, 2, 3]);
  assert.deepEqual([...routeOf(FLOW, { kind: "node", index: 0 })].sort(), [0, 1, 2, 3]);
});

test("a route through a circle ends", () => {
  const circle = { link: { source: [0, 1], target: [1, 0] } };
  assert.deepEqual([...routeOf(circle, { kind: "node", index: 0 })].sort(), [0, 1]);
});
