import assert from "node:assert/strict";
import { test } from "node:test";
import { movedIndex, safeAttribute } from "../../journeykit/editors/static/core/dom.js";
import { applyPatch, EditChannel, MOST_CHARACTERS } from "../../journeykit/editors/static/core/transport.js";
import { countWords, scoreWords, shareWords, stageColours } from "../../journeykit/editors/static/core/words.js";

/** A model as the browser has it, with the other side in the test's hands. */
function fakeModel(document = { revision: 1, content: { personas: [{ id: "a", name: "A" }] }, undo: false, redo: false }) {
  const heard = new Map();
  const model = {
    sent: [],
    get: (name) => (name === "document" ? document : undefined),
    send: (message) => model.sent.push(message),
    on: (name, f) => heard.set(name, [...(heard.get(name) ?? []), f]),
    off: (name, f) => heard.set(name, (heard.get(name) ?? []).filter((g) => g !== f)),
    reply: (message) => (heard.get("msg:custom") ?? []).forEach((f) => f(message, [])),
    listeners: () => [...heard.values()].flat().length,
  };
  return model;
}

test("numbers read as in the rest of the house", () => {
  assert.equal(countWords(12480), "12,480");
  assert.equal(countWords(null), "—");
  assert.equal(shareWords(0.345), "34.5\u00a0%");
  assert.equal(shareWords(0.0001), "under 0.1\u00a0%");
  assert.equal(shareWords(0.9999), "over 99.9\u00a0%");
  assert.equal(shareWords(1), "100\u00a0%");
});

test("a score shows its sign, and a score that rounds to nothing shows none", () => {
  assert.equal(scoreWords(1.5), "+1.5");
  assert.equal(scoreWords(-0.2), "\u22120.2");
  assert.equal(scoreWords(-0.04), "0.0");
});

test("stage colours are distinct and the walk keeps its ends", () => {
  assert.deepEqual(stageColours(0), []);
  assert.equal(stageColours(1)[0], stageColours(9)[0]);
  assert.equal(new Set(stageColours(12)).size, 12);
  assert.equal(stageColours(5).at(-1), stageColours(12).at(-1));
});

test("a patch changes one field, adds, drops and reorders by id", () => {
  const content = { name: "Shop", personas: [{ id: "a", name: "A", goal: "x" }, { id: "b", name: "B" }] };
  applyPatch(content, [
    { at: ["personas", "a", "goal"], drop: true },
    { at: ["personas", "b", "name"], set: "Bea" },
    { at: ["personas", "c"], set: { id: "c", name: "C" } },
    { at: ["personas"], order: ["c", "a", "b"] },
    { at: ["name"], set: "Store" },
  ]);
  assert.deepEqual(content, {
    name: "Store",
    personas: [{ id: "c", name: "C" }, { id: "a", name: "A" }, { id: "b", name: "Bea" }],
  });
});

test("a patch for an element that is not here is refused, not guessed", () => {
  assert.throws(() => applyPatch({ personas: [] }, [{ at: ["personas", "zz", "name"], set: "x" }]), /zz/);
});

test("an edit resolves on the reply with its own id only", async () => {
  const model = fakeModel();
  const channel = new EditChannel(model);
  const first = channel.send("update_persona", { id: "a", name: "B" });
  const second = channel.send("remove_persona", { id: "a" });
  const [one, two] = model.sent;
  assert.notEqual(one.id, two.id);
  assert.deepEqual(one, { edit: "update_persona", args: { id: "a", name: "B" }, id: one.id });
  model.reply({ re: two.id, ok: false, error: "no" });
  model.reply({ re: one.id, ok: true });
  assert.equal((await first).ok, true);
  assert.equal((await second).error, "no");
});

test("an edit that is on its way can be taken back, and a step back can be done again", () => {
  const model = fakeModel();
  const channel = new EditChannel(model);
  assert.deepEqual(channel.can, { undo: false, redo: false });
  channel.ask("document");
  assert.deepEqual(channel.can, { undo: false, redo: false });
  channel.send("remove_persona", { id: "a" });
  assert.deepEqual(channel.can, { undo: true, redo: false });
  model.reply({ re: model.sent[1].id, ok: false, error: "no" });
  assert.deepEqual(channel.can, { undo: false, redo: false });
  channel.send("undo");
  assert.deepEqual(channel.can, { undo: false, redo: true });
  channel.close();
});

