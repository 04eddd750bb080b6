import assert from "node:assert/strict";
import { test } from "node:test";
import { bands, boxOf, crosses, feelings, heightOf, marksOf, pathOf, placeWords, pointTitle, runs, scoreWord, spokenPoint } from "../../journeykit/editors/static/core/curve.js";
import { placeAmong, routeWith } from "../../journeykit/editors/static/edit/gestures.js";
import { pointsOf } from "../../journeykit/editors/static/core/glyphs.js";
import { nudged, onScale, scoreAt } from "../../journeykit/editors/static/edit/points.js";
import { boardView, plainNumber, whoTravels } from "../../journeykit/editors/static/core/view.js";
import { nextCell } from "../../journeykit/editors/static/core/keys.js";

const LANES = [
  { id: "actions", name: "Actions", prompt: "What do they do?" },
  { id: "touchpoints", name: "Touchpoints", kind: "touchpoints" },
  { id: "path", name: "Path", kind: "path", half: "path" },
  { id: "kpis", name: "KPIs", kind: "kpis", half: "business" },
  { id: "owner", name: "Who", kind: "owners", half: "business", hidden: true },
  { id: "cost", name: "Cost", kind: "cost" },
];
const shop = (more = {}) => ({
  id: "shop",
  name: "Shop",
  lanes: LANES,
  stages: [{ id: "browse", name: "Browse" }, { id: "pay", name: "Pay" }],
  touchpoints: [
    { id: "ad", name: "Ad", stage: "browse", channel: "advertising", entry_point: true, costs: ["attention"] },
    { id: "shelf", name: "Shelf", stage: "browse", channel: "in_store", medium: "physical", key_moment: true, costs: ["time", "attention"] },
    { id: "till", name: "Till", stage: "pay", personas: ["ada"] },
  ],
  ...more,
});
const cellOf = (view, lane, stage) => view.halves.flatMap((group) => group.lanes).find((row) => row.id === lane).cells.find((cell) => cell.stage === stage);

test("lanes come by half, customer first, and hidden ones are left out", () => {
  const view = boardView(shop());
  assert.deepEqual(view.halves.map(({ half, lanes }) => [half, lanes.map((lane) => lane.id)]), [
    ["customer", ["actions", "touchpoints", "cost"]],
    ["path", ["path"]],
    ["business", ["kpis"]],
  ]);
});

test("those who read see no prompts and no lanes that say nothing", () => {
  const emotions = [{ stage: "pay", score: 1, persona: "bob" }];
  const lanes = [...LANES, { id: "feelings", name: "Feelings", kind: "emotions" }];
  const content = shop({ lanes, emotions, personas: [{ id: "ada", name: "Ada" }, { id: "bob", name: "Bob" }] });
  const shown = (options) => boardView(content, options).halves.flatMap((group) => group.lanes);
  assert.deepEqual(shown({ reading: true }).map((lane) => lane.id), ["touchpoints", "cost"]);
  assert.deepEqual(shown({ reading: true, persona: "bob" }).map((lane) => lane.id), ["touchpoints", "cost", "feelings"]);
  assert.deepEqual(shown({ reading: true }).flatMap((lane) => lane.cells.map((cell) => cell.prompt).filter(Boolean)), []);
  assert.equal(cellOf(boardView(content), "actions", "browse").prompt, "What do they do?");
});

test("a map without anything is an empty board, not an error", () => {
  const view = boardView({});
  assert.deepEqual([view.stages, view.halves, view.traveller], [[], [], null]);
});

test("the first persona travels unless another one, or everyone, is wanted", () => {
  const content = { personas: [{ id: "ada", name: "Ada" }, { id: "bob", name: "Bob" }] };
  assert.equal(whoTravels(content, null).id, "ada");
  assert.equal(whoTravels(content, "bob").id, "bob");
  assert.equal(whoTravels(content, "gone").id, "ada");
  assert.equal(whoTravels(content, ""), null);
});

test("a text cell shows the persona's own words, else the shared ones, and says which", () => {
  const content = shop({
    personas: [{ id: "ada", name: "Ada" }, { id: "bob", name: "Bob" }],
    cells: [
      { id: "1", stage: "browse", lane: "actions", text: "all" },
      { id: "2", stage: "browse", lane: "actions", persona: "ada", text: "ada's" },
    ],
  });
  const shown = (persona) => {
    const { text, persona: whose, whose: tag, others } = cellOf(boardView(content, { persona }), "actions", "browse");
    return [text, whose, tag, others.map((other) => other.text)];
  };
  assert.deepEqual(shown("ada"), ["ada's", "ada", "only Ada", []]);
  assert.deepEqual(shown("bob"), ["all", null, "shared", []]);
  assert.deepEqual(shown(""), ["all", null, "", ["ada's"]]);
});

