import assert from "node:assert/strict";
import { test } from "node:test";
import { matchGroups, matchRows, meterWords, previewWords, ruleOf, sureBindings, touchpointName } from "../../journeykit/editors/static/event_matcher.js";

const counts = { events: 100, paths: 20, names: [["fees viewed", 60, 15], ["help", 30, 9], ["Fees_saved", 10, 4]] };
const claims = { events: 60, paths: 15, left: { help: 30, Fees_saved: 10 }, owners: { "fees viewed": ["fees"] }, touchpoints: { fees: { events: 60, rules: [60] } } };

test("the left side shows by volume what no touchpoint claims, and the rest when asked for", () => {
  assert.deepEqual(matchRows(counts, claims, {}).map(({ name }) => name), ["help", "Fees_saved"]);
  assert.deepEqual(matchRows(counts, claims, {}, { all: true }).map(({ name }) => name), ["fees viewed", "help", "Fees_saved"]);
  assert.deepEqual(matchRows(counts, claims, {}, { words: " FEES " }).map(({ name }) => name), ["Fees_saved"]);
  const [help] = matchRows(counts, claims, { help: { touchpoint: "fees", score: 0.5, reason: "why" } });
  assert.deepEqual([help.shown, help.size, help.suggestion.reason], [30, 0.5, "why"]);
  assert.deepEqual(matchRows({}, {}, {}), []);
});

test("touchpoints stand by stage with the events of each of their rules", () => {
  const content = { stages: [{ id: "s", name: "See" }, { id: "t", name: "Try" }], touchpoints: [{ id: "fees", name: "Fees", stage: "s", rules: ["fees*"], where: [] }, { id: "x", name: "X", stage: "t", rules: [], where: [] }] };
  const [see, again] = matchGroups(content, claims);
  assert.deepEqual(see.touchpoints[0].rules, [{ rule: "fees*", fits: 60 }]);
  assert.equal(see.touchpoints[0].events, 60);
  assert.deepEqual([again.touchpoints[0].events, again.touchpoints[0].rules], [0, []]);
});

test("only sure suggestions are taken together, one edit a touchpoint", () => {
  const suggestions = { a: { touchpoint: "x", score: 0.9 }, b: { touchpoint: "y", score: 0.6 }, c: { touchpoint: "x", score: 0.59 }, d: { touchpoint: "x", score: 1 } };
  assert.deepEqual(sureBindings(suggestions), [
    { edit: "bind_touchpoint", args: { id: "x", events: ["a", "d"] } },
    { edit: "bind_touchpoint", args: { id: "y", events: ["b"] } },
  ]);
  assert.deepEqual(sureBindings(undefined), []);
});

test("a name with a star or a question mark is bound as that name alone", () => {
  assert.deepEqual(["help?", "5*", "fees", "[x]"].map(ruleOf), ["help[?]", "5[*]", "fees", "[x]"]);
  assert.deepEqual(sureBindings({ "help?": { touchpoint: "x", score: 1 } })[0].args.events, ["help[?]"]);
});

test("a preview says what comes, what is taken away and what stays", () => {
  const words = previewWords({ fits: 2, added: 40, moved: [["Help", 30]], kept: [["Ad", 5]], nearest: "" }, 100).map((line) => line.replaceAll("\u00a0", " "));
  assert.equal(words[0], "Fits 2 event names; brings 40 events here, 40.0 % of all.");
  assert.match(words[1], /Takes away: 30 at “Help”/);
  assert.match(words[2], /comes first on the map: 5 at “Ad”/);
  assert.match(previewWords({ fits: 0, moved: [], kept: [], nearest: "Help" }, 9)[0], /did you mean “Help”/);
  assert.match(previewWords({ fits: 1, added: 0, moved: [], kept: [], nearest: "" }, 9)[0], /Fits 1 event name; brings nothing/);
});

test("a new touchpoint is named as a person would write the event", () => {
  assert.equal(touchpointName("fees_page-viewed"), "Fees page viewed");
  assert.equal(touchpointName("addToCart"), "Add to cart");
  assert.equal(touchpointName("___"), "___");
  assert.equal(touchpointName("x".repeat(200)).length, 80);
});

test("an empty log has no share", () => {
  assert.equal(meterWords({ events: 0, paths: 0 }, { events: 0, paths: 0 }, "guests").events, "—");
  assert.match(meterWords(claims, counts, "guests").detail, /60 of 100 events are on the map; 15 of 20 guests have one/);
});