test("every view of a widget follows a change, and the shared document changes once", () => {
  const model = fakeModel();
  const seen = [];
  const views = [1, 2].map((n) => new EditChannel(model, { onChange: (patch) => seen.push([n, patch.length]) }));
  model.reply({ re: "else", ok: true, revision: 2, undo: true, redo: false, patch: [{ at: ["personas", "b"], set: { id: "b" } }] });
  assert.deepEqual(seen, [[1, 1], [2, 1]]);
  assert.equal(views[0].content.personas.length, 2);
  assert.deepEqual(views[1].can, { undo: true, redo: false });
});

test("a view that missed a change asks for the whole document", async () => {
  const model = fakeModel();
  let renewed = 0;
  const channel = new EditChannel(model, { onChange: (patch) => (renewed += patch === null) });
  model.reply({ revision: 4, patch: [{ at: ["personas", "zz", "name"], set: "late" }], undo: true, redo: false });
  assert.equal(model.sent[0].ask, "document");
  model.reply({ re: model.sent[0].id, ok: true, value: { revision: 4, content: { personas: [] }, undo: true, redo: false } });
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(renewed, 1);
  assert.deepEqual(channel.content, { personas: [] });
});

test("silence ends in words, and a late reply is still heard as a change", async () => {
  const model = fakeModel();
  const channel = new EditChannel(model, { patience: 5 });
  const reply = await channel.send("update_persona", { id: "a", name: "late" });
  assert.equal(reply.ok, false);
  assert.match(reply.error, /not saved/);
  model.reply({ re: model.sent[0].id, ok: true, revision: 2, patch: [{ at: ["personas", "a", "name"], set: "late" }] });
  assert.equal(channel.content.personas[0].name, "late");
});

test("a line that is cut is told in words, but never in the same turn: who asks on must let the page live", async () => {
  const model = fakeModel();
  model.send = () => {
    throw new Error("disposed");
  };
  const channel = new EditChannel(model);
  const answer = channel.ask("module");
  const first = await Promise.race([answer.then(() => "answer"), new Promise((go) => setTimeout(go, 5, "page"))]);
  assert.equal(first, "page");
  const reply = await answer;
  assert.equal(reply.ok, false);
  assert.equal(reply.late, true);
  assert.equal(channel.waiting.size, 0);
});

test("five megabytes of paste are refused before they travel", async () => {
  const model = fakeModel();
  const reply = await new EditChannel(model).send("update_persona", { id: "a", story: "x".repeat(MOST_CHARACTERS) });
  assert.equal(reply.ok, false);
  assert.match(reply.error, /too much/);
  assert.equal(model.sent.length, 0);
});

test("a closed view leaves nothing behind", async () => {
  const model = fakeModel();
  const channel = new EditChannel(model);
  const reply = channel.send("undo");
  channel.close();
  assert.equal((await reply).ok, false);
  assert.equal(model.listeners(), 0);
});

test("markup, handlers and script addresses are no attributes", () => {
  for (const name of ["innerHTML", "outerHTML", "srcdoc", "onclick", "ONERROR"]) assert.equal(safeAttribute(name, "x"), false);
  for (const value of ["javascript:alert(1)", " \tJavaScript:alert(1)", "vbscript:x", "data:text/html,x"]) {
    assert.equal(safeAttribute("href", value), false);
  }
  assert.equal(safeAttribute("href", "#top"), true);
  assert.equal(safeAttribute("aria-label", "javascript: the good parts"), true);
});

test("arrow keys stop at the ends, other keys are nobody's", () => {
  assert.equal(movedIndex("ArrowRight", 1, 3), 2);
  assert.equal(movedIndex("ArrowDown", 2, 3), 2);
  assert.equal(movedIndex("ArrowLeft", 0, 3), 0);
  assert.equal(movedIndex("End", 0, 3), 2);
  assert.equal(movedIndex("a", 0, 3), null);
});
