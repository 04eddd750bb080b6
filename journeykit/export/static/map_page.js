// Runs the widgets of the notebook on models with frozen state: what a reader can ask was counted when the page was written.
// The data of a map are in JSON blocks, so this script and its hash are the same in every page.
"use strict";

const MODULES = globalThis.journeykitWidgets;
const LONG = 1100; // px: from this width a chart across the page has longer labels

/** A widget's model without a kernel: the state of the page changes, the map does not. */
class FrozenModel {
  constructor(state, answers = {}) {
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
    const value = ask === "module" ? Object.assign({}, ...args.path.split(" ").map((path) => held?.[path])) : held;
    const reply = value ? { ok: true, value } : { ok: false, error: "This page is a copy of the map; it cannot be changed." };
    queueMicrotask(() => this.tell("msg:custom", { re: id, ...reply }, []));
  }
}

const blob = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
const imported = new Map();

/** A widget by the name of its module, imported once. */
function widgetOf(name) {
  if (!imported.has(name)) {
    const address = blob(MODULES.widgets[name]);
    imported.set(name, import(address).then((module) => module.default).finally(() => URL.revokeObjectURL(address)));
  }
  return imported.get(name);
}

/** Draw a widget. @returns {Promise<FrozenModel>} */
async function draw(el, name, state, answers) {
  const widget = await widgetOf(name);
  const model = new FrozenModel(state, answers);
  el.replaceChildren();
  widget.render({ model, el });
  return model;
}

/** Add the cards of the other personas, for print only. */
function printCards({ state }, shown) {
  const place = make("div", { className: "wide on-paper" });
  for (const { id } of state.document.content.personas) {
    if (id === shown.get("persona")) continue;
    const card = document.createElement("div");
    place.append(card);
    draw(card, "persona_editor", { ...state, persona: id });
  }
  document.getElementById("personas").after(place);
}

/** Bring plotly.js to the page, from its text or from the file beside the page. */
async function bringPlotly() {
  const held = document.getElementById("plotly");
  if (held.dataset.file) {
    await new Promise((resolve, reject) => document.head.append(make("script", { src: held.dataset.file, onload: resolve, onerror: reject })));
    return;
  }
  const bytes = Uint8Array.from(atob(held.textContent), (character) => character.charCodeAt(0));
  const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const address = blob(await new Response(unzipped).text());
  await import(address);
  URL.revokeObjectURL(address);
}

const make = (tag, properties = {}, ...inside) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...inside);
  return node;
};

// -------------------------------------------------------------------------------------------------------------- charts

/** A chart with its heading, in a place of its own; `view` says what it shows. */
class Chart {
  constructor(heading, note, place, { template, version, paper }) {
    Object.assign(this, { heading, note, place, template, version, paper, view: null, model: null });
    new ResizeObserver(() => this.model?.set("spec", this.spec())).observe(place);
  }

  /** The figure for the width that there is. */
  spec(width = this.place.clientWidth) {
    const spec = width >= LONG && this.view.long ? this.view.long : this.view.spec;
    // The same object for the same figure: it is drawn anew only when it is another one.
    spec.layout.template ??= this.template;
    return spec;
  }

  async show(view) {
    this.view = view;
    this.heading.textContent = view.title;
    this.note.textContent = view.note;
    this.note.hidden = !view.note;
    if (this.model) {
      this.model.set("picked", null);
      this.model.set("selectable", Boolean(view.behind));
      this.model.set("spec", this.spec());
      return;
    }
    const state = { spec: this.spec(), picked: null, selectable: Boolean(view.behind), plotly: this.version };
    this.model = await draw(this.place, "plot_view", state);
    this.place.style.minHeight = "";
  }

  /** Draw for a sheet of paper, or again for the screen. */
  async drawAt(width) {
    const stage = this.place.querySelector(".jk-plot__stage");
    if (!stage || !this.place.clientWidth) return;
    const { data, layout } = structuredClone(this.spec(width));
    await Plotly.newPlot(stage, data, { ...layout, width: width || this.place.clientWidth, autosize: false, paper_bgcolor: "rgba(0,0,0,0)" }, { displayModeBar: false });
  }
}

