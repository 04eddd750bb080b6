import assert from "node:assert/strict";
import { test } from "node:test";
import { boardView } from "../../journeykit/editors/static/core/view.js";
import { findIn, fitScale, plainText, relatedTo } from "../../journeykit/editors/static/read/find.js";

const content = {
  lanes: [{ id: "actions", name: "Actions" }, { id: "touchpoints", name: "Touchpoints", kind: "touchpoints" }, { id: "feelings", name: "Feelings", kind: "emotions" }],
  stages: [{ id: "find", name: "Find us", owners: ["team"] }, { id: "pay", name: "Pay" }],
  cells: [{ stage: "pay", lane: "actions", text: "Asks for a café voucher" }],
  emotions: [{ stage: "pay", score: 1, words: ["relieved"] }],
  touchpoints: [{ id: "till", name: "Till", stage: "pay", channel: "in_store", owner: "team", technologies: ["crm"] }],
  pain_points: [{ id: "slow", name: "Slow", stage: "pay", touchpoint: "till" }],
  opportunities: [{ id: "faster", name: "Faster", stage: "pay", pain_points: ["slow"] }],
  owners: [{ id: "team", name: "Team" }],
  technologies: [{ id: "crm", name: "CRM" }],
};
const found = (asked) => findIn(boardView(content), content, asked).map(({ key, item }) => (item ? `${key}#${item}` : key));

test("words are found without case and accents, wherever they stand", () => {
  assert.equal(plainText("Café"), "cafe");
  assert.deepEqual(found("CAFE voucher"), ["actions/pay"]);
  assert.deepEqual(found("till"), ["touchpoints/pay#till"]);
  assert.deepEqual(found("in_store"), ["touchpoints/pay#till"]);
  assert.deepEqual(found("relieved"), ["feelings/pay"]);
  assert.deepEqual(found("find"), ["stage/find"]);
  assert.deepEqual(found("actions"), ["lane/actions"]);
  assert.deepEqual([found("   "), found("nowhere")], [[], []]);
});

test("what belongs together is found from either end", () => {
  assert.deepEqual([...relatedTo(content, "owners", "team")], ["owners/team", "touchpoints/till"]);
  assert.deepEqual([...relatedTo(content, "technologies", "crm")], ["technologies/crm", "touchpoints/till"]);
  assert.deepEqual(new Set(relatedTo(content, "pain_points", "slow")), new Set(["pain_points/slow", "opportunities/faster", "touchpoints/till"]));
  assert.deepEqual(new Set(relatedTo(content, "touchpoints", "till")), new Set(["touchpoints/till", "pain_points/slow", "owners/team", "technologies/crm"]));
  assert.deepEqual([...relatedTo(content, "kpis", "none")], ["kpis/none"]);
});

test("a board is made smaller only where its columns do not fit", () => {
  assert.equal(fitScale(1600, 150, 5, 150), 1);
  const scale = fitScale(1500, 150, 30, 150);
  assert.ok(scale < 1 && (150 + 30 * 150) * scale <= 1500);
  assert.equal(fitScale(0, 150, 30, 150), 1);
});

test("a lane that a reader put away is not drawn", () => {
  const lanes = boardView(content, { putAway: new Set(["actions"]) }).halves.flatMap((group) => group.lanes.map((lane) => lane.id));
  assert.deepEqual(lanes, ["touchpoints", "feelings"]);
});
