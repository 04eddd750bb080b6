/**
 * The happy path and its alternates drawn over the board: arrows from touchpoint to touchpoint, what data say at each, a line
 * of routes to show and hide, and the same as a list for those who listen.
 *
 * The arrows lie in the box that scrolls, behind the chips, so that scrolling moves them for nothing. They are drawn again
 * when the document or the size of the matrix or of a chip changed: first all is measured, then all is written. A late font,
 * style or picture makes a chip higher in a row that is high enough anyway: only the chip itself tells.
 */
import { h, icon, isNew, listen, patchList, setText, svg } from "../core/dom.js";
import { HUES } from "../core/curve.js";
import { all } from "../core/view.js";
import { arrowsOf, lineOf, ROUTE_HUES, routesOf, routeWords, shiftOf, stopAt, takenBy, tipOf, wayOf } from "./route.js";

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const path = makePath(board);
  board.path = path;
  // It tells between layout and paint: what is measured then costs nothing, and no frame shows numbers beside their place.
  path.sized = new ResizeObserver(() => drawArrows(path, true));
  path.sized.observe(board.grid);
  const point = (event) => touch(path, event.target.closest?.(".jk-item--touchpoints, .jk-item--path")?.dataset.item ?? null);
  const stop = listen(board.grid, { pointerover: point, focusin: point, pointerleave: () => touch(path, null) });
  update(path);
  const destroy = () => {
    path.sized.disconnect();
    cancelAnimationFrame(path.frame);
    stop();
    for (const part of [path.under, path.over, path.bar, path.list, path.button]) part.remove();
  };
  return { update: ({ kind }) => (kind === "draw" ? update(path) : kind === "filled" && path.later()), destroy };
}

function makePath(board) {
  const path = { board, hidden: new Set(), shown: null, hot: null, route: null, frame: 0, seen: "", watched: new Set() };
  path.lines = svg("g");
  path.under = svg("svg", { class: "jk-arrows", "aria-hidden": "true" }, path.lines);
  path.over = h("div", { class: "jk-hops", "aria-hidden": "true" });
  path.list = h("div", { class: "jk-sr", role: "group", "aria-label": "Paths in words" });
  path.button = h("button", { type: "button", class: "jk-button jk-path-button", "aria-pressed": "false", title: "Show the path as arrows", on: { click: () => toggle(path) } }, icon("right"), "Path");
  path.routes = h("span", { class: "jk-routes__list" });
  path.tools = h("span", { class: "jk-screen jk-routes__tools" });
  path.bar = h("div", { class: "jk-row jk-routes", role: "group", "aria-label": "Paths", hidden: true }, path.routes, path.tools);
  board.frame.append(path.under, path.over);
  board.bar.insertBefore(path.button, board.status);
  board.bar.after(path.bar);
  board.root.append(path.list);
  path.later = () => {
    cancelAnimationFrame(path.frame);
    path.frame = requestAnimationFrame(() => drawArrows(path));
  };
  // Paper does not wait for a frame.
  path.now = () => drawArrows(path);
  path.update = () => update(path);
  path.toggle = (on) => toggle(path, on);
  if (!board.reading) path.tools.append(drawButton(path));
  return path;
}

/** Drawing is a module of its own, asked for when somebody wants to draw. */
function drawButton(path) {
  const button = h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => draw() } }, icon("edit"), h("span", null, "Draw"));
  const draw = async (route) => {
    path.toggle(true);
    const module = await path.board.fetch("edit/path_draw.js");
    module?.begin(path, route);
  };
  path.draw = draw;
  path.pen = button;
  return button;
}

/** Arrows on or off; on by itself where a happy path has somewhere to go. */
function toggle(path, on = !path.on) {
  path.shown = on;
  update(path);
}

function update(path) {
  const { board } = path;
  const routes = routesOf(board.content).filter((route) => takenBy(route, board.view.traveller));
  const lane = board.view.halves.some((group) => group.lanes.some((row) => row.kind === "touchpoints"));
  path.all = routes;
  path.on = lane && (path.shown ?? routes.some((route) => route.touchpoints?.length > 1));
  path.button.hidden = !lane || (board.reading && !routes.length);
  path.button.setAttribute("aria-pressed", String(path.on));
  board.root.classList.toggle("has-path", path.on);
  path.numbers = Object.keys(board.model.get("evidence")?.arrows ?? {}).length > 0;
  board.root.classList.toggle("has-hops", path.on && path.numbers);
  path.bar.hidden = !path.on || (!routes.length && board.reading);
  drawBar(path);
  drawList(path);
  path.later();
}

const visible = (path) => path.all.filter((route) => !path.hidden.has(route.id));