test("touchpoints for other personas stay out of a persona's journey, and out of what she pays with", () => {
  const content = shop({ personas: [{ id: "ada", name: "Ada" }, { id: "bob", name: "Bob" }] });
  const items = (persona) => cellOf(boardView(content, { persona }), "touchpoints", "pay").items.length;
  assert.deepEqual([items("ada"), items("bob"), items("")], [1, 0, 1]);
  const { costs } = cellOf(boardView(content), "cost", "browse");
  assert.deepEqual(costs, [{ id: "time", at: ["Shelf"] }, { id: "attention", at: ["Ad", "Shelf"] }]);
});

test("a touchpoint says its channel, its marks and its count", () => {
  const view = boardView(shop(), { evidence: { touchpoints: { shelf: { text: "4,310" } } } });
  const [ad, shelf] = cellOf(view, "touchpoints", "browse").items;
  assert.deepEqual([ad.entry, ad.key, ad.physical, ad.reach], [true, false, false, ""]);
  assert.deepEqual([shelf.entry, shelf.key, shelf.physical, shelf.reach], [false, true, true, "4,310"]);
});

test("the path numbers its steps across stages and carries the conversion", () => {
  const content = shop({ routes: [{ id: "h", name: "Happy", kind: "happy", touchpoints: ["shelf", "till", "ad"] }] });
  const view = boardView(content, { evidence: { path: { browse: { next_share: 0.345, median: "2 d" }, pay: { text: "as told" } } } });
  assert.deepEqual(cellOf(view, "path", "browse").items.map((step) => [step.number, step.name]), [[1, "Shelf"], [3, "Ad"]]);
  assert.equal(cellOf(view, "path", "browse").flow.replaceAll("\u00a0", " "), "→ 34.5 % go on · median 2 d");
  assert.equal(cellOf(view, "path", "pay").flow, "as told");
});

test("a KPI shows its last value by date, and a target is reached in its own direction", () => {
  const series = [{ as_of: "2026-03-01", value: 12.5, n: 1200 }, { as_of: "2026-01-01", value: 20 }];
  const kpi = (more) => {
    const view = boardView(shop({ kpis: [{ id: "k", name: "K", stage: "pay", series, ...more }] }));
    return cellOf(view, "kpis", "pay").items[0];
  };
  assert.deepEqual([kpi({}).value, kpi({}).reached], ["12.5", null]);
  assert.equal(kpi({ target: 10, baseline: 0 }).details.replaceAll("\u00a0", " "), "target 10 % · of 1,200");
  assert.equal(kpi({ target: 10 }).reached, true);
  const evidence = { kpis: { k: { value: 9.1, n: 340, note: "seen" } } };
  const seen = cellOf(boardView(shop({ kpis: [{ id: "k", name: "K", stage: "pay", series, target: 10 }] }), { evidence }), "kpis", "pay").items[0];
  assert.deepEqual([seen.value, seen.reached, seen.note, seen.details.replaceAll("\u00a0", " ")], ["9.1", false, "seen", "target 10 % · of 340"]);
  assert.equal(kpi({ target: 10, direction: "down" }).reached, false);
  // Whose cases are open has neither reached a target nor missed it.
  for (const target of [5, 10]) {
    const open = { kpis: { k: { value: 9.1, n: 340, open: "no window set: 31 may still succeed" } } };
    const item = cellOf(boardView(shop({ kpis: [{ id: "k", name: "K", stage: "pay", series, target }] }), { evidence: open }), "kpis", "pay").items[0];
    assert.deepEqual([item.reached, item.details.includes("no window set: 31 may still succeed")], [null, true]);
  }
});

test("a number keeps the digits it was written with", () => {
  assert.deepEqual([3, 34.5, 1200, 0.125].map(plainNumber), ["3", "34.5", "1,200", "0.12"]);
});

test("a dropped element finds its place among siblings that are not shown as well", () => {
  const siblings = [{ id: "a", stage: "x" }, { id: "hidden", stage: "x" }, { id: "b", stage: "x" }, { id: "c", stage: "y" }];
  assert.equal(placeAmong(siblings, "c", "x", "b"), 2);
  assert.equal(placeAmong(siblings, "a", "x", null), 2);
  assert.equal(placeAmong(siblings, "a", "x", "b"), 1);
  assert.equal(placeAmong([{ id: "s" }, { id: "t" }], "t", null, "s"), 0);
});

