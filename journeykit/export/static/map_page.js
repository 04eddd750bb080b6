// Runs the board and the persona cards of the notebook on a model with frozen state.
// The data are in one JSON block, so the script and its hash are the same in every page.
"use strict";

/** A widget's model without a kernel: the state of the page changes, the map does not. */
class FrozenModel {
  constructor(state, answers) {
    Object.assign(this, { state, answers, heard: new Map() });
  }

  get(name) { return this.state[name]; }

  set(name, value) {
    if (this.state[name] === value) return;
    this.state[name] = value;
    this.tell(`change:${name}`);
  }

  save_changes() {}
  on(name, f) { this.heard.set(name, [...(this.heard.get(name) ?? []), f]); }
  off(name, f) { this.heard.set(name, (this.heard.get(name) ?? []).filter((g) => g !== f)); }
  tell(name, ...args) { for (const f of this.heard.get(name) ?? []) f(...args); }

  /** Answer from the frozen answers: modules by their path, and what cells are based on. */
  send({ id, ask, args }) {
    const held = Object.hasOwn(this.answers, ask ?? "") ? this.answers[ask] : null;
    const value = ask === "module" ? held?.[args.path] : held;
    const reply = value ? { ok: true, value } : { ok: false, error: "This page is a copy of the map; it cannot be changed." };
    queueMicrotask(() => this.tell("msg:custom", { re: id, ...reply }, []));
  }
}

/** Draw a widget. @returns {Promise<FrozenModel>} */
async function draw(el, { esm, state, answers = {} }) {
  const address = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
  const widget = (await import(address)).default;
  URL.revokeObjectURL(address);
  const model = new FrozenModel(state, answers);
  widget.render({ model, el });
  return model;
}

/** Add the cards of the other personas, for print only. */
function printCards({ esm, state }, shown) {
  const place = document.createElement("div");
  place.className = "wide on-paper";
  for (const { id } of state.document.content.personas) {
    if (id === shown.get("persona")) continue;
    const card = document.createElement("div");
    place.append(card);
    draw(card, { esm, state: { ...state, persona: id } });
  }
  document.getElementById("personas").after(place);
}

/** Run the scripts that the page has as text; the policy has their hashes. */
function runLater() {
  for (const text of document.querySelectorAll("script[data-later]")) {
    text.replaceWith(Object.assign(document.createElement("script"), { textContent: text.textContent }));
  }
}

(async () => {
  const widgets = JSON.parse(document.getElementById("widgets").textContent);
  const board = await draw(document.getElementById("board"), widgets.board);
  const curves = [...document.querySelectorAll("[data-persona]")].filter((place) => place.matches("main > *"));
  const choose = () => {
    for (const curve of curves) curve.hidden = curve.dataset.persona !== board.get("persona");
  };
  board.on("change:persona", choose);
  if (widgets.personas) {
    const cards = await draw(document.getElementById("personas"), widgets.personas);
    board.on("change:persona", () => board.get("persona") && cards.set("persona", board.get("persona")));
    cards.on("change:persona", () => board.set("persona", cards.get("persona")));
    printCards(widgets.personas, cards);
  }
  document.documentElement.dataset.ready = "yes";
  requestAnimationFrame(() => setTimeout(() => {
    performance.mark("first-paint-of-the-board");
    runLater();
  }));
})();
