import assert from "node:assert/strict";
import { test } from "node:test";
import { dayWords, MOST_KEPT, Outbox, stateWords } from "../../journeykit/editors/static/share/outbox.js";
import { coloursOf, initialsOf, peopleWords, targetOf } from "../../journeykit/editors/static/share/people.js";

const storage = (full = false) => {
  const held = new Map();
  return {
    held,
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, value) => {
      if (full) throw new Error("QuotaExceededError");
      held.set(name, value);
    },
    removeItem: (name) => held.delete(name),
  };
};

test("an edit is kept until it is answered, and a page that opens later finds it", () => {
  const place = storage();
  const first = new Outbox(place, "shop:1");
  assert.equal(first.keep({ op: "a:1", edit: "add_stage", args: { name: "Pay" } }), true);
  first.keep({ op: "a:2", edit: "add_stage", args: { name: "Use" } });
  first.keep({ op: "a:2", edit: "add_stage", args: { name: "Use it" } });
  first.drop("a:1");
  assert.deepEqual(new Outbox(place, "shop:1").all(), [{ op: "a:2", edit: "add_stage", args: { name: "Use it" } }]);
  assert.deepEqual(new Outbox(place, "other:1").all(), []);
  first.drop("a:2");
  assert.equal(place.held.size, 0);
});

test("what is too large or has no room stays in the page and is said not to survive", () => {
  const place = storage();
  const outbox = new Outbox(place, "shop");
  outbox.keep({ op: "a:0", edit: "x", args: {} });
  assert.equal(outbox.keep({ op: "a:1", edit: "x", args: { text: "y".repeat(MOST_KEPT) } }), false);
  assert.deepEqual(outbox.all().map(({ op }) => op), ["a:0", "a:1"]);
  assert.deepEqual(new Outbox(place, "shop").all().map(({ op }) => op), ["a:0"]);
  outbox.drop("a:1");
  assert.equal(outbox.all().length, 1);
  for (const without of [new Outbox(null, "shop"), new Outbox(storage(true), "shop")]) {
    assert.equal(without.keep({ op: "a:1", edit: "x", args: {} }), false);
  }
});

test("what somebody else put under the name is not taken for edits", () => {
  const place = storage();
  for (const text of ["{", '"x"', '[{"op": 1}, null]']) {
    place.held.set("journeykit:outbox:shop", text);
    assert.deepEqual(new Outbox(place, "shop").all(), []);
  }
});

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
  const cell = (key, view) => ({ dataset: { key }, jkView: view });
  assert.equal(targetOf(cell("stage/pay"), null), "stages/pay");
  assert.equal(targetOf(cell("lane/goals"), null), "lanes/goals");
  assert.equal(targetOf(cell("goals/pay", { kind: "text", stage: "pay", lane: "goals" }), null), "cells/pay/goals");
  assert.equal(targetOf(cell("tp/pay", { kind: "touchpoints", stage: "pay", lane: "tp" }), "till"), "touchpoints/till");
  assert.equal(targetOf(cell("corner"), null), "map");
});
