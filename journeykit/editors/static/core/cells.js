/**
 * How each kind of cell is drawn. A cell is drawn again only when its view changed, and its elements are kept by id, so
 * that focus and selection survive.
 */
import { h, icon, isNew, patchList, setText, svg } from "./dom.js";
import { LISTS } from "./view.js";
import { glyph, pointsOf } from "./glyphs.js";

/** Fill a cell. @param {HTMLElement} cell @param {any} view from `boardView` @param {any} board see board.js */
export function drawCell(cell, view, board) {
  const draft = board.drafts.get(view.key);
  const shown = draft ? { ...view, text: draft.text, refused: draft.refused } : view;
  const signature = JSON.stringify(shown);
  const state = board.at(cell);
  if (state.drawn === signature) return;
  Object.assign(state, { drawn: signature, view });
  if (view.kind === "emotions") return;
  const parts = [...(PARTS[view.kind] ?? listParts)(shown, board), ...(board.reading ? [] : addPart(shown, board))];
  patchList(cell, parts, { key: (part) => part.key, create: (part) => part.create(), update: (node, part) => part.update?.(node) });
}

const part = (key, create, update) => ({ key, create, update });
const promptParts = (view) => (view.prompt ? [promptPart(view)] : []);
const promptPart = (view) => part("prompt", () => h("p", { class: "jk-prompt" }), (node) => setText(node, view.prompt));

function textParts(view) {
  const words = part("words", () => h("div", { class: "jk-words" }), (node) => {
    const points = pointsOf(view.text);
    node.replaceChildren(...(points.length > 1 ? [h("ul", null, points.map((point) => h("li", { dir: "auto" }, point)))] : [h("p", { dir: "auto" }, points[0] ?? "")]));
    node.classList.toggle("is-refused", Boolean(view.refused));
  });
  const tag = part(`tag/${view.whose}`, () => h("p", { class: `jk-note jk-tag${view.persona ? "" : " jk-appears jk-tag--shared"}` }, view.whose));
  const others = (view.others ?? []).map((other) =>
    part(`other/${other.id}`, () => h("div", { class: "jk-other" }, h("p", { class: "jk-note jk-tag" }), h("p")), (node) => {
      setText(node.children[0], `only ${other.name}`);
      setText(node.children[1], pointsOf(other.text).join(" · "));
    }),
  );
  return [...(view.text || others.length ? [words] : promptParts(view)), ...(view.whose ? [tag] : []), ...others];
}

function listParts(view, board) {
  const item = ITEMS[view.kind];
  const parts = view.items.map((entry) =>
    part(`item/${entry.id}`, () => {
      const tag = board.reading ? "div" : "button";
      return h(tag, { class: `jk-item jk-item--${view.kind}`, type: board.reading ? null : "button", tabIndex: -1, data: { item: entry.id } });
    }, (node) => fill(node, entry, item)),
  );
  if (view.flow) parts.push(part("flow", () => h("p", { class: "jk-note jk-flow" }), (node) => {
    setText(node, view.flow);
    node.title = view.note;
  }));
  return parts.length || !board.reading ? parts : promptParts(view);
}

/** An element is drawn again only when it changed: the one being dragged or typed in stays. */
function fill(node, entry, item) {
  if (!isNew(node, entry)) return;
  node.replaceChildren(...item(entry, node).flat().filter(Boolean));
}

const name = (text) => h("span", { class: "jk-item__name" }, text);
const small = (text) => text && h("span", { class: "jk-note jk-item__small", title: text }, text);
const spoken = (text) => text && h("span", { class: "jk-sr" }, text);

const ITEMS = {
  touchpoints: (t, node) => {
    node.classList.toggle("is-key", t.key);
    node.classList.toggle("is-step", t.step > 0);
    const words = [t.channel.replaceAll("_", " "), t.physical && "physical", t.key && "key moment", ...t.marks].filter(Boolean).join(", ");
    node.title = [words, t.note].filter(Boolean).join(". ");
    // One run of text, so that a long name wraps as words do and its marks stay beside it.
    const marks = [
      t.entry && h("span", { class: "jk-entry" }, "entry"),
      // A first word too long for the line of the icon goes to the next, whole.
      "\u200b",
      t.name,
      h("span", { class: "jk-marks" }, t.physical && h("span", { class: "jk-physical" }, glyph("place", 12)), t.reach && h("span", { class: "jk-note jk-item__small jk-reach" }, t.reach)),
      spoken(`, ${words}`),
    ];
    const step = t.step > 0 && h("span", { class: "jk-number", title: `Step ${t.step} of the happy path` }, String(t.step));
    return [glyph(t.channel), h("span", { class: "jk-item__name" }, marks), step];
  },
  pain_points: (pain) => [name(pain.name), small([`severity ${pain.severity}`, pain.about].filter(Boolean).join(" · ")), gauge(pain.severity)],
  opportunities: (idea) => [name(idea.name), small([`value ${idea.value}`, `effort ${idea.effort}`, idea.about].filter(Boolean).join(" · ")), gauge(idea.value)],
  kpis: (kpi, node) => {
    if (kpi.note) node.title = kpi.note;
    node.dataset.reached = kpi.reached === null ? "" : String(kpi.reached);
    node.classList.toggle("is-bare", !kpi.value && !kpi.details);
    const value = kpi.value && h("span", { class: "jk-kpi" }, kpi.reached && icon("check"), h("b", null, kpi.value), kpi.unit && h("span", { class: "jk-note" }, `\u00a0${kpi.unit}`));
    return [h("span", { class: "jk-item__line" }, name(kpi.name), value), small(kpi.details), trendLine(kpi), spoken(kpi.reached === null ? "" : kpi.reached ? ", target reached" : ", target not reached")];
  },
  owners: (owner) => [h("span", { class: "jk-disc jk-initial", "aria-hidden": "true" }, initials(owner.name)), name(owner.name)],
  technologies: (system) => [name(system.name), system.crm && !/crm/i.test(system.name) && h("span", { class: "jk-crm" }, "CRM")],
  path: (step) => [h("span", { class: "jk-disc jk-step" }, String(step.number)), h("span", { class: "jk-item__name" }, [step.name, step.milestone && h("span", { class: "jk-crm" }, step.milestone)].filter(Boolean))],
};

