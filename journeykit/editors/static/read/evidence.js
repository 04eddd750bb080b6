/**
 * What every cell rests on: nothing, an assumption, a source, or a measurement. Shown on demand, with a line that counts
 * them, so that a team sees at a glance where it guesses. The rule is that of journeykit/evidence/status.py; a test
 * compares both on every example.
 *
 * Pure (node-tested): statementsOf, statusOf, badgeOf, countStatuses. Then attach(board).
 */
import { h, patchList, setText, svg } from "../core/dom.js";
import { countWords } from "../core/words.js";
import { all } from "../core/view.js";
import { dayWords, titleOf } from "../core/refs.js";

/** From the weakest to the best grounded. */
export const STATUSES = ["none", "assumed", "qualitative", "measured"];
const WORDS = { measured: "measured", qualitative: "from a source", assumed: "assumed", none: "empty" };
/** Reasons in the tip of one badge. */
const MOST = 5;

/**
 * The statements of a cell, each with what it rests on.
 * @param {any} content @param {any} evidence @param {any} lane @param {any} stage
 * @returns {{status: string, what: string, why: string, n: number | null}[]}
 */
export function statementsOf(content, evidence, lane, stage) {
  const found = (STATEMENTS[lane.kind ?? "text"] ?? STATEMENTS.text)(content, evidence ?? {}, lane, stage);
  const sources = new Map(all(content, "sources").map((source) => [source.id, source]));
  return found.map(({ element, what, n = null, as_of: day = null, measured = false }) => {
    if (measured) return { status: "measured", what, why: ["measured", n && `based on ${countWords(n)}`, day && dayWords(day)].filter(Boolean).join(", "), n };
    // What an article says of customers in general is no more than an assumption about these ones.
    const own = (element.sources ?? []).map((id) => sources.get(id)).filter((source) => source && source.kind !== "article");
    return own.length ? { status: "qualitative", what, why: own.map(titleOf).join(", "), n: null } : { status: "assumed", what, why: "assumed", n: null };
  });
}

/** A cell has the status of its best grounded statement. @returns {string} one of STATUSES */
export const statusOf = (statements) => STATUSES[Math.max(0, ...statements.map(({ status }) => STATUSES.indexOf(status)))];

