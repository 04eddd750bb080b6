import assert from "node:assert/strict";
import { test } from "node:test";
import { answerPoint } from "../../journeykit/editors/static/edit/points.js";

/** A feelings cell whose board answers when it is told to. */
function feelings(score = 0) {
  const dot = Object.assign(new EventTarget(), { setAttribute: () => {} });
  const state = { view: { stage: "pay" }, point: { assumed: { kind: "assumed", score } } };
  const board = {
    scores: {},
    sent: [],
    at: () => state,
    drawFeelings: () => (state.point = { assumed: { kind: "assumed", score: board.scores.pay ?? state.point.assumed.score } }),
    send: (edit, args) => new Promise((answer) => board.sent.push({ edit, ...args, answer })),
  };
  answerPoint({}, { assumed: dot, words: new EventTarget() }, board);
  const fire = (type, more = {}) => dot.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), { key: "ArrowUp", ...more }));
  const scores = () => board.sent.map((message) => message.score);
  const answer = async () => {
    board.sent.at(-1).answer({ ok: true });
    await new Promise(setImmediate);
  };
  return { board, state, fire, scores, answer };
}

test("the first arrow key sends its score at once", () => {
  const { fire, scores } = feelings();
  fire("keydown");
  assert.deepEqual(scores(), [0.1]);
});

test("keys that come while an edit is under way are joined to one, the newest score", async () => {
  const { board, fire, scores, answer } = feelings();
  for (let press = 0; press < 5; press += 1) fire("keydown");
  assert.deepEqual(scores(), [0.1]);
  await answer();
  assert.deepEqual(scores(), [0.1, 0.5]);
  await answer();
  assert.deepEqual(scores(), [0.1, 0.5]);
  assert.deepEqual(board.scores, {});
  fire("keydown");
  assert.deepEqual(scores(), [0.1, 0.5, 0.6]);
});

for (const end of ["keyup", "blur"]) {
  test(`a key that is held down is one edit, sent at ${end}`, async () => {
    const { fire, scores, answer } = feelings();
    fire("keydown");
    await answer();
    for (let repeat = 0; repeat < 7; repeat += 1) fire("keydown", { repeat: true });
    await new Promise(setImmediate);
    assert.deepEqual(scores(), [0.1]);
    fire(end);
    assert.deepEqual(scores(), [0.1, 0.8]);
  });
}

test("a key that is let go without a new score sends nothing", async () => {
  const { fire, scores, answer } = feelings();
  fire("keydown");
  fire("keyup");
  await answer();
  fire("blur");
  assert.deepEqual(scores(), [0.1]);
});