/** The values so far against the target, and where they came from in words. */
function trendLine({ series, target, trend }) {
  if (!trend) return null;
  const values = [...series, ...(target === null ? [] : [target])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const y = (value) => (high === low ? 9 : 16 - ((value - low) / (high - low)) * 14).toFixed(1);
  const points = series.map((value, i) => `${i ? "L" : "M"}${(2 + (i / (series.length - 1)) * 68).toFixed(1)} ${y(value)}`).join("");
  const drawn = svg("svg", { class: "jk-spark", viewBox: "0 0 74 18", width: 74, height: 18, "aria-hidden": "true" },
    target === null ? null : svg("path", { class: "jk-spark__target", d: `M0 ${y(target)}H74` }),
    svg("path", { class: "jk-spark__line", d: points }),
    svg("circle", { cx: 70, cy: y(series.at(-1)), r: 2.5 }));
  const tone = trend.good === null ? "" : trend.good ? "good" : "bad";
  return h("span", { class: "jk-note jk-row jk-trend", data: { tone } }, drawn, h("span", { class: "jk-inline" }, trend.by && icon(trend.word, 12), `${trend.at}${trend.by ? `${trend.by} ${trend.word}` : "steady"} since ${trend.since}`));
}

/** "Trey and Denise Cook" -> "TC". @param {string} text */
export function initials(text) {
  const words = text.split(/\s+/).filter(Boolean);
  const first = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return first.join("").toUpperCase();
}

/** Five small bars: how much, at a glance; the words beside them carry it. */
function gauge(level) {
  return h("span", { class: "jk-gauge", "aria-hidden": "true" }, [1, 2, 3, 4, 5].map((i) => h("i", { class: i <= level ? "is-on" : "" })));
}

function mixParts({ share, prompt, band: [low, high] = [] }) {
  if (share === null) return promptParts({ prompt });
  const percent = Math.round(share * 100);
  const off = share * 100 < low - 1e-6 ? "more" : share * 100 > high + 1e-6 ? "less" : "";
  return [
    part("mix", () => h("div", { class: "jk-mix" }, h("div", { class: "jk-mix__bar", "aria-hidden": "true" }, h("i"), h("b")), h("p"), h("p", { class: "jk-note jk-item__small" })), ({ children: [bar, words, target] }) => {
      bar.children[0].style.width = `${percent}%`;
      bar.children[1].style.insetInline = `${low}% ${100 - high}%`;
      setText(words, `${percent}\u00a0% about the customer`);
      setText(target, off ? `target ${low}–${high}\u00a0%: ${off} about the customer` : `within the target of ${low}–${high}\u00a0%`);
    }),
  ];
}

function costParts(view) {
  if (!view.costs.length) return promptParts(view);
  return view.costs.map(({ id, at }) =>
    part(`cost/${id}`, () => h("p", { class: "jk-inline jk-cost" }, glyph(id), id), (node) => {
      node.title = at.join(", ");
    }),
  );
}

const PARTS = { text: textParts, stage_objective: textParts, content_mix: mixParts, cost: costParts };

function addPart(view, board) {
  const list = LISTS[view.kind];
  if (!list) return [];
  const label = `Add ${/^[aeiou]/i.test(list.word) ? "an" : "a"} ${list.word}`;
  return [
    part("add", () => h("button", { type: "button", class: "jk-add", tabIndex: -1, on: { click: () => board.editing?.addTo(view.key) } }, h("span"), h("span", { class: "jk-sr" })), (node) => {
      const empty = !view.items.length;
      node.classList.toggle("is-prompt", empty);
      if (empty) setText(node.children[0], view.prompt);
      else node.children[0].replaceChildren(icon("add"));
      setText(node.children[1], empty ? `: ${label.toLowerCase()}, ${view.label}` : ` ${label}, ${view.label}`);
    }),
  ];
}
