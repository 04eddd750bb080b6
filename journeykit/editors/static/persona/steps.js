/**
 * A new persona, built step by step: which segment, in which situation, with which feelings, and only then a name.
 * Pure: STEPS, stepAfter, personaFrom. Then personaSteps.
 */
import { h, icon, setText } from "../core/dom.js";

export const STEPS = [
  { field: "segment", title: "Segment", ask: "Which group of customers do they stand for?", example: "Young families with two incomes" },
  { field: "situation", title: "Situation", ask: "What is going on in their life or business right now?", example: "First child on the way, and no plan for the money" },
  { field: "feelings", title: "Feelings", ask: "How do they feel about it?", example: "Hopeful, and afraid of making a mistake" },
  { field: "name", title: "Name", ask: "What is this person called? A name makes them somebody.", example: "Trey and Denise Cook" },
];

/** The step that follows, or null after the last. @param {number} at @param {number} [by] */
export function stepAfter(at, by = 1) {
  const to = at + by;
  return to < 0 || to >= STEPS.length ? null : to;
}

/** The arguments of `add_persona`: what was answered, without what was left open. @param {Record<string, string>} draft */
export function personaFrom(draft) {
  return Object.fromEntries(STEPS.map(({ field }) => [field, (draft[field] ?? "").replace(/\s+/g, " ").trim()]).filter(([, text]) => text));
}

/**
 * @param {{add: (fields: object) => Promise<{ok: boolean, error?: string}>, closed: (how: "saved" | "cancelled") => void}} options
 * @returns {{root: HTMLElement, open: () => void}}
 */
export function personaSteps({ add, closed }) {
  const draft = {};
  let at = 0;
  const dots = STEPS.map(({ title }) => h("li", { class: "jk-row jk-tight jk-steps__dot" }, title));
  const heading = h("h2", { class: "jk-steps__title", tabIndex: -1 });
  const ask = h("p", { class: "jk-steps__ask" });
  const input = h("textarea", { class: "jk-input jk-steps__input", rows: 2, spellcheck: "true" });
  const example = h("p", { class: "jk-hint jk-steps__example" });
  const trouble = h("p", { class: "jk-trouble jk-steps__trouble", role: "alert" });
  const back = h("button", { type: "button", class: "jk-button", on: { click: () => go(-1) } }, icon("left"), "Back");
  const next = h("button", { type: "button", class: "jk-button jk-button--main", on: { click: () => go(1) } });
  const cancel = h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => close("cancelled") } }, "Not now");
  const actions = h("div", { class: "jk-wrap jk-steps__actions" }, back, next, cancel);
  const root = h("section", { class: "jk-card jk-stack jk-steps", "aria-label": "New persona", hidden: true }, h("ol", { class: "jk-wrap jk-hint jk-steps__dots" }, dots), heading, ask, input, example, trouble, actions);

  const draw = () => {
    const { title, field, ask: question, example: such } = STEPS[at];
    dots.forEach((dot, i) => {
      dot.classList.toggle("is-done", i < at && Boolean(draft[STEPS[i].field]));
      if (i === at) dot.setAttribute("aria-current", "step");
      else dot.removeAttribute("aria-current");
    });
    setText(heading, `${title}, step ${at + 1} of ${STEPS.length}`);
    setText(ask, question);
    setText(example, `For example: ${such}`);
    input.value = draft[field] ?? "";
    input.setAttribute("aria-label", `${title}. ${question}`);
    setText(trouble, "");
    back.hidden = at === 0;
    label();
  };
  const label = () => setText(next, at === STEPS.length - 1 ? "Add this persona" : input.value.trim() ? "Next" : "Skip for now");
  const keep = () => (draft[STEPS[at].field] = input.value);
  const go = async (by) => {
    keep();
    const to = stepAfter(at, by);
    if (to !== null) {
      at = to;
      draw();
      input.focus();
    } else if (by > 0) await finish();
  };
  const finish = async () => {
    const fields = personaFrom(draft);
    if (!fields.name) {
      setText(trouble, "Give them a name: you will speak of them often.");
      input.focus();
      return;
    }
    const reply = await add(fields);
    if (!reply.ok) {
      setText(trouble, reply.error);
      return;
    }
    for (const { field } of STEPS) delete draft[field];
    close("saved");
  };
  const close = (how) => {
    // What was typed stays for the next time it is opened.
    if (how === "cancelled") keep();
    else at = 0;
    closed(how);
    root.hidden = true;
  };
  input.addEventListener("input", label);
  root.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close("cancelled");
    else if (event.key === "Enter" && !event.shiftKey && event.target === input) go(1);
    else return;
    event.preventDefault();
  });
  const open = () => {
    root.hidden = false;
    draw();
    input.focus();
  };
  return { root, open };
}
