/**
 * A row of cards, each one fact. Pure: sizeOf. Then render({model, el}).
 */
import { followModel, h, icon, patchList, setText } from "./core/dom.js";
import { definitionTip } from "./core/tip.js";

/** Numbers are set large, a sentence as a heading: "3.2 %" is a number, "Show fees when booking" is not. @param {string} value */
export function sizeOf(value) {
  return /\d/.test(value) && value.length <= 12 ? "number" : "words";
}

const DIRECTION_ICONS = { up: "up", down: "down", flat: "flat" };

function makeCard(card) {
  const parts = Object.fromEntries(["label", "value", "unit", "detail"].map((name) => [name, h("span", { class: `jk-fact__${name}${name === "unit" ? " jk-hint" : ""}` })]));
  const head = h("div", { class: "jk-note jk-row jk-tight jk-fact__head" }, parts.label);
  const main = h("div", { class: "jk-fact__main" }, parts.value, " ", parts.unit);
  const arrow = h("span", { class: "jk-fact__arrow" });
  const line = h("div", { class: "jk-note jk-fact__line" }, arrow, parts.detail);
  const printed = h("p", { class: "jk-fact__print" });
  const node = h("li", { class: "jk-card jk-fact" }, head, main, line, printed);
  return Object.assign(node, { parts, head, line, arrow, printed, defined: null });
}

function fillCard(node, card) {
  for (const [name, part] of Object.entries(node.parts)) {
    setText(part, card[name] ?? "");
    part.hidden = !card[name];
  }
  node.dataset.tone = card.tone ?? "neutral";
  node.dataset.size = sizeOf(card.value);
  node.line.hidden = !card.detail;
  node.arrow.replaceChildren(...(card.direction ? [icon(DIRECTION_ICONS[card.direction], 14)] : []));
  setText(node.printed, card.definition ?? "");
  if (node.defined?.words === (card.definition ?? "")) return;
  node.defined?.button.remove();
  node.defined = null;
  if (!card.definition) return;
  node.defined = { words: card.definition, button: definitionTip(card.label, card.definition) };
  node.head.append(node.defined.button);
}

export function render({ model, el }) {
  const list = h("ul", { class: "jk jk-facts", role: "list" });
  el.append(list);
  const draw = () => {
    const cards = model.get("cards") ?? [];
    list.hidden = cards.length === 0;
    patchList(list, cards, { key: (card, index) => `${index}`, create: makeCard, update: fillCard });
  };
  draw();
  return followModel(model, ["cards"], draw);
}
