/**
 * The routes of a map as arrows between its touchpoints: which there are, and how each runs over the board. Pure, tested in
 * node. Lengths are pixels in the box of the matrix.
 *
 * Arrows run in the gutters: from one column to the next along the line between them, further along the bottom of the lane,
 * within a column straight down to the next chip or around the others on the left. Chips stand above the lines.
 */
import { moved } from "../core/lists.js";
import { all } from "../core/view.js";

/** @typedef {{column: number, left: number, right: number, top: number, bottom: number, cell: number[], floor: number}} Stop
 *   a chip: its column, its edges, left and right edge of its cell, bottom of its lane */

const TURN = 6;
/** Tip of an arrow before the chip that it points at. */
const TIP = 2;
/** Chips this close have nothing between them. */
const NEAR = 44;
/** Between two routes in one gutter. */
const APART = 5;
/** How many routes have a colour of their own. */
export const ROUTE_HUES = 4;

/** The happy path first, then its alternates. @param {any} content @returns {any[]} */
export const routesOf = (content) => [...all(content, "routes")].sort((a, b) => (b.kind === "happy") - (a.kind === "happy"));

/** Who takes a route: true for everyone's and for this persona's. */
export const takenBy = (route, persona) => !persona || !route.personas?.length || route.personas.includes(persona.id);

/**
 * Every arrow of the routes that are shown, in order; several routes may share one. A step that the board does not show is
 * passed over.
 * @param {any[]} routes @param {(id: string) => boolean} shown whether a touchpoint is on the board
 * @returns {{key: string, from: string, to: string, routes: {id: string, at: number}[]}[]}
 */
export function arrowsOf(routes, shown) {
  const arrows = new Map();
  for (const route of routes) {
    const steps = (route.touchpoints ?? []).filter(shown);
    steps.slice(1).forEach((to, at) => {
      const from = steps[at];
      if (from === to) return;
      const key = `${from}/${to}`;
      if (!arrows.has(key)) arrows.set(key, { key, from, to, routes: [] });
      arrows.get(key).routes.push({ id: route.id, at });
    });
  }
  return [...arrows.values()];
}

/** How far from the middle of its gutter the nth route runs: 0, 5, -5, 10 … */
export const shiftOf = (n) => Math.ceil(n / 2) * APART * (n % 2 ? 1 : -1) || 0;

/**
 * The way of one arrow.
 * @param {Stop} from @param {Stop} to @param {number} [shift] @returns {number[][]} its corners
 */
export function wayOf(from, to, shift = 0) {
  const [yFrom, yTo] = [middle(from), middle(to)];
  if (from.column === to.column) return within(from, to, shift);
  const out = from.cell[1] + shift;
  if (to.column === from.column + 1) {
    return [[from.right, yFrom], [out, yFrom], [out, yTo], [to.left - TIP, yTo]];
  }
  const back = to.cell[0] + shift;
  const low = Math.max(from.floor, to.floor) - 8 - Math.abs(shift) / 2;
  return [[from.right, yFrom], [out, yFrom], [out, low], [back, low], [back, yTo], [to.left - TIP, yTo]];
}

function within(from, to, shift) {
  const gap = to.top - from.bottom;
  if (gap >= 0 && gap < NEAR) {
    const x = from.left + 16 + shift;
    return [[x, from.bottom], [x, to.top - TIP]];
  }
  const x = from.cell[0] + 8 + Math.abs(shift);
  return [[from.left, middle(from)], [x, middle(from)], [x, middle(to)], [to.left - TIP, middle(to)]];
}

/**
 * The edges of a box in the box of the matrix, as if lines were read from left to right: where they are read from right to
 * left, everything is mirrored, and the drawing is turned around as a whole.
 * @param {DOMRect} box @param {DOMRect} origin of the matrix @param {boolean} rtl
 */
export function edgesOf(box, origin, rtl) {
  const left = rtl ? origin.right - box.right : box.left - origin.left;
  return { left, right: left + box.right - box.left, top: box.top - origin.top, bottom: box.bottom - origin.top };
}

/** A chip as the ways of arrows need it. @returns {Stop} */
export function stopAt(box, room, column, origin, rtl) {
  const cell = edgesOf(room, origin, rtl);
  return { column, ...edgesOf(box, origin, rtl), cell: [cell.left, cell.right], floor: cell.bottom };
}

const middle = (stop) => (stop.top + stop.bottom) / 2;

/** A line through points with round corners. @param {number[][]} points @returns {string} */
export function lineOf(points) {
  const kept = points.filter((point, i) => i === 0 || i === points.length - 1 || !between(points[i - 1], point, points[i + 1]));
  return kept
    .map(([x, y], i) => {
      if (i === 0) return `M${r(x)} ${r(y)}`;
      if (i === kept.length - 1) return `L${r(x)} ${r(y)}`;
      const [before, after] = [kept[i - 1], kept[i + 1]];
      const turn = Math.min(TURN, distance(before, [x, y]) / 2, distance([x, y], after) / 2);
      const [a, b] = [toward([x, y], before, turn), toward([x, y], after, turn)];
      return `L${r(a[0])} ${r(a[1])}Q${r(x)} ${r(y)} ${r(b[0])} ${r(b[1])}`;
    })
    .join("");
}

const r = (value) => Math.round(value * 10) / 10;
const distance = ([ax, ay], [bx, by]) => Math.hypot(ax - bx, ay - by);
const toward = (from, to, by) => {
  const all = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) * by) / all, from[1] + ((to[1] - from[1]) * by) / all];
};
const between = (a, b, c) => Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) < 0.01;

/** The tip of an arrow, turned into the direction of its last stretch. @param {number[][]} points @returns {string} */
export function tipOf(points) {
  const end = points.at(-1);
  const before = points.findLast((point) => distance(point, end) > 0.5) ?? [end[0] - 1, end[1]];
  const [dx, dy] = [(end[0] - before[0]) / distance(before, end), (end[1] - before[1]) / distance(before, end)];
  const corner = (side) => `${r(end[0] - dx * 7 - dy * 4 * side)} ${r(end[1] - dy * 7 + dx * 4 * side)}`;
  return `M${r(end[0] + dx)} ${r(end[1] + dy)}L${corner(1)}L${corner(-1)}Z`;
}

/** What is said of a route: "4 steps, 62 % of those at its start reach the end". */
export function routeWords(route, seen) {
  const steps = route.touchpoints?.length ?? 0;
  return [`${steps} ${steps === 1 ? "step" : "steps"}`, seen?.text].filter(Boolean).join(", ");
}

// ------------------------------------------------------------------------------------------------------------ drawing

/** A route with a touchpoint put after the place of the pen. @returns {{steps: string[], pen: number}} */
export const stepAfter = (steps, pen, id) => ({ steps: steps.toSpliced(pen + 1, 0, id), pen: pen + 1 });

/** A route without its step at a place; the pen stands at the one before. */
export const stepGone = (steps, at) => ({ steps: steps.toSpliced(at, 1), pen: Math.max(at - 1, Math.min(0, steps.length - 2)) });

/** A route with one step moved earlier or later, null where it stands at an end. */
export function stepMoved(steps, at, by) {
  const fresh = moved(steps, at, by);
  return fresh && { steps: fresh, pen: at + by };
}