test("a step joins the happy path after its own stage and before later ones", () => {
  const content = shop();
  assert.deepEqual(routeWith(content, null, "ad"), ["ad"]);
  assert.deepEqual(routeWith(content, { touchpoints: ["till"] }, "ad"), ["ad", "till"]);
  assert.deepEqual(routeWith(content, { touchpoints: ["ad"] }, "shelf"), ["ad", "shelf"]);
  assert.deepEqual(routeWith(content, { touchpoints: ["ad", "till"] }, "shelf"), ["ad", "shelf", "till"]);
});

test("lines of a text are points, whatever bullet was typed", () => {
  assert.deepEqual(pointsOf("- one\n\n • two \n* three\n–1 is a number"), ["one", "two", "three", "–1 is a number"]);
});

test("scores and heights are each other's inverse on the scale", () => {
  for (const score of [-2, -0.9, 0, 0.1, 2]) assert.equal(scoreAt(heightOf(score)), score);
  assert.deepEqual([scoreAt(-1), scoreAt(2)], [2, -2]);
  assert.equal(Object.is(onScale(-0.02), 0), true);
});

test("arrow keys step by a tenth, with Shift by a half, and stay on the scale", () => {
  const key = (name, shiftKey = false) => ({ key: name, shiftKey });
  assert.equal(nudged(key("ArrowUp"), 0.2), 0.3);
  assert.equal(nudged(key("ArrowDown"), -1.95), -2);
  assert.equal(nudged(key("ArrowUp", true), 1.8), 2);
  assert.equal(nudged(key("Home"), 1), -2);
  assert.equal(nudged(key("Enter"), 1), null);
  assert.equal(nudged({ ...key("ArrowUp"), altKey: true }, 1), null);
});

test("a screen reader hears word, score and feelings", () => {
  assert.equal(spokenPoint({ score: -0.9, words: ["unsure about cost"] }), "negative, -0.9, unsure about cost");
  const measured = { kind: "measured", score: -0.4, low: -0.6, high: -0.2, n: 1212 };
  assert.equal(spokenPoint(measured), "neutral, -0.4, -0.6 to -0.2, 1,212 people");
  assert.equal(spokenPoint({ ...measured, kind: "assumed" }), "neutral, -0.4");
  assert.deepEqual([-1.6, -0.4, 0, 0.5, 2].map(scoreWord), ["very negative", "neutral", "neutral", "positive", "very positive"]);
});

test("a measured point says its interval, its people and the gap to what is assumed", () => {
  const measured = { kind: "measured", score: -0.4, low: -0.6, high: -0.2, n: 212 };
  assert.equal(pointTitle(measured), "measured -0.4 (-0.6 to -0.2) · 212 people");
  assert.equal(pointTitle(measured, { score: 1 }), "measured -0.4 (-0.6 to -0.2) · 212 people\nYou think +1, 212 people say \u22120.4");
  assert.equal(pointTitle({ kind: "measured", score: 1.96, n: 1 }, { score: 0.04 }), "measured 2.0 · 1 person\nYou think 0, 1 person says +2");
  assert.equal(pointTitle({ kind: "measured", score: 0.5 }, { score: 1 }), "measured 0.5");
  assert.equal(pointTitle({ kind: "assumed", score: 0.5 }, { score: 1 }), "assumed 0.5");
});

const stages = ["a", "b", "c"].map((id) => ({ id, name: id }));

test("each stage has the persona's own point, else the shared one, assumed and measured apart", () => {
  const emotions = [
    { stage: "a", score: 1 },
    { stage: "a", score: -1, persona: "ada" },
    { stage: "b", score: 0.5, kind: "measured", words: ["calm"] },
    { stage: "b", score: 2, touchpoint: "t" },
  ];
  const { cells, newcomer } = feelings({ stages, emotions }, { id: "ada" }, { a: 0.3 });
  assert.deepEqual(cells.map(({ main }) => main?.score ?? null), [0.3, 0.5, null]);
  const spoken = feelings({ stages, emotions: [{ stage: "a", score: 1, words: ["glad"] }, { stage: "a", score: 0, kind: "measured" }] }, null);
  assert.deepEqual(spoken.cells[0].words, ["glad"], "what is measured without words leaves those of the traveller");
  assert.equal(cells[0].assumed.persona, "ada");
  assert.equal(newcomer, "ada");
  assert.equal(feelings({ stages, emotions }, null).cells[0].main.score, 1);
  assert.equal(feelings({ stages, emotions }, { id: "bob" }).newcomer, null);
});

