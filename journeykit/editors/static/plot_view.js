/**
 * Draws one Plotly figure. plotly.js is fetched once a page, from its server or from Python: all views share one shelf on
 * globalThis. It is fetched, and a figure drawn, when the board stands: what is near the window first, the rest in pauses.
 *
 * Pure: Shelf, unpacked, plainWords, marksOf, pickOf, routeOf, altOf, patchSpec, moveMarks, layoutFor. Then render({model, el}).
 */
import { announcer, movedIndex } from "./core/controls.js";
import { guardKeys, h, icon, listen, setText } from "./core/dom.js";
import { countWords } from "./core/words.js";

const WAIT_MS = 20_000;

// ------------------------------------------------------------------------------------------------- one copy a page

/** What a page holds once: the first who wants it asks, everybody waits, and when the asker leaves the next one asks. */
export class Shelf {
  /** @param {(bytes: any) => Promise<any>} open turns what was delivered into the thing itself */
  constructor(open) {
    Object.assign(this, { open, asks: [], asker: null, taken: false });
    this.renew();
  }

  renew() {
    this.taken = false;
    this.thing = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
    // Views that are gone do not listen for a failure any more.
    this.thing.catch(() => {});
  }

  /** @param {() => void} ask @returns {() => void} stop wanting it */
  want(ask) {
    this.asks.push(ask);
    if (!this.asker && !this.taken) this.next();
    return () => {
      this.asks = this.asks.filter((other) => other !== ask);
      if (this.asker === ask && !this.taken) this.next();
    };
  }

  next() {
    this.asker = this.asks[0] ?? null;
    this.asker?.();
  }

  async deliver(bytes) {
    if (this.taken) return;
    this.taken = true;
    try {
      this.resolve(await this.open(bytes));
    } catch (error) {
      this.reject(error);
      this.renew();
    }
  }
}

/** @param {any} held plotly.js as gzip, or its address @returns {Promise<string>} its address */
async function addressOf(held) {
  if (typeof held === "string") return held;
  const unzipped = new Blob([held]).stream().pipeThrough(new DecompressionStream("gzip"));
  return URL.createObjectURL(new Blob([await new Response(unzipped).text()], { type: "text/javascript" }));
}

async function openLibrary(held) {
  const address = await addressOf(held);
  // The library names itself on the page; another extension may have put its own version there.
  const other = globalThis.Plotly;
  try {
    await import(address);
    const ours = globalThis.Plotly;
    if (other) globalThis.Plotly = other;
    return ours;
  } catch (error) {
    delete document.body.dataset.plotly; // The next try asks the notebook.
    throw error;
  } finally {
    URL.revokeObjectURL(address);
    delete globalThis.moduleName;
  }
}

function pageShelf() {
  globalThis.journeykitPlotly ??= new Shelf(openLibrary);
  return globalThis.journeykitPlotly;
}

/** Where the page's server has plotly.js; empty where only the notebook has it. */
const onServer = () => (document.body.dataset.plotly ? new URL(document.body.dataset.plotly, location.href).href : "");

/** Let the browser fetch and compile it while the board is drawn. */
function expectLibrary() {
  const href = onServer();
  if (href && !globalThis.Plotly && !document.querySelector(`link[href="${href}"]`)) document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
}

// ---------------------------------------------------------------------------------------------------- when to draw

const BUSY = '#jk-loading, .jk-board[aria-busy="true"], .jk-overview:not(:has(.jk-board))';
/** A board that waits for its notebook must not keep the charts of another waiting. */
const BUSY_MS = 5000;
/** Figures are near within one more window above and below. */
const NEAR = "100% 0px";

const pause = () => new Promise((go) => (globalThis.requestIdleCallback ? requestIdleCallback(go, { timeout: 1000 }) : setTimeout(go, 50)));

async function boardsStand() {
  const until = performance.now() + BUSY_MS;
  while (document.querySelector(BUSY) && performance.now() < until) await pause();
}

let turn = Promise.resolve();

