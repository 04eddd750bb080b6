import assert from "node:assert/strict";
import { test } from "node:test";
import { addedPersona, dateFrom, dateWords, factOf, factsWith, interviewWith } from "../../journeykit/editors/static/persona_editor.js";
import { moved } from "../../journeykit/editors/static/core/lists.js";
import { pictureKind, pictureSize, refusalOf } from "../../journeykit/editors/static/core/picture.js";
import { avatarShapes, cropOf, initials } from "../../journeykit/editors/static/persona/portrait.js";
import { comparison } from "../../journeykit/editors/static/persona/compare.js";
import { STEPS, personaFrom, stepAfter } from "../../journeykit/editors/static/persona/steps.js";
import { withItem } from "../../journeykit/editors/static/persona/text_list.js";
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
  assert.equal(avatarShapes("trey").tint, avatarShapes("trey").tint);
  assert.match(avatarShapes("").tint, /^oklch\(/);
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
  assert.deepEqual(moved(items, 0, 1), ["b", "a", "c"]);
  assert.deepEqual(moved(items, 2, -1), ["a", "c", "b"]);
  assert.equal(moved(items, 2, 1), null);
  assert.equal(moved(items, 0, -1), null);
});

test("a number is set large, a sentence is not", () => {
  assert.equal(sizeOf("3.2 %"), "number");
  assert.equal(sizeOf("12,480"), "number");
  assert.equal(sizeOf("Show fees when booking"), "words");
  assert.equal(sizeOf("Reply within 24 hours"), "words");
});

test("the drawn portrait stays with an id and differs between ids", () => {
  assert.deepEqual(avatarShapes("trey"), avatarShapes("trey"));
  assert.notDeepEqual(avatarShapes("trey"), avatarShapes("ada"));
  for (const { cx, cy, r } of avatarShapes("ada").discs) assert.ok([cx, cy, r].every(Number.isInteger));
});

const bytes = (...values) => Uint8Array.from(values);
const text = (words) => [...words].map((c) => c.charCodeAt(0));
const png = (width, height) => bytes(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, ...text("IHDR"), ...four(width), ...four(height));
const four = (n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];

test("a picture is known by its first bytes, not by its name", () => {
  assert.equal(pictureKind(png(1, 1)), "png");
  assert.equal(pictureKind(bytes(0xff, 0xd8, 0xff, 0xe0)), "jpeg");
  assert.equal(pictureKind(bytes(...text("GIF89a"))), "gif");
  assert.equal(pictureKind(bytes(...text("RIFF"), 0, 0, 0, 0, ...text("WEBP"))), "webp");
  for (const other of ["<svg xmlns=", "<script>alert(1)", "%PDF-1.7", "", "RIFF....WAVE"]) assert.equal(pictureKind(bytes(...text(other))), null);
});

test("the size of a picture is read from its header in all four kinds", () => {
  assert.deepEqual(pictureSize(png(640, 480)), [640, 480]);
  assert.deepEqual(pictureSize(bytes(...text("GIF89a"), 0x80, 2, 0xe0, 1)), [640, 480]);
  // SOI, an APP0 of 4 bytes, a table C4 of 4 bytes, then the frame header.
  assert.deepEqual(pictureSize(bytes(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc4, 0, 4, 1, 1, 0xff, 0xc2, 0, 17, 8, 1, 0xe0, 2, 0x80)), [640, 480]);
  const riff = (...rest) => bytes(...text("RIFF"), 0, 0, 0, 0, ...text("WEBP"), ...rest);
  assert.deepEqual(pictureSize(riff(...text("VP8X"), 10, 0, 0, 0, 0, 0, 0, 0, 0x7f, 2, 0, 0xdf, 1, 0)), [640, 480]);
  assert.deepEqual(pictureSize(riff(...text("VP8 "), 0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0xe0, 1)), [640, 480]);
  const packed = 639 | (479 << 14);
  assert.deepEqual(pictureSize(riff(...text("VP8L"), 0, 0, 0, 0, 0x2f, ...four(packed).reverse())), [640, 480]);
  assert.equal(pictureSize(bytes(0xff, 0xd8, 0xff)), null);
});

test("a picture that is too large, too wide, broken or none is refused with what to do", () => {
  assert.match(refusalOf(20_000_000, png(10, 10)), /20 MB.*Save a smaller copy/);
  assert.match(refusalOf(500, png(60_000, 60_000)), /60000 × 60000 pixels/);
  assert.match(refusalOf(500, bytes(...text("<svg onload=alert(1)>"))), /PNG, JPEG, WebP or GIF/);
  assert.match(refusalOf(500, png(0, 10)), /damaged/);
  assert.equal(refusalOf(9_999_999, png(4000, 3000)), "");
});

test("the crop is the middle square, a little higher where the picture is tall", () => {
  assert.deepEqual(cropOf(400, 300), { x: 50, y: 0, side: 300 });
  assert.deepEqual(cropOf(300, 600), { x: 0, y: 100, side: 300 });
});

test("an answer of the interview leaves the others, and the last one that is emptied leaves none", () => {
  assert.deepEqual(interviewWith({ story: "a" }, "problem", "b"), { story: "a", problem: "b" });
  assert.equal(interviewWith({ story: "a" }, "story", ""), null);
  assert.deepEqual(interviewWith(undefined, "story", "x"), { story: "x" });
});

test("a new persona is built from segment over situation and feelings to a name", () => {
  assert.deepEqual(STEPS.map(({ field }) => field), ["segment", "situation", "feelings", "name"]);
  assert.equal(stepAfter(0), 1);
  assert.equal(stepAfter(3), null);
  assert.equal(stepAfter(0, -1), null);
  assert.deepEqual(personaFrom({ segment: " Young \n families ", situation: "  ", name: "Ada" }), { segment: "Young families", name: "Ada" });
});

test("a comparison has a row for whatever somebody has, and marks what is equal for all", () => {
  const personas = [
    { id: "a", name: "A", goal: "Safe", challenges: ["x", "y"], demographics: [{ name: "Age", value: "34" }] },
    { id: "b", name: "B", goal: "Safe", demographics: [{ name: "Home", value: "flat" }] },
  ];
  const rows = comparison(personas, { b: { text: "40 % of customers" } });
  assert.deepEqual(rows.map(({ title }) => title), ["Share of customers", "Age", "Home", "Goal", "Challenges"]);
  assert.deepEqual(rows.find(({ title }) => title === "Challenges").cells, [["x", "y"], []]);
  assert.deepEqual(rows.filter(({ same }) => same).map(({ title }) => title), ["Goal"]);
  assert.deepEqual(comparison([{ id: "a", name: "A" }]), []);
});
