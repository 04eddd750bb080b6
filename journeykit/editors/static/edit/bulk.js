/**
 * What is done to several things at once, as edits; and what a clipboard holds. Pure, tested in node.
 *
 * A chosen thing is `{kind, id, stage, lane}`: kind of the lane that it stands on ("touchpoints", "owners", "path", "text" …),
 * or "stage" / "lane" for a whole one.
 */
import { all, LISTS } from "../core/view.js";
import { placeAmong } from "./gestures.js";

const edit = (name, args) => ({ edit: name, args });
const stagesOf = (content) => all(content, "stages");
const linkedHere = (content, stage, kind) => stagesOf(content).find((column) => column.id === stage)?.[kind] ?? [];
const happyOf = (content) => all(content, "routes").find((route) => route.kind === "happy");

/** The ref of a chosen thing, as details and others know it. */
export function refFor({ kind, id, stage, lane }) {
  if (kind === "stage" || kind === "lane") return `${kind}/${id}`;
  return LISTS[kind] && id ? `${LISTS[kind].element}/${id}` : `cell/${stage}/${lane}/`;
}

/** A whole stage or a whole lane, as its header stands for it. */
export const isHeader = ({ kind }) => kind === "stage" || kind === "lane";

/** Those of some things that go together with one: stages with stages, lanes with lanes, what stands in cells with its like. */
export const alike = (things, like) => things.filter(({ kind }) => (isHeader(like) || isHeader({ kind }) ? kind === like.kind : true));

/** Edits that remove what is chosen; elements of owners, technologies and path are only taken off their stage. */
export function removals(content, chosen) {
  const gone = new Set(chosen.filter(({ kind }) => kind === "stage").map(({ id }) => id));
  const edits = [];
  const linked = new Map();
  const steps = new Set();
  for (const { kind, id, stage, lane } of chosen) {
    if (kind === "stage" || kind === "lane") edits.push(edit(`remove_${kind}`, { id }));
    else if (gone.has(stage)) continue;
    else if (kind === "path") steps.add(id);
    else if (LISTS[kind]?.linked) linked.set(`${kind}/${stage}`, { kind, stage, ids: [...(linked.get(`${kind}/${stage}`)?.ids ?? []), id] });
    else if (LISTS[kind]) edits.push(edit(`remove_${LISTS[kind].element}`, { id }));
    else if (kind === "text") edits.push(...all(content, "cells").filter((cell) => cell.stage === stage && cell.lane === lane).map(({ persona }) => edit("set_cell", { stage, lane, text: "", ...(persona ? { persona } : {}) })));
    else if (kind === "stage_objective") edits.push(edit("update_stage", { id: stage, objective: "" }));
    else if (kind === "content_mix") edits.push(edit("update_stage", { id: stage, content_mix_share: null }));
  }
  for (const { kind, stage, ids } of linked.values()) edits.unshift(edit("update_stage", { id: stage, [kind]: linkedHere(content, stage, kind).filter((id) => !ids.includes(id)) }));
  const happy = happyOf(content);
  if (steps.size && happy) edits.unshift(edit("update_route", { id: happy.id, touchpoints: happy.touchpoints.filter((id) => !steps.has(id)) }));
  return edits;
}

/** Edits that carry what is chosen some stages on, each in the order it has; null when one would leave the map. */
export function carries(content, chosen, by) {
  const stages = stagesOf(content);
  const to = (stage) => stages[stages.findIndex((column) => column.id === stage) + by]?.id;
  const moving = chosen.filter(({ kind, id }) => LISTS[kind] && kind !== "path" && id);
  if (!moving.length || moving.some(({ stage }) => !to(stage))) return null;
  return placed(content, moving.map((one) => ({ ...one, target: to(one.stage) })));
}

/** Edits that bring what is chosen to one stage, before an element of it or last. */
export function drops(content, chosen, { stage, before }) {
  return placed(content, chosen.filter(({ kind, id }) => LISTS[kind] && kind !== "path" && id).map((one) => ({ ...one, target: stage, before })));
}

function placed(content, moving) {
  const edits = [];
  const links = new Map();
  const links_of = (kind, stage) => links.get(`${kind}/${stage}`) ?? linkedHere(content, stage, kind);
  const moved = new Set(moving.map(({ id }) => id));
  const counts = new Map();
  for (const { kind, id, stage, target, before } of moving) {
    const { collection, element, linked } = LISTS[kind];
    if (linked) {
      links.set(`${kind}/${stage}`, links_of(kind, stage).filter((other) => other !== id));
      links.set(`${kind}/${target}`, [...links_of(kind, target).filter((other) => other !== id), id]);
      continue;
    }
    const others = all(content, collection).filter((other) => !moved.has(other.id) || other.id === before);
    const key = `${kind}/${target}`;
    const already = counts.get(key) ?? 0;
    counts.set(key, already + 1);
    edits.push(edit(`move_${element}`, { id, to: placeAmong(others, "", target, before ?? null) + already, stage: target }));
  }
  const byStage = new Map();
  for (const [key, ids] of links) {
    const at = key.indexOf("/");
    const stage = key.slice(at + 1);
    byStage.set(stage, { ...byStage.get(stage), [key.slice(0, at)]: ids });
  }
  return [...edits, ...[...byStage].map(([id, changes]) => edit("update_stage", { id, ...changes }))];
}

