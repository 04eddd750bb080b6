import assert from "node:assert/strict";
import { test } from "node:test";
import { addedPersona, dateFrom, dateWords, factOf, factsWith, initials, tintOf } from "../../journeykit/editors/static/persona_editor.js";
import { movedItem, withItem, withoutItem } from "../../journeykit/editors/static/text_list.js";
import { sizeOf } from "../../journeykit/editors/static/fact_cards.js";

test("initials come from the first and the last word that carries a name", () => {
  assert.equal(initials("Trey and Denise Cook"), "TC");
  assert.equal(initials("Ada"), "A");
  assert.equal(initials("  élodie  du Pré "), "ÉP");
  assert.equal(initials("محمد علي"), "مع");
  assert.equal(initials("李 小龙"), "李小");
  assert.equal(initials("🙂"), "?");
  assert.equal(initials(""), "?");
});

test("a colour stays with an id", () => {
  assert.equal(tintOf("trey"), tintOf("trey"));
  assert.match(tintOf(""), /^#[0-9a-f]{6}$/);
});

test("the new persona is found in the patch, changed ones are not new", () => {
  const patch = [
    { at: ["personas", "a", "name"], set: "A" },
    { at: ["personas", "b"], set: { id: "b", name: "B" } },
  ];
  assert.equal(addedPersona(patch), "b");
  assert.equal(addedPersona([{ at: ["personas"], order: ["a"] }]), null);
  assert.equal(addedPersona(undefined), null);
});

test("dates are written with the month in letters and read the same way", () => {
  for (const iso of ["2026-10-12", "2024-02-29", "1999-01-01"]) assert.equal(dateFrom(dateWords(iso)), iso);
  assert.equal(dateFrom("12 october 2026"), "2026-10-12");
  assert.equal(dateFrom("2026-10-12"), "2026-10-12");
  assert.equal(dateWords(undefined), "");
});

test("a date that could be two dates, or is none, is not guessed", () => {
  for (const text of ["10/12/2026", "12.10.2026", "30 Feb 2026", "2026-13-01", "soon", ""]) assert.equal(dateFrom(text), null);
});

test("a fact needs words on both sides of its colon", () => {
  assert.deepEqual(factOf("Opens: 9:00 daily "), { name: "Opens", value: "9:00 daily" });
  for (const text of ["Age", "Age:", ": 34", " : "]) assert.equal(factOf(text), null);
});

test("a fact whose name or value is emptied goes", () => {
  const facts = [{ name: "Age", value: "34" }, { name: "Home", value: "flat" }];
  assert.deepEqual(factsWith(facts, 0, { value: "" }), [facts[1]]);
  assert.deepEqual(factsWith(facts, 1, { value: "house" })[1], { name: "Home", value: "house" });
  assert.equal(facts[1].value, "flat");
});

test("list edits leave the old list as it was", () => {
  const items = Object.freeze(["a", "b", "c"]);
  assert.deepEqual(withItem(items, 1, "B"), ["a", "B", "c"]);
  assert.deepEqual(withItem(items, 3, "d"), ["a", "b", "c", "d"]);
  assert.deepEqual(withItem(items, 1, ""), ["a", "c"]);
  assert.deepEqual(withoutItem(items, 0), ["b", "c"]);
  assert.deepEqual(movedItem(items, 0, 1), ["b", "a", "c"]);
  assert.equal(movedItem(items, 2, 1), null);
  assert.equal(movedItem(items, 0, -1), null);
});

test("a number is set large, a sentence is not", () => {
  assert.equal(sizeOf("3.2 %"), "number");
  assert.equal(sizeOf("12,480"), "number");
  assert.equal(sizeOf("Show fees when booking"), "words");
  assert.equal(sizeOf("Reply within 24 hours"), "words");
});