function drawBar(path) {
  const facts = path.board.model.get("evidence")?.routes ?? {};
  patchList(path.routes, path.all, {
    key: (route) => route.id,
    create: (route) => {
      const button = h("button", { type: "button", class: "jk-inline jk-route" }, svg("svg", { class: "jk-route__line", viewBox: "0 0 22 8", width: 22, height: 8, "aria-hidden": "true" }, svg("path", { d: "M1 4H16" }), svg("path", { class: "is-tip", d: "M21 4L15 1V7Z" })), h("span", { class: "jk-clip jk-route__name", dir: "auto" }), h("span", { class: "jk-note jk-route__facts" }));
      button.addEventListener("click", () => {
        if (path.hidden.has(route.id)) path.hidden.delete(route.id);
        else path.hidden.add(route.id);
        update(path);
      });
      const [on, off] = [() => light(path, route.id), () => light(path, null)];
      listen(button, { pointerenter: on, focus: on, pointerleave: off, blur: off });
      return button;
    },
    update: (button, route, index) => {
      dress(button, route, index);
      button.setAttribute("aria-pressed", String(!path.hidden.has(route.id)));
      button.title = [`${route.kind === "happy" ? "The happy path" : "An alternate"}: ${route.name}`, route.note, facts[route.id]?.note].filter(Boolean).join(". ");
      setText(button.children[1], route.name);
      setText(button.children[2], routeWords(route, facts[route.id]));
    },
  });
}

function dress(node, route, index) {
  node.style.setProperty("--hue", HUES[route.kind === "happy" ? 0 : 1 + ((index + 3) % (ROUTE_HUES - 1))]);
  node.dataset.route = route.kind ?? "alternate";
}

/** The same for those who do not see arrows. */
function drawList(path) {
  const touchpoints = new Map(all(path.board.content, "touchpoints").map((t) => [t.id, t]));
  const arrows = path.board.model.get("evidence")?.arrows ?? {};
  const words = path.all.map((route) => {
    const steps = (route.touchpoints ?? []).filter((id) => touchpoints.has(id));
    return { route, steps: steps.map((id, i) => [`${touchpoints.get(id).name}${touchpoints.get(id).entry_point ? ", entry point" : ""}`, i + 1 < steps.length && arrows[`${id}/${steps[i + 1]}`]?.note].filter(Boolean).join(": ")) };
  });
  if (!isNew(path.list, words)) return;
  path.list.replaceChildren(...words.map(({ route, steps }) => h("div", null, h("p", null, `${route.kind === "happy" ? "Happy path" : "Alternate"}: ${route.name}`), h("ol", null, steps.map((step) => h("li", null, step))))));
}

// ------------------------------------------------------------------------------------------------------------- arrows

/** @param {any} path @param {boolean} [moved] only if something stands elsewhere than it was drawn for */
function drawArrows(path, moved = false) {
  const { board, on } = path;
  path.under.toggleAttribute("hidden", !on);
  path.over.hidden = !on;
  if (!on || !board.root.isConnected) return;
  const routes = visible(path);
  const stops = measure(path, routes);
  const seen = JSON.stringify([path.box, [...stops]]);
  if (moved && seen === path.seen) return;
  path.seen = seen;
  const rank = new Map(path.all.map((route, index) => [route.id, index]));
  const arrows = arrowsOf(routes, (id) => stops.has(id));
  const entries = [...stops].filter(([, stop]) => stop.entry);
  const { width, height } = path.box;
  path.under.setAttribute("width", String(width));
  path.under.setAttribute("height", String(height));
  const marks = arrows.flatMap((arrow) => arrow.routes.slice(0, 2).map((of) => ({ arrow, of, id: `${arrow.key}/${of.id}/${of.at}` })));
  patchList(path.lines, [...entries.map(([id, stop]) => ({ id: `in/${id}`, stop })), ...marks], {
    key: (mark) => mark.id,
    create: () => svg("g", { class: "jk-arrow" }, svg("path", { class: "jk-arrow__line" }), svg("path", { class: "jk-arrow__tip" })),
    update: (node, mark) => (mark.stop ? drawEntry(node, mark) : drawArrow(node, mark, { stops, rank, path })),
  });
  drawHops(path, arrows, stops, rank);
  light(path, path.drawing?.route ?? path.route);
}

/** Where the chips of the routes stand, and the entry points: read in one go, before anything is written. */
function measure(path, routes) {
  const { board } = path;
  const wanted = new Set(routes.flatMap((route) => route.touchpoints ?? []));
  const origin = board.grid.getBoundingClientRect();
  path.rtl = getComputedStyle(board.grid).direction === "rtl";
  path.box = { width: origin.width, height: origin.height };
  const columns = new Map(board.view.stages.map((stage, index) => [stage.id, index]));
  const stops = new Map();
  const deciding = new Set([board.grid]);
  for (const cell of board.grid.querySelectorAll(".jk-cell--touchpoints")) {
    const chips = [...cell.querySelectorAll(".jk-item")];
    const items = chips.filter((item) => wanted.has(item.dataset.item) || item.querySelector(".jk-entry"));
    if (!items.length) continue;
    for (const node of [cell, ...chips]) deciding.add(node);
    const room = cell.getBoundingClientRect();
    for (const item of items) {
      const stop = stopAt(item.getBoundingClientRect(), room, columns.get(cell.dataset.stage), origin, path.rtl);
      stops.set(item.dataset.item, { ...stop, entry: Boolean(item.querySelector(".jk-entry")) });
    }
  }
  watch(path, deciding);
  return stops;
}

