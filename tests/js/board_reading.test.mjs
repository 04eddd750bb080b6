import assert from "node:assert/strict";
import { test } from "node:test";
import { aboutOf, factsAbout, wordsOf } from "../../journeykit/editors/static/read/reading.js";

const content = {
  personas: [{ id: "ada", name: "Ada", demographics: [{ name: "Income", value: "$110K" }], interview: { story: "It began late." }, reviewed: "2026-05-03" }],
  stages: [{ id: "browse", name: "Browse", owners: ["team"], content_mix_share: 0.55 }],
  lanes: [{ id: "goals", name: "Goals" }, { id: "feel", name: "Feelings", kind: "emotions" }, { id: "aim", name: "Aim", kind: "stage_objective" }],
  touchpoints: [{ id: "home", name: "Home", stage: "browse", channel: "mobile_app", key_moment: true, costs: ["time", "data"], owner: "team", goal: "Find it\nfast", binding: { events: ["home_*"], where: [{ column: "device", operator: "!=", value: "tablet" }] }, sources: ["talks"] }],
  pain_points: [{ id: "slow", name: "It is slow", stage: "browse", touchpoint: "home", severity: 4 }],
  routes: [{ id: "happy", name: "Happy path", kind: "happy", touchpoints: ["home"] }],
  cells: [{ id: "browse/goals/", stage: "browse", lane: "goals", text: "Find a gift" }, { id: "browse/goals/ada", stage: "browse", lane: "goals", persona: "ada", text: "Find it today", sources: ["talks"] }, { id: "browse/goals/bob", stage: "browse", lane: "goals", persona: "bob", text: "Look around" }],
  emotions: [{ id: "browse///measured", stage: "browse", kind: "measured", score: -0.5, low: -0.8, high: -0.2, n: 40, words: ["unsure", "curious"] }],
  owners: [{ id: "team", name: "Web team" }],
  sources: [{ id: "talks", title: "Ten talks", kind: "interview" }],
};
const defaults = { touchpoint: { type: "marketing", channel: "website" }, emotion: { kind: "assumed" } };
const facts = (about) => Object.fromEntries(about.parts.flatMap((part) => part.facts));

test("every filled field of a touchpoint is told in words, ids by their names", () => {
  const about = aboutOf(content, { key: "touchpoints/browse", kind: "touchpoints", item: "home" }, { touchpoints: { home: { note: "12 families" } } }, defaults);
  assert.equal(about.title, "Home");
  assert.deepEqual(facts(about), {
    Type: "marketing", Channel: "mobile app", Stage: "Browse", "Key moment": "yes", Costs: "time, data", Owner: "Web team", Goal: "Find it\nfast",
    Binding: "Events: home_*\nWhere: device is not tablet", Sources: "Ten talks", Counted: "12 families", "Pain points": "It is slow", "On the way": "Happy path, step 1",
  });
});

test("a scale says how far it goes, a date and a share are words", () => {
  assert.deepEqual(factsAbout(content, content.pain_points[0]), [["Stage", "Browse"], ["Touchpoint", "Home"], ["Severity", "4 of 5"]]);
  assert.deepEqual(facts(aboutOf(content, { key: "corner", persona: "ada" })), { Demographics: "Income: $110K", Interview: "Story: It began late.", Reviewed: "3 May 2026" });
  assert.equal(facts(aboutOf(content, { key: "stage/browse" }))["Content about the customer"], "55\u00a0%");
});

test("a text of somebody keeps its underscores; an id of an element in a text is not replaced", () => {
  assert.equal(wordsOf("home_page", "goal", new Map([["home_page", "no"]])), "home_page");
  assert.equal(wordsOf("social_media", "channel", new Map()), "social media");
});

test("a cell tells what is written for everyone and for the persona in view, and what it rests on", () => {
  const about = aboutOf(content, { key: "goals/browse", kind: "text", persona: "ada" });
  assert.deepEqual(about.parts.map((part) => [part.heading, ...part.facts.flat()]), [
    ["Everyone", "Text", "Find a gift", "Based on", "an assumption: no source is named"],
    ["Ada", "Text", "Find it today", "Sources", "Ten talks"],
  ]);
  assert.equal(aboutOf(content, { key: "goals/browse", kind: "text", persona: null }).parts.length, 3);
});

test("feelings are told with their interval and the number of answers", () => {
  const told = facts(aboutOf(content, { key: "feel/browse", kind: "emotions" }));
  assert.deepEqual(told, { Kind: "measured", Score: "-0.5", Words: "unsure, curious", Answers: "40", "At least (95 %)": "-0.8", "At most (95 %)": "-0.2" });
});

test("a place that says nothing, or is gone, is about nothing", () => {
  for (const place of [{ key: "corner" }, { key: "aim/browse", kind: "stage_objective" }, { key: "goals/none", kind: "text" }, { key: "touchpoints/browse", kind: "touchpoints", item: "gone" }]) assert.equal(aboutOf(content, place), null);
});