/** Edits that copy what is chosen, each right after itself. */
export const duplicates = (chosen) =>
  chosen
    .filter(({ kind, id }) => id && kind !== "path" && !LISTS[kind]?.linked)
    .map(({ kind, id }) => edit(`duplicate_${LISTS[kind]?.element ?? kind}`, { id }));

/** One edit of several; a single one stays itself, so that it keeps its name in the history. */
export const together = (edits) => (edits.length === 1 ? [edits[0].edit, edits[0].args] : ["apply_all", { edits }]);

// ----------------------------------------------------------------------------------------------------------- clipboard

/** What a cell says, as a spreadsheet would hold it. @param {any} content @param {any} view of the cell */
export function cellText(content, view) {
  if (view.items) return view.items.map((item) => item.name).join("\n");
  if (view.kind === "content_mix") return view.share === null ? "" : `${Math.round(view.share * 1000) / 10} %`;
  if (view.kind === "cost") return view.costs.map(({ id }) => id).join("\n");
  if (view.kind !== "emotions") return view.text ?? "";
  const points = all(content, "emotions").filter((point) => point.stage === view.stage && !point.touchpoint);
  const shown = points.find((point) => (point.kind ?? "assumed") === "assumed") ?? points[0];
  return shown ? [shown.score, (shown.words ?? []).join(", ")].filter((part) => part !== "").join(" ") : "";
}

/** Rows as tab-separated text; texts with lines or tabs in them are quoted, as spreadsheets do. @param {string[][]} rows */
export const tabbed = (rows) => rows.map((row) => row.map((text) => (/["\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join("\t")).join("\n");

/** Tab-separated text as rows, with quoted texts that run over lines. @param {string} text @returns {string[][]} */
export function tableOf(text) {
  const rows = [[""]];
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let i = 0; i < source.length; i += 1) {
    const row = rows.at(-1);
    const sign = source[i];
    if (quoted && sign === '"' && source[i + 1] === '"') row[row.length - 1] += source[(i += 1)];
    else if (quoted && sign === '"') quoted = false;
    else if (!quoted && sign === '"' && row.at(-1) === "") quoted = true;
    else if (!quoted && sign === "\t") row.push("");
    else if (!quoted && sign === "\n") rows.push([""]);
    else row[row.length - 1] += sign;
  }
  return rows;
}

const HELD_BY_STAGE = { touchpoint: "touchpoints", pain_point: "pain_points", opportunity: "opportunities", kpi: "kpis", cell: "cells", emotion: "emotions" };

/** What is chosen, as elements that any board takes: `{journeykit, map, stages, elements: [{kind, fields, stage?}]}`. */
export function bundle(content, chosen) {
  const elements = [];
  const taken = new Set();
  const take = (kind, fields, stage) => {
    if (!fields || taken.has(`${kind}/${fields.id}/${stage}`)) return;
    taken.add(`${kind}/${fields.id}/${stage}`);
    elements.push({ kind, fields, ...(stage ? { stage } : {}) });
  };
  const find = (collection, id) => all(content, collection).find((entry) => entry.id === id);
  for (const { kind, id, stage } of chosen) {
    if (kind === "stage") {
      const column = find("stages", id);
      for (const linked of ["owners", "technologies"]) for (const one of column?.[linked] ?? []) take(LISTS[linked].element, find(linked, one), "");
      take("stage", column);
      for (const [of, collection] of Object.entries(HELD_BY_STAGE)) for (const entry of all(content, collection)) if (entry.stage === id) take(of, entry);
    } else if (LISTS[kind]?.linked && kind !== "path") take(LISTS[kind].element, find(kind, id), stage);
    else if (LISTS[kind]) take(LISTS[kind].element, find(LISTS[kind].collection, id));
  }
  return { journeykit: 1, map: content.id, stages: stagesOf(content).map((column) => column.id), elements };
}

// --------------------------------------------------------------------------------------------------------------- lanes

/** Where a lane goes one place up or down among those shown in its half, as a place among all; null at the end. */
export function laneStep(content, id, by) {
  const lanes = all(content, "lanes");
  const lane = lanes.find((row) => row.id === id);
  const half = (row) => row.half ?? "customer";
  const shown = lanes.filter((row) => !row.hidden && half(row) === half(lane));
  const other = shown[shown.indexOf(lane) + by];
  return other ? lanes.indexOf(other) : null;
}

/** The edits that bring a lane before another one of a half, or behind all that are shown there; none where it stands so. */
export function lanePlaced(content, id, half, before) {
  const lanes = all(content, "lanes");
  const halfOf = (row) => row.half ?? "customer";
  const rest = lanes.filter((row) => row.id !== id);
  const place = rest.findIndex((row) => row.id === before);
  const last = rest.findLastIndex((row) => !row.hidden && halfOf(row) === half);
  const to = place >= 0 ? place : last >= 0 ? last + 1 : rest.length;
  const from = lanes.findIndex((row) => row.id === id);
  return [
    ...(halfOf(lanes[from]) === half ? [] : [{ edit: "update_lane", args: { id, half } }]),
    ...(from === to ? [] : [{ edit: "move_lane", args: { id, to } }]),
  ];
}