/** A card with a chart: its switch, and below it what a click on a mark shows. */
class Card {
  constructor(card, settings) {
    const held = JSON.parse(card.querySelector("script[data-panel]").textContent);
    Object.assign(this, { card, views: held.views, by: held.by });
    settings = { ...settings, paper: held.paper };
    this.chart = new Chart(card.querySelector("h2"), card.querySelector(".note"), card.querySelector(".place"), settings);
    this.title = make("h3");
    this.inside = make("p", { className: "note" });
    const close = make("button", { type: "button", className: "close", textContent: "Close", onclick: () => this.close() });
    const room = make("div", { className: "place" });
    this.behind = make("div", { className: "behind", hidden: true }, make("div", { className: "head" }, this.title, close), this.inside, room);
    this.detail = new Chart(this.title, this.inside, room, settings);
    card.append(this.behind);
    if (!this.by && this.views.length > 1) card.querySelector("h2").after(this.choice(held.shown));
    this.shown = held.shown;
  }

  /** The switch of the chart. */
  choice(shown) {
    const name = `switch-${this.card.getAttribute("aria-labelledby")}`;
    const options = this.views.map(({ label, hint }, number) => {
      const input = make("input", { type: "radio", name, checked: number === shown, onchange: () => this.show(number) });
      return make("label", { title: hint }, input, make("span", { textContent: label }));
    });
    const group = make("div", { className: "switch", role: "radiogroup" }, ...options);
    group.setAttribute("aria-label", "What the chart shows");
    return group;
  }

  async show(number) {
    const view = this.views[number];
    this.behind.hidden = true;
    const first = !this.chart.model;
    await this.chart.show(view);
    if (first) this.chart.model.on("change:picked", () => this.tell(this.chart.model.get("picked")));
  }

  /** Show what is behind a mark. */
  tell(pick) {
    const found = pick && this.chart.view.behind?.[`${pick.kind}/${pick.index}`];
    this.behind.hidden = !found;
    if (found) this.detail.show(found);
  }

  close() {
    this.chart.model.set("picked", null);
    this.chart.place.querySelector(".jk-plot").focus();
  }

  /** Show the view of a persona; a persona without one has no chart. */
  follow(key) {
    const number = this.views.findIndex((view) => view.key === key);
    this.card.hidden = number < 0;
    return number < 0 ? null : this.show(number);
  }
}

function printed(charts) {
  const each = (width) => charts.forEach((chart) => chart.view && chart.drawAt(width(chart)));
  addEventListener("beforeprint", () => each(({ paper }) => paper));
  addEventListener("afterprint", () => each(() => 0));
}

// ---------------------------------------------------------------------------------------------------------------- page

async function drawCharts(board, { template, plotly: version }) {
  const cards = [...document.querySelectorAll(".panel")].map((card) => new Card(card, { template, version }));
  await bringPlotly();
  const followers = cards.filter((card) => card.by);
  board.on("change:persona", () => followers.forEach((card) => card.follow(board.get("persona"))));
  await Promise.all(cards.map((card) => (card.by ? card.follow(board.get("persona")) : card.show(card.shown))));
  printed(cards.flatMap(({ chart, detail }) => [chart, detail]));
  document.documentElement.dataset.drawn = String(cards.length);
}

(async () => {
  const page = JSON.parse(document.getElementById("widgets").textContent);
  const header = make("div", { id: "header" });
  document.querySelector("body > header").replaceWith(header);
  const [board, facts] = await Promise.all([
    draw(document.getElementById("board"), "map_board", page.board.state, { module: MODULES.board, grounds: page.board.grounds }),
    draw(document.getElementById("facts"), "fact_cards", { cards: page.facts[page.board.state.persona] }),
    draw(header, "page_header", page.header.state),
  ]);
  board.on("change:persona", () => facts.set("cards", page.facts[board.get("persona")]));
  if (page.personas) {
    const cards = await draw(document.getElementById("personas"), "persona_editor", page.personas.state);
    board.on("change:persona", () => board.get("persona") && cards.set("persona", board.get("persona")));
    cards.on("change:persona", () => board.set("persona", cards.get("persona")));
    printCards(page.personas, cards);
  }
  document.documentElement.dataset.ready = "yes";
  requestAnimationFrame(() => setTimeout(() => {
    performance.mark("first-paint-of-the-board");
    drawCharts(board, page);
  }));
})();
