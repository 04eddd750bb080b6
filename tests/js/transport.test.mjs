import assert from "node:assert/strict";
import { test } from "node:test";
import { applyPatch, MOST_CHARACTERS, Transport } from "../../journeykit/editors/static/core/transport.js";
import { Custody, MOST_KEPT, Outbox } from "../../journeykit/editors/static/share/custody.js";

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
  const channel = new Transport(model);
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
  const channel = new Transport(model);
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
  const views = [1, 2].map((n) => new Transport(model, { onChange: (patch) => seen.push([n, patch.length]) }));
  model.reply({ re: "else", ok: true, revision: 2, undo: true, redo: false, patch: [{ at: ["personas", "b"], set: { id: "b" } }] });
  assert.deepEqual(seen, [[1, 1], [2, 1]]);
  assert.equal(views[0].content.personas.length, 2);
  assert.deepEqual(views[1].can, { undo: true, redo: false });
});

test("a view that missed a change asks for the whole document", async () => {
  const model = fakeModel();
  let renewed = 0;
  const channel = new Transport(model, { onChange: (patch) => (renewed += patch === null) });
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
  const channel = new Transport(model, { patience: 5 });
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
  const channel = new Transport(model);
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
  const reply = await new Transport(model).send("update_persona", { id: "a", story: "x".repeat(MOST_CHARACTERS) });
  assert.equal(reply.ok, false);
  assert.match(reply.error, /too much/);
  assert.equal(model.sent.length, 0);
});

test("a closed view leaves nothing behind", async () => {
  const model = fakeModel();
  const channel = new Transport(model);
  const reply = channel.send("undo");
  channel.close();
  assert.equal((await reply).ok, false);
  assert.equal(model.listeners(), 0);
});

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

/** A transport that keeps edits, on a model whose other side may fall silent. */
function kept({ lasting = false, silent = false } = {}) {
  const model = fakeModel();
  const line = { silent, refuse: false, revision: 1 };
  const send = model.send;
  model.send = (message) => {
    send(message);
    if (line.silent) return;
    const reply = line.refuse && message.edit ? { ok: false, error: "no" } : { ok: true };
    setTimeout(() => model.reply({ re: message.id, ...reply }), 1);
  };
  const transport = new Transport(model, { patience: 30 });
  const place = storage();
  const told = [];
  const custody = new Custody(transport, { lasting, beat: () => transport.ask("ping"), mark: () => ({ base: 7 }), due: (entry) => !lasting || !entry.sent, words: { safe: "Kept.", full: "No room." }, onState: () => {}, onResent: (sent) => told.push(sent) }, { outbox: new Outbox(place, "shop"), every: 5, silence: 20 });
  const until = async (true_) => {
    for (let i = 0; i < 400 && !true_(); i += 1) await new Promise((go) => setTimeout(go, 2));
    assert.ok(true_());
  };
  const edits = () => model.sent.filter((message) => message.edit);
  return { model, line, transport, custody, place, told, end: () => custody.end(), until, edits };
}

const ops = (custody) => custody.outbox.all().map(({ edit }) => edit);

test("a shared map's edit carries its id and what the person saw, and is kept until the log has answered", async () => {
  const { transport, custody, edits, end } = kept();
  const answer = transport.send("add_stage", { name: "Pay" });
  assert.deepEqual(ops(custody), ["add_stage"]);
  assert.equal((await answer).ok, true);
  assert.deepEqual(ops(custody), []);
  assert.equal(edits()[0].base, 7);
  assert.match(edits()[0].op, /^\w+:1$/);
  end();
});

test("an unshared map's edit stays until a file has it, undo too; a refused one goes", async () => {
  const { transport, custody, line, end } = kept({ lasting: true });
  await transport.send("add_stage", { name: "Pay" });
  await transport.send("undo");
  assert.deepEqual(ops(custody), ["add_stage", "undo"]);
  line.refuse = true;
  await transport.send("remove_stage", { id: "x" });
  assert.deepEqual(ops(custody), ["add_stage", "undo"]);
  end();
});

for (const lasting of [false, true]) {
  test(`what is typed without an answer is made once when it comes, ${lasting ? "unshared" : "shared"}`, async () => {
    const { transport, custody, line, told, edits, end, until } = kept({ lasting, silent: true });
    await until(() => custody.gone);
    const reply = await transport.send("add_stage", { name: "Pay" });
    assert.deepEqual([reply.ok, reply.late, reply.error], [false, true, "The notebook does not answer. Kept."]);
    assert.equal((await transport.send("undo")).error, "The notebook does not answer. Nothing was changed.");
    assert.equal(edits().length, 0);
    line.silent = false;
    await until(() => told.length === 1);
    assert.equal(custody.gone, false);
    assert.deepEqual([told[0].made.length, told[0].refused, told[0].whole], [1, [], true]);
    assert.equal(edits().length, 1);
    assert.deepEqual(ops(custody), lasting ? ["add_stage"] : []);
    end();
  });
}

test("an edit whose answer is late or whose page is closed stays in the browser", async () => {
  const { transport, line, place, end } = kept();
  line.silent = true;
  const late = transport.send("add_stage", { name: "Pay" });
  assert.equal((await late).late, true);
  const open = transport.send("add_stage", { name: "Use" });
  end();
  transport.close();
  assert.equal((await open).ok, false);
  assert.deepEqual(new Outbox(place, "shop").all().map(({ args }) => args.name), ["Pay", "Use"]);
});

test("without room in the browser a person is told before leaving", async () => {
  const { transport, custody, end, until } = kept({ silent: true });
  custody.outbox = new Outbox(storage(true), "shop");
  await until(() => custody.gone);
  assert.equal((await transport.send("add_stage", { name: "Pay" })).error, "The notebook does not answer. No room.");
  assert.equal(custody.full, true);
  end();
});