/** Hear of every change of size of what decides where chips stand. */
function watch(path, nodes) {
  for (const node of path.watched) if (!nodes.has(node)) path.sized.unobserve(node);
  for (const node of nodes) if (!path.watched.has(node)) path.sized.observe(node, { box: "border-box" });
  path.watched = nodes;
}

function drawArrow(node, { arrow, of }, { stops, rank, path }) {
  const index = rank.get(of.id);
  const points = wayOf(stops.get(arrow.from), stops.get(arrow.to), shiftOf(index));
  const route = path.all[index];
  dress(node, route, index);
  Object.assign(node.dataset, { of: of.id, from: arrow.from, to: arrow.to });
  node.children[0].setAttribute("d", lineOf(points));
  node.children[1].setAttribute("d", tipOf(points));
}

function drawEntry(node, { stop }) {
  const y = (stop.top + stop.bottom) / 2;
  const points = [[Math.max(stop.cell[0] + 3, stop.left - 16), y], [stop.left - 2, y]];
  node.dataset.route = "entry";
  node.style.setProperty("--hue", HUES[1]);
  node.children[0].setAttribute("d", lineOf(points));
  node.children[1].setAttribute("d", tipOf(points));
}

/** Widths of "→ 62.3 %", of "→ 62 %" beside others, and of "−37.7 %". */
const HOP = 66;
const SHORT_HOP = 48;
const LOSS = 46;

/** A share without its decimal, where that does not make none or all of some. */
function shortShare({ share, text }) {
  const whole = Math.round(share * 100);
  return whole > 0 && whole < 100 ? `${whole}\u00a0%` : text;
}

/** What data say at each chip that arrows leave: who goes on along them, and who is lost. They stand right below the chip. */
function drawHops(path, arrows, stops, rank) {
  const facts = path.board.model.get("evidence")?.arrows ?? {};
  const leaving = new Map();
  for (const arrow of arrows.filter(({ key }) => facts[key]?.text)) leaving.set(arrow.from, [...(leaving.get(arrow.from) ?? []), arrow]);
  patchList(path.over, [...leaving], {
    key: ([from]) => from,
    create: () => h("span", { class: "jk-hops__of" }),
    update: (node, [from, leave]) => {
      const stop = stops.get(from);
      const wide = stop.cell[1] - stop.left - 30;
      const tight = wide < HOP * leave.length;
      const room = tight ? wide + 10 : wide;
      // Those without room are named, and told on hover, instead of being cut off.
      const most = Math.max(1, Math.floor(room / SHORT_HOP));
      const shown = leave.length > most ? leave.slice(0, Math.max(1, most - 1)) : leave;
      const rest = leave.slice(shown.length);
      node.style.insetInlineStart = `${stop.left + (tight ? 18 : 28)}px`;
      node.style.top = `${stop.bottom}px`;
      node.style.maxWidth = `${room}px`;
      Object.assign(node.dataset, { from, tight, more: rest.length ? `+${rest.length}` : "" });
      node.title = rest.map(({ key }) => facts[key].note ?? facts[key].text).join("\n");
      patchList(node, shown, {
        key: (arrow) => arrow.key,
        create: () => h("span", { class: "jk-hop" }, h("i"), h("b"), h("span")),
        update: (hop, arrow) => drawHop(hop, arrow, { fact: facts[arrow.key], tight, stops, first: arrow === leave[0] && room >= HOP + LOSS + HOP * (leave.length - 1), path, rank }),
      });
    },
  });
}

function drawHop(hop, arrow, { fact, tight, stops, first, path, rank }) {
  const index = rank.get(arrow.routes[0].id);
  dress(hop, path.all[index], index);
  hop.dataset.loss = Number.isFinite(fact.share) && fact.share < 0.5 ? "high" : "";
  hop.title = fact.note ?? "";
  setText(hop.children[0], wayWord(stops.get(arrow.from), stops.get(arrow.to), path.rtl));
  setText(hop.children[1], tight ? shortShare(fact) : fact.text);
  // Where there is no room for it, the loss is told on hover.
  setText(hop.children[2], first ? fact.lost ?? "" : "");
}

const wayWord = (from, to, rtl) => (from.column === to.column ? (to.top > from.top ? "↓" : "↑") : to.column > from.column !== rtl ? "→" : "←");

/** Show one route among the others. @param {any} path @param {string | null} id */
function light(path, id) {
  path.route = id;
  path.under.classList.toggle("is-lit", Boolean(id || path.hot));
  for (const node of path.lines.children) node.classList.toggle("is-hot", Boolean((id && node.dataset.of === id) || (path.hot && (node.dataset.from === path.hot || node.dataset.to === path.hot))));
}

/** The arrows of the touchpoint under the pointer, or the focused one. */
function touch(path, id) {
  const found = id && [...path.lines.children].some((node) => node.dataset.from === id || node.dataset.to === id) ? id : null;
  if (found === path.hot || path.drawing) return;
  path.hot = found;
  light(path, path.route);
}