/**
 * Call once when a place is near the window or the page is printed, else in a pause after those who asked before.
 * @param {Element} place @param {() => any} draw @returns {() => void} do not call any more
 */
function whenDue(place, draw) {
  let waits = true;
  const stop = () => {
    waits = false;
    near.disconnect();
    removeEventListener("beforeprint", due);
  };
  const due = () => {
    if (!waits) return undefined;
    stop();
    return draw();
  };
  const near = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && due(), { rootMargin: NEAR });
  addEventListener("beforeprint", due);
  boardsStand().then(() => {
    if (waits) near.observe(place);
    turn = turn.then(pause).then(due);
  });
  return stop;
}

// ---------------------------------------------------------------------------------------------------- reading figures

const ARRAYS = { i1: Int8Array, u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array };

/** A figure's array as a list, packed ({dtype, bdata}) or not. @param {any} values @returns {any[]} */
export function unpacked(values) {
  if (Array.isArray(values)) return values;
  if (!values?.bdata || !ARRAYS[values.dtype]) return [];
  const bytes = Uint8Array.from(atob(values.bdata), (c) => c.charCodeAt(0));
  return [...new ARRAYS[values.dtype](bytes.buffer)];
}

const NAMED = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** A Plotly label as a person reads it: tags gone, escapes resolved. @param {any} label */
export function plainWords(label) {
  return String(label ?? "")
    .replace(/<br\s*\/?>/gi, ", ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d+)|(\w+));/g, (whole, code, name) => (code ? String.fromCodePoint(Number(code)) : NAMED[name] ?? whole))
    .trim();
}

/** Words for the picture: layout.meta.alt, else its title. @param {any} spec */
export function altOf(spec) {
  const title = spec?.layout?.title;
  return plainWords(spec?.layout?.meta?.alt ?? title?.text ?? (typeof title === "string" ? title : "")) || "Chart";
}

/**
 * Put what changed into a figure, in place; null takes a key away. Doing it again changes nothing: all views of a widget share its figure.
 * @param {any} spec @param {{data: Record<string, any>, layout: any}} patch
 */
export function patchSpec(spec, { data, layout }) {
  const put = (to, values) => {
    for (const [key, value] of Object.entries(values)) {
      if (value === null) delete to[key];
      else to[key] = value;
    }
  };
  for (const [trace, values] of Object.entries(data)) put(spec.data[trace], values);
  put(spec.layout, layout);
}

/**
 * Move the marks of scatter traces where only heights changed: Plotly would draw the whole chart anew, above all labels that stay.
 * It writes what Plotly holds of a drawing; where that is not as expected, nothing is done.
 * @param {any} stage a drawing of Plotly @param {Record<string, any>} changed values by place of the trace @returns {boolean} whether it was done
 */
export function moveMarks(stage, changed) {
  const moves = Object.entries(changed).map(([place, values]) => ({ values, own: stage.data?.[place], trace: stage._fullData?.[place], points: stage.calcdata?.[place] }));
  const fits = ({ values, own, trace, points }) => {
    const axis = stage._fullLayout?.[(trace?.yaxis ?? "y").replace("y", "yaxis")];
    const heights = values.y ?? own?.y;
    return trace?.type === "scatter" && points?.[0]?.trace === trace && axis?.type === "linear" && !axis.autorange
      && Object.keys(values).every((key) => key === "y" || key === "customdata")
      && heights.length === points.length && points.every(({ y }, i) => Number.isFinite(y) === Number.isFinite(heights[i]));
  };
  const kinds = stage._fullLayout?._basePlotModules;
  if (!kinds?.every((kind) => kind.name === "cartesian") || !moves.every(fits)) return false;
  for (const { values, own, trace, points } of moves) {
    for (const holder of [own, trace]) Object.assign(holder, values);
    points.forEach((point, i) => Number.isFinite(point.y) && (point.y = own.y[i]));
  }
  for (const kind of kinds) kind.plot(stage);
  return true;
}

/** The layout as it is drawn here: height as given, width of the place or the least that its labels need, colours of the page. @param {any} layout @param {number} width */
export function layoutFor(layout, width) {
  return { ...layout, width: Math.max(width, layout?.meta?.width ?? 0), height: layout?.height ?? 360, autosize: false, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" };
}

const shown = (value) => (typeof value === "number" ? (Number.isInteger(value) ? countWords(value) : String(Number(value.toPrecision(4)))) : plainWords(value));

/** What a mark says on hover: charts of the house write it as the first customdata. */
function hoverWords(holder, index) {
  const data = unpacked(holder?.customdata)[index];
  const words = Array.isArray(data) ? data[0] : data;
  return typeof words === "string" ? plainWords(words) : "";
}

function sankeyMarks(trace, number) {
  const names = unpacked(trace.node?.label).map(plainWords);
  const [from, to, value] = [trace.link?.source, trace.link?.target, trace.link?.value].map(unpacked);
  const flow = names.map((_, node) => {
    const sum = (ends) => ends.reduce((total, end, i) => total + (end === node ? value[i] : 0), 0);
    return Math.max(sum(from), sum(to));
  });
  const nodes = names.map((name, index) => ({ kind: "node", trace: number, index, words: hoverWords(trace.node, index) || `${name}, ${shown(flow[index])}` }));
  const links = from.map((_, index) => {
    const words = hoverWords(trace.link, index) || `${names[from[index]]} to ${names[to[index]]}, ${shown(value[index])}`;
    return { kind: "link", trace: number, index, words };
  });
  return [...nodes, ...links];
}

function pointMarks(trace, number) {
  const [x, y, text] = [trace.x, trace.y, trace.text].map(unpacked);
  const name = plainWords(trace.name);
  return Array.from({ length: Math.max(x.length, y.length) }, (_, index) => {
    const words = hoverWords(trace, index) || [name, shown(x[index]), shown(y[index]), plainWords(text[index])].filter(Boolean).join(", ");
    return { kind: "point", trace: number, index, words };
  }).filter(({ index }) => x[index] !== null && y[index] !== null);
}

/** What can be chosen in a figure, in reading order, each with the words for it. @param {any} spec */
export function marksOf(spec) {
  return (spec?.data ?? []).flatMap((trace, number) => {
    if (trace.visible === false || trace.hoverinfo === "skip") return [];
    if (trace.type === "sankey") return sankeyMarks(trace, number);
    return ["bar", "scatter", undefined].includes(trace.type) ? pointMarks(trace, number) : [];
  });
}

/** What a Plotly event is about: only nodes have sourceLinks, only links have a flow. @param {any} point */
export function pickOf(point) {
  const trace = point?.curveNumber ?? 0;
  const index = point?.pointNumber ?? point?.pointIndex ?? point?.index;
  if (!Number.isInteger(index)) return null;
  return { kind: "sourceLinks" in point ? "node" : "flow" in point ? "link" : "point", trace, index };
}

/** The links of the whole route through a node or link: all that leads there and all that follows. @param {any} trace @param {any} pick */
export function routeOf(trace, pick) {
  const [from, to] = [trace?.link?.source, trace?.link?.target].map(unpacked);
  const route = new Set(pick.kind === "link" ? [pick.index] : []);
  const walk = (start, near, far) => {
    const seen = new Set([start]);
    for (const node of seen) {
      near.forEach((end, link) => {
        if (end !== node) return;
        route.add(link);
        seen.add(far[link]);
      });
    }
  };
  walk(pick.kind === "link" ? from[pick.index] : pick.index, to, from);
  walk(pick.kind === "link" ? to[pick.index] : pick.index, from, to);
  return route;
}

// ------------------------------------------------------------------------------------------------------------ drawing

const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false };

function skeleton() {
  const bars = [62, 88, 45, 70].map((size) => h("span", { class: "jk-skeleton", style: { height: `${size}%` } }));
  return h("div", { class: "jk-plot__wait", "aria-hidden": "true" }, bars);
}

function broken(words, again) {
  const button = h("button", { type: "button", class: "jk-button", on: { click: again } }, "Try again");
  return h("div", { class: "jk-broken", role: "alert" }, icon("warn"), h("p", null, words), button);
}

/** The SVG marks of a Sankey by kind and index: Plotly keeps its datum on the element. */
function sankeyElement(stage, { kind, index }) {
  const datum = (element) => element.__data__?.[kind]?.pointNumber ?? element.__data__?.[kind]?.index;
  return [...stage.querySelectorAll(kind === "node" ? ".sankey-node" : ".sankey-link")].find((element) => datum(element) === index);
}

export function render({ model, el }) {
  const shelf = pageShelf();
  const stage = h("div", { class: "jk-plot__stage", role: "img" });
  const caption = h("div", { class: "jk-plot__caption", hidden: true, "aria-hidden": "true" });
  const cover = h("div", { class: "jk-plot__cover" });
  const root = h("div", { class: "jk jk-plot" }, stage, cover, caption);
  const say = announcer(root);
  const unguard = guardKeys(root);
  el.append(root);

  let plotly = null;
  let drawn = false;
  let width = 0;
  let current = -1;
  let marks = [];

  const spec = () => model.get("spec") ?? {};

  function describe() {
    const alt = altOf(spec());
    marks = model.get("selectable") ? marksOf(spec()) : [];
    current = -1;
    stage.setAttribute("aria-label", alt);
    root.style.setProperty("--jk-plot-height", `${spec().layout?.height ?? (spec().data ? 360 : 160)}px`);
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", marks.length ? `${alt.replace(/\.$/, "")}. Arrow keys go through its ${marks.length} marks, Enter chooses one.` : alt);
    if (marks.length) root.tabIndex = 0;
    else root.removeAttribute("tabindex");
  }

  function covered(...content) {
    cover.replaceChildren(...content);
    cover.hidden = content.length === 0;
    stage.hidden = content.length > 0;
    root.setAttribute("aria-busy", String(content.length > 0 && !content[0].matches(".jk-broken, .jk-empty")));
  }

  async function draw() {
    if (!spec().data) return covered(h("div", { class: "jk-empty" }, h("p", null, "No chart yet.")));
    if (!plotly || width === 0) return undefined;
    plotly.readyFor?.(spec().data);
    const { data, layout } = structuredClone(spec());
    covered();
    try {
      // Always anew: to change a drawing Plotly hides its ribbons and fades them in, which can go wrong and takes half a second.
      await plotly.newPlot(stage, data, layoutFor(layout, width), CONFIG);
      // Two drawings may have waited for each other.
      stage.removeAllListeners("plotly_click");
      stage.on("plotly_click", ({ points }) => choose(pickOf(points?.[0])));
      drawn = true;
      // What is wider than its place is scrolled, by keys too.
      const scrolled = (layout?.meta?.width ?? 0) > width;
      stage.classList.toggle("is-wide", scrolled);
      if (scrolled) stage.tabIndex = 0;
      else stage.removeAttribute("tabindex");
      showRoute();
      showCurrent();
    } catch (error) {
      console.error("journeykit: this figure could not be drawn", error);
      covered(broken("This chart could not be drawn from its figure.", draw));
    }
    return undefined;
  }

  /** Values changed, the traces are the same: Plotly moves the marks that are there. @param {any} patch */
  async function drawChanged(patch) {
    patchSpec(spec(), patch);
    describe();
    if (!drawn || width === 0 || stage.hidden) return draw();
    const words = Object.keys(patch.layout).every((key) => key === "annotations" || key === "meta");
    const { data, layout } = structuredClone(spec());
    try {
      // What is the same object is the same for Plotly: then it draws only the labels that changed.
      if (words && moveMarks(stage, structuredClone(patch.data))) await plotly.react(stage, stage.data, { ...stage.layout, annotations: layout.annotations }, CONFIG);
      else await plotly.react(stage, data, layoutFor(layout, width), CONFIG);
      showCurrent();
    } catch (error) {
      console.error("journeykit: the changes of this figure could not be drawn", error);
      draw();
    }
    return undefined;
  }

  function choose(pick) {
    if (!model.get("selectable") || (pick === null && !model.get("picked"))) return;
    const same = JSON.stringify(pick) === JSON.stringify(model.get("picked"));
    model.set("picked", same ? null : pick);
    model.save_changes();
    const mark = pick && marks.find((m) => m.kind === pick.kind && m.trace === pick.trace && m.index === pick.index);
    say(same || !pick ? "Nothing chosen" : `Chosen: ${mark?.words ?? "mark"}`);
  }

  function showRoute() {
    const pick = model.get("picked");
    const trace = pick && pick.kind !== "point" ? spec().data?.[pick.trace] : null;
    const route = trace ? routeOf(trace, pick) : new Set();
    root.classList.toggle("has-route", route.size > 0);
    for (const link of stage.querySelectorAll(".sankey-link")) link.classList.remove("is-route");
    for (const index of route) sankeyElement(stage, { kind: "link", index })?.classList.add("is-route");
  }

  function goTo(index) {
    current = index;
    if (marks[index]) say(`${marks[index].words} (${index + 1} of ${marks.length})`);
    showCurrent();
  }

  function showCurrent() {
    for (const element of stage.querySelectorAll(".is-current")) element.classList.remove("is-current");
    const mark = marks[current];
    caption.hidden = !mark;
    if (!mark) return plotly?.Fx?.unhover(stage);
    setText(caption, mark.words);
    if (mark.kind === "point") plotly?.Fx?.hover(stage, [{ curveNumber: mark.trace, pointNumber: mark.index }]);
    else sankeyElement(stage, mark)?.classList.add("is-current");
    return undefined;
  }

  root.addEventListener("keydown", (event) => {
    if (event.target !== root || marks.length === 0) return;
    const to = movedIndex(event.key, current, marks.length);
    const chosen = event.key === "Enter" || event.key === " ";
    if (to !== null) goTo(to);
    else if (chosen && current >= 0) choose((({ kind, trace, index }) => ({ kind, trace, index }))(marks[current]));
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  });
  root.addEventListener("blur", () => goTo(-1));

  // ------------------------------------------------------------------------------------------------- the library
  const hear = (message, buffers) => {
    if (message?.plotly && buffers?.length) shelf.deliver(buffers[0]);
    if (message?.patch) drawChanged(message.patch);
  };
  let leave = () => {};
  let timer;
  let closed = false;

  async function fetchLibrary() {
    clearTimeout(timer);
    covered(skeleton());
    if (globalThis.Plotly?.version === model.get("plotly")) plotly = globalThis.Plotly;
    else {
      const wait = "The chart is waiting for the notebook, which is busy or has stopped.";
      timer = setTimeout(() => covered(broken(wait, retry)), WAIT_MS);
      leave = shelf.want(() => (onServer() ? shelf.deliver(onServer()) : model.send({ ask: "plotly" })));
      try {
        plotly = await shelf.thing;
      } catch (error) {
        console.error("journeykit: plotly.js did not load", error);
        if (!closed) covered(broken("The chart library could not be loaded in this browser.", retry));
        return;
      } finally {
        clearTimeout(timer);
        leave();
      }
    }
    if (!closed) await draw();
  }

  function retry() {
    leave();
    fetchLibrary();
  }

  const redraw = () => {
    describe();
    draw();
  };
  const unhear = listen(model, { "msg:custom": hear, "change:spec": redraw, "change:picked": showRoute, "change:selectable": describe });

  // The first size comes when the place is on the page; hidden tabs have none and draw when they are opened.
  let frame = 0;
  const sizes = new ResizeObserver(([entry]) => {
    const next = Math.floor(entry.contentRect.width);
    if (next === 0 || next === width) return;
    width = next;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  });
  sizes.observe(root);

  describe();
  expectLibrary();
  if (spec().data) covered(skeleton());
  else draw();
  const stopWaiting = whenDue(root, fetchLibrary);

  return () => {
    closed = true;
    stopWaiting();
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    sizes.disconnect();
    leave();
    unguard();
    unhear();
    if (drawn) plotly.purge(stage);
  };
}
