import assert from "node:assert/strict";
import { test } from "node:test";
import { stateWords } from "../../journeykit/editors/static/share/live.js";
import { coloursOf, initialsOf, peopleWords, targetOf } from "../../journeykit/editors/static/share/people.js";
import { dayWords, editsWords } from "../../journeykit/editors/static/share/saving.js";

test("the state is said in words", () => {
  assert.match(stateWords({ state: "saved", at: "2026-11-22T12:03:00+00:00" }).text, /^Saved \d\d:\d\d$/);
  assert.equal(stateWords({ state: "saved" }, { waiting: 1 }).text, "Saving…");
  assert.equal(stateWords({ state: "saving" }).text, "Saving…");
  assert.deepEqual(stateWords({ state: "problem", reason: "shop.json: No space left on device" }), { text: "Not saved: shop.json: No space left on device", tone: "problem" });
  assert.equal(stateWords({ state: "saved" }, { gone: true, kept: 2 }).text, "Not saved: no answer · 2 edits kept here");
  assert.equal(stateWords({ state: "reading" }).tone, "quiet");
});

test("days and names are said as people say them", () => {
  const now = new Date(2026, 10, 22, 9);
  assert.equal(dayWords(new Date(2026, 10, 22, 1).toISOString(), now), "today");
  assert.equal(dayWords(new Date(2026, 10, 21, 23).toISOString(), now), "yesterday");
  assert.match(dayWords(new Date(2026, 10, 1).toISOString(), now), /2026/);
  assert.deepEqual([1, 2].map(editsWords), ["1 edit", "2 edits"]);
  assert.equal(peopleWords(["Ann"]), "Ann");
  assert.equal(peopleWords(["Ann", "Ben"]), "Ann and Ben");
  assert.equal(peopleWords(["Ann", "Ben", "Eve", "Zoe"]), "Ann, Ben and 2 more");
  assert.equal(initialsOf("Ann Lee"), "AL");
  assert.equal(initialsOf(" "), "?");
});

test("no two of the first eight people have one colour, and every page gives the same", () => {
  const people = Array.from({ length: 8 }, (_, i) => ({ session: `${i}` }));
  assert.equal(new Set(coloursOf(people).values()).size, 8);
  assert.deepEqual(coloursOf(people), coloursOf(people.map((person) => ({ ...person, me: true }))));
  assert.equal(coloursOf([...people, { session: "ninth" }]).size, 9);
});

test("a cell and an element in it have the name that the log knows", () => {
  const cell = (key, view) => ({ dataset: { key }, view });
  const board = { at: ({ view }) => ({ view }) };
  assert.equal(targetOf(board, cell("stage/pay"), null), "stages/pay");
  assert.equal(targetOf(board, cell("lane/goals"), null), "lanes/goals");
  assert.equal(targetOf(board, cell("goals/pay", { kind: "text", stage: "pay", lane: "goals" }), null), "cells/pay/goals");
  assert.equal(targetOf(board, cell("tp/pay", { kind: "touchpoints", stage: "pay", lane: "tp" }), "till"), "touchpoints/till");
  assert.equal(targetOf(board, cell("corner"), null), "map");
});