/** What the badge of a cell says, and its tip; null for an empty cell. */
export function badgeOf(statements) {
  const status = statusOf(statements);
  if (status === "none") return null;
  const best = statements.filter((statement) => statement.status === status);
  const n = Math.max(0, ...best.map((statement) => statement.n ?? 0));
  const parts = statements.length > best.length ? `${best.length} of ${statements.length} ` : "";
  const lines = statements.slice(0, MOST).map(({ what, why }) => (what ? `${what}: ${why}` : why));
  const more = statements.length - MOST;
  return { status, text: `${parts}${WORDS[status]}${n ? ` · n\u00a0${countWords(n)}` : ""}`, title: [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n") };
}

/** How many cells have each status, the best grounded first. @param {string[]} statuses @returns {[string, number][]} */
export const countStatuses = (statuses) => [...STATUSES].reverse().map((status) => [status, statuses.filter((one) => one === status).length]);

const ofStage = (content, name, stage) => all(content, name).filter((entry) => entry.stage === stage.id);
const plain = (element) => ({ element, what: titleOf(element) });
/** A number that a shared page withholds was counted all the same. */
const isSeen = (evidence, id) => Boolean(evidence.touchpoints?.[id]) && evidence.touchpoints[id].paths !== 0;

const touchpoints = (content, evidence, _, stage) =>
  ofStage(content, "touchpoints", stage).map((t) => ({ ...plain(t), measured: isSeen(evidence, t.id), n: evidence.touchpoints?.[t.id]?.paths }));

function path(content, evidence, lane, stage) {
  const routed = new Set(all(content, "routes").flatMap((route) => route.touchpoints ?? []));
  return touchpoints(content, evidence, lane, stage).filter(({ element }) => routed.has(element.id));
}

function kpis(content, evidence, _, stage) {
  return ofStage(content, "kpis", stage).map((kpi) => {
    const last = (kpi.series ?? []).reduce((best, point) => (!best || point.as_of >= best.as_of ? point : best), null);
    const now = evidence.kpis?.[kpi.id];
    return { ...plain(kpi), measured: Boolean(last || now), n: now?.n ?? last?.n, as_of: now ? null : last?.as_of };
  });
}

const insights = (name) => (content, _, __, stage) => ofStage(content, name, stage).map(plain);
const fact = (field) => (_, __, ___, stage) => {
  const value = stage[field];
  return value === undefined || value === null || value === "" || value.length === 0 ? [] : [{ element: stage, what: "" }];
};

const who = (content, entry) => all(content, "personas").find(({ id }) => id === entry.persona)?.name ?? "";

const STATEMENTS = {
  text: (content, _, lane, stage) => ofStage(content, "cells", stage).filter((cell) => cell.lane === lane.id).map((cell) => ({ element: cell, what: who(content, cell) })),
  touchpoints,
  path,
  cost: (content, evidence, lane, stage) => touchpoints(content, {}, lane, stage).filter(({ element }) => element.costs?.length),
  emotions: (content, _, __, stage) => ofStage(content, "emotions", stage).map((point) => ({ element: point, what: [all(content, "touchpoints").find(({ id }) => id === point.touchpoint)?.name, who(content, point)].filter(Boolean).join(", "), measured: point.kind === "measured", n: point.n })),
  kpis,
  pain_points: insights("pain_points"),
  opportunities: insights("opportunities"),
  stage_objective: fact("objective"),
  owners: fact("owners"),
  technologies: fact("technologies"),
  content_mix: fact("content_mix_share"),
};

// ------------------------------------------------------------------------------------------------------------- attach

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const shape = svg("svg", { class: "jk-icon", viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" }, svg("path", { d: "M3 13.5V9M8 13.5V2.5M13 13.5V6" }));
  const scene = { board, shown: false };
  scene.button = h("button", { type: "button", class: "jk-button", "aria-pressed": "false", title: "Show what every cell is based on", on: { click: () => toggle(scene) } }, shape, "Evidence");
  scene.line = h("ul", { class: "jk-grounds", role: "list", "aria-label": "What the cells are based on", hidden: true });
  board.bar.insertBefore(scene.button, board.status);
  board.bar.after(scene.line);
  const update = () => scene.shown && draw(scene);
  board.model.on("change:evidence", update);
  const destroy = () => {
    board.model.off("change:evidence", update);
    clear(scene);
    scene.button.remove();
    scene.line.remove();
  };
  return { update: ({ kind }) => kind !== "select" && update(), destroy };
}

export default { attach };

function toggle(scene) {
  scene.shown = !scene.shown;
  scene.button.setAttribute("aria-pressed", String(scene.shown));
  scene.board.root.classList.toggle("has-evidence", scene.shown);
  scene.line.hidden = !scene.shown;
  if (scene.shown) draw(scene);
  else clear(scene);
  scene.board.path?.later();
}

const clear = ({ board }) => board.grid.querySelectorAll(".jk-ground").forEach((badge) => badge.remove());

function draw(scene) {
  const { board } = scene;
  const [content, evidence] = [board.content, board.model.get("evidence")];
  const lanes = new Map(all(content, "lanes").map((lane) => [lane.id, lane]));
  const stages = new Map(all(content, "stages").map((stage) => [stage.id, stage]));
  const statuses = [];
  for (const cell of board.grid.querySelectorAll(".jk-cell")) {
    const [lane, stage] = cell.dataset.key.split("/");
    const badge = badgeOf(statementsOf(content, evidence, lanes.get(lane), stages.get(stage)));
    statuses.push(badge?.status ?? "none");
    drawBadge(board, cell, badge);
  }
  const counts = countStatuses(statuses).filter(([status, count]) => count || status !== "none");
  const words = ([status, count]) => `${countWords(count)} ${WORDS[status]}`;
  patchList(scene.line, counts, { key: ([status]) => status, create: ([status]) => h("li", { class: "jk-grounds__one", data: { status } }, h("i", { "aria-hidden": "true" }), h("span")), update: (node, one) => setText(node.lastChild, words(one)) });
}

/** Not a part of the cell as its own module knows it: it stands behind its children, wherever they go. */
function drawBadge(board, cell, badge) {
  const old = cell.querySelector(":scope > .jk-ground");
  if (!badge) return void old?.remove();
  const node = old ?? h("span", { class: "jk-ground" }, h("i", { "aria-hidden": "true" }), h("span"));
  if (cell.lastChild !== node) cell.append(node);
  node.dataset.status = badge.status;
  // Where the words of a low point stand, there is room above.
  node.classList.toggle("is-above", board.at(cell).point?.main?.score < 0);
  node.title = badge.title;
  setText(node.lastChild, badge.text);
}