test("peak or lowest, dip and end are named once each, the first on ties", () => {
  const of = (...scores) => marksOf(scores.map((score) => (score === null ? null : { score })));
  assert.deepEqual(of(1, -1, 2), ["", "dip", "peak · end"]);
  assert.deepEqual(of(2, -2, 1), ["peak", "dip", "end"]);
  assert.deepEqual(of(1, null, -2, 0), ["", "", "lowest", "end"]);
  assert.deepEqual(of(-2, 0, -1, 0), ["lowest", "", "dip", "end"]);
  assert.deepEqual(of(0.5, 1.5, 2), ["", "", "peak · end"]);
  assert.deepEqual(of(0, 0, 0), ["", "", "end"]);
  assert.deepEqual(of(0.04, 0, -0.04), ["", "", "end"]);
  assert.deepEqual(of(0, 0.05, 0), ["", "peak", "end"]);
  assert.deepEqual(of(null), [""]);
  assert.deepEqual(of(null, 1), ["", ""], "a lone point stands out from nothing");
});

test("a line never bridges a stage without a point", () => {
  const lines = runs([{ score: 0 }, { score: 1 }, null, { score: 2 }]);
  assert.deepEqual(lines.map((line) => line.map(([x]) => x)), [[0.5, 1.5], [3.5]]);
  assert.equal(pathOf(lines[0]), `M0.500 ${heightOf(0).toFixed(4)}L1.500 ${heightOf(1).toFixed(4)}`);
});

test("an interval is closed around its points, and a lone point has none", () => {
  const outlines = bands([{ score: 0, low: -1, high: 1 }, { score: 0, low: -1, high: 1 }, null, { score: 0, low: 0, high: 0 }]);
  assert.equal(outlines.length, 1);
  assert.deepEqual(outlines[0].map(([x]) => x), [0.5, 1.5, 1.5, 0.5]);
});

test("words stand clear of every line, for any curve with room for them", () => {
  const size = { width: 224, height: 180 };
  let seed = 7;
  const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  let clear = 0;
  let all = 0;
  for (let round = 0; round < 200; round += 1) {
    const scores = Array.from({ length: 5 }, () => onScale(chance() * 3 - 1.5));
    const lines = runs(scores.map((score) => ({ score })));
    const labels = scores.map((score) => ({ text: "curious, nervous", score, top: score, bottom: score }));
    const segments = lines.flatMap((line) => line.slice(1).map((end, i) => [line[i], end]));
    placeWords(labels, lines, size).forEach(({ side, align }, i) => {
      const box = boxOf(labels[i].text, [(i + 0.5) * size.width, heightOf(scores[i]) * size.height], side, align, size.width);
      const hit = segments.some(([a, b]) => crosses([a[0] * size.width, a[1] * size.height], [b[0] * size.width, b[1] * size.height], box));
      all += 1;
      if (!hit) clear += 1;
    });
  }
  assert.ok(clear / all > 0.97, `${clear} of ${all} are clear`);
});

test("a line crosses a box or passes it", () => {
  const box = [10, 10, 20, 20];
  assert.equal(crosses([0, 0], [30, 30], box), true);
  assert.equal(crosses([0, 15], [9, 15], box), false);
  assert.equal(crosses([0, 25], [30, 25], box), false);
  assert.equal(crosses([15, 0], [15, 30], box), true);
});

test("keys lead through rows of different length and stop at the edges", () => {
  const widths = [4, 3, 3];
  assert.deepEqual(nextCell("ArrowDown", false, [0, 3], widths), [1, 2]);
  assert.deepEqual(nextCell("ArrowUp", false, [0, 1], widths), [0, 1]);
  assert.deepEqual(nextCell("ArrowRight", false, [1, 2], widths), [1, 2]);
  assert.deepEqual(nextCell("Home", false, [1, 2], widths), [1, 0]);
  assert.deepEqual(nextCell("End", true, [0, 0], widths), [2, 2]);
  assert.equal(nextCell("a", false, [0, 0], widths), null);
});

test("beside a number from the open log, a trend says that it was noted, and by how much", () => {
  const series = [{ as_of: "2025-09-30", value: 40 }, { as_of: "2026-03-31", value: 47.9 }];
  const item = (evidence) => cellOf(boardView(shop({ kpis: [{ id: "k", name: "K", stage: "pay", series, baseline: 51.6 }] }), { evidence }), "kpis", "pay").items[0];
  const alone = item({});
  assert.deepEqual([alone.value, alone.trend.at, alone.trend.by], ["47.9", "", "7.9 points"]);
  const beside = item({ kpis: { k: { value: 45.7, n: 127 } } });
  assert.deepEqual([beside.value, beside.trend.at.replaceAll("\u00a0", " "), beside.trend.by], ["45.7", "noted 47.9 %, ", "7.9 points"]);
  // One comparison is enough.
  assert.ok(!beside.details.includes("51.6"));
});
