/** Points of the feelings curve changed by hand: dragged, moved by arrow keys, put into words. */
import { listen } from "../core/dom.js";
import { wordsOf } from "../core/lists.js";
import { heightOf, MARGIN, scoreWord } from "../core/curve.js";
import { all, firstName } from "../core/view.js";

/** @param {number} score @returns {number} the nearest score that the scale has, in steps of 0.1 */
export const onScale = (score) => Math.min(2, Math.max(-2, Math.round(score * 10) / 10 || 0));

/** Score at a height, on the scale and in steps of 0.1. @param {number} height */
export const scoreAt = (height) => onScale(2 - ((height - MARGIN) / (1 - 2 * MARGIN)) * 4);

const SLIDER = { role: "slider", "aria-valuemin": "-2", "aria-valuemax": "2", "aria-orientation": "vertical", "data-item": "feeling" };

/** Make the point of a cell answer; a slider from now on, and not before there is somebody to answer its keys. @param {HTMLElement} cell @param {{assumed: HTMLElement, words: HTMLElement}} parts @param {any} board */
export function answerPoint(cell, { assumed, words }, board) {
  for (const [name, value] of Object.entries(SLIDER)) assumed.setAttribute(name, value);
  assumed.addEventListener("pointerdown", (event) => dragPoint(event, cell, board));
  assumed.addEventListener("keydown", (event) => nudge(event, cell, board));
  for (const end of ["keyup", "blur"]) assumed.addEventListener(end, () => letGo(cell, board));
  words.addEventListener("click", () => askWords(cell, board));
}

/** Where an arrow key brings a score, or null. @param {KeyboardEvent} event @param {number} score */
export function nudged(event, score) {
  const step = event.shiftKey ? 0.5 : 0.1;
  const to = { ArrowUp: score + step, ArrowRight: score + step, ArrowDown: score - step, ArrowLeft: score - step, Home: -2, End: 2 }[event.key];
  return to === undefined || event.altKey || event.ctrlKey || event.metaKey ? null : onScale(to);
}

function nudge(event, cell, board) {
  const to = nudged(event, board.at(cell).point.assumed.score);
  if (to === null) return;
  event.preventDefault();
  event.stopPropagation();
  board.scores[board.at(cell).view.stage] = to;
  board.drawFeelings();
  // At once: what comes while it is under way is joined. A key that is held down is one edit, sent when it is let go.
  board.at(cell).held = event.repeat;
  if (!event.repeat) settle(cell, board);
}

function letGo(cell, board) {
  const state = board.at(cell);
  if (!state.held) return;
  state.held = false;
  settle(cell, board);
}

/** Send the score that keys or a drag have brought about, if any; one edit at a time, the newest score. */
async function settle(cell, board) {
  const state = board.at(cell);
  const { stage } = state.view;
  if (state.sending) return;
  state.sending = true;
  while (board.scores[stage] !== undefined && !state.held) {
    const score = board.scores[stage];
    await board.send("set_emotion", { stage, score, ...whose(state.point.assumed) });
    // A newer draft may have come meanwhile: only this one is done.
    if (board.scores[stage] === score) delete board.scores[stage];
  }
  state.sending = false;
  board.drawFeelings();
}

const whose = (point) => ({ kind: point.kind, ...(point.persona ? { persona: point.persona } : {}) });

function dragPoint(event, cell, board) {
  if (event.button !== 0) return;
  event.preventDefault();
  const dot = event.currentTarget;
  dot.focus();
  dot.setPointerCapture(event.pointerId);
  dot.classList.add("is-held");
  const box = cell.getBoundingClientRect();
  const { stage } = board.at(cell).view;
  const before = board.at(cell).point.assumed.score;
  const move = (e) => {
    const score = scoreAt((e.clientY - box.top) / box.height);
    if (score === board.at(cell).point.assumed.score) return;
    board.at(cell).held = true;
    board.scores[stage] = score;
    board.drawFeelings();
  };
  const stop = (e) => {
    dot.classList.remove("is-held");
    board.at(cell).held = false;
    unhear();
    if (e.type !== "pointerup" || board.scores[stage] === before) delete board.scores[stage];
    if (e.type === "pointerup") settle(cell, board);
    else board.drawFeelings();
  };
  const escape = (e) => {
    if (e.key !== "Escape") return;
    e.stopPropagation();
    stop(e);
  };
  const unhear = listen(dot, { pointermove: move, pointerup: stop, pointercancel: stop, keydown: escape });
}

/** A press in the lane: the point comes to that height; where there is none, a new one begins there. @param {MouseEvent} event @param {HTMLElement} cell @param {any} board */
export function pressLane(event, cell, board) {
  const box = cell.getBoundingClientRect();
  const score = scoreAt((event.clientY - box.top) / box.height);
  const { assumed, main } = board.at(cell).point;
  if (!main) return askWords(cell, board, score);
  // Data stand where they were measured.
  if (!assumed) return undefined;
  board.scores[board.at(cell).view.stage] = score;
  board.drawFeelings();
  return settle(cell, board);
}

/** Where a point would stand that nobody has kept yet. */
function showAt(dot, score) {
  dot.hidden = false;
  dot.style.top = `${heightOf(score) * 100}%`;
  Object.assign(dot.dataset, { tone: score < 0 ? "negative" : "positive", face: scoreWord(score) });
}

/** The words of a point and its exact score; for a stage without a point, a new one. @param {HTMLElement} cell @param {any} board @param {number} [score] where a new one begins */
export function askWords(cell, board, score) {
  const { point: { main, newcomer }, parts, view } = board.at(cell);
  const pressed = score !== undefined;
  const { stage, label } = view;
  const point = main ?? { kind: "assumed", score: score ?? 0, words: [], persona: newcomer };
  if (pressed) showAt(parts.assumed, score);
  const fields = [{ name: "words", label: "In words, by comma", type: "text", value: point.words.join(", "), hint: "curious, nervous" }];
  fields.push({ name: "score", label: "Score, −2 to +2", type: "number", value: point.score, was: pressed ? null : point.score });
  if (point.kind === "measured") {
    for (const [name, words] of [["n", "Answers (n)"], ["low", "Interval from"], ["high", "Interval to"]]) fields.push({ name, label: words, type: "number", value: point[name] ?? null });
  }
  const { traveller } = board.view;
  const several = all(board.content, "personas").length > 1;
  // Where the feelings hold for all, she may be given feelings of her own.
  if (several && traveller && !point.persona && point.kind === "assumed") fields.push({ name: "own", label: `only for ${firstName(traveller.name)}`, type: "check", value: false });
  const put = async (changes) => {
    await board.send("set_emotion", changes);
    if (pressed) board.drawFeelings();
  };
  board.dialogs.form(pressed ? parts.assumed : parts.words.hidden ? cell : parts.words, {
    title: label,
    fields,
    save: ({ own, words, ...changes }) => put({ stage, score: point.score, words: words === undefined ? point.words : wordsOf(words), ...whose(own ? { ...point, persona: traveller.id } : point), ...changes }),
    // Data have their own form: the score with its n and its interval.
    more: { label: point.kind === "assumed" ? "Measured …" : "Assumed …", run: () => board.details.open(`emotion/${stage}//${point.persona ?? ""}/${point.kind === "assumed" ? "measured" : "assumed"}`) },
    remove: main ? { label: "Remove the point", run: () => board.send("clear_emotion", { stage, ...whose(point) }) } : undefined,
    back: () => {
      if (pressed) board.drawFeelings();
      board.focus(cell.dataset.key, main ? "feeling" : undefined);
    },
  });
}
