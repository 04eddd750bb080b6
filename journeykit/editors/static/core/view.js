/**
 * What the board shows, computed from the document alone: no page, no widgets, tested in node.
 *
 * `boardView` turns the document into stages and lanes of typed cells. What gestures do to it is in edit/gestures.js.
 */
import { countWords, fixed, shareWords, stageColours } from "./words.js";

/** Kinds whose cells list elements: the collection of the document and the words for one of them. */
export const LISTS = {
  touchpoints: { collection: "touchpoints", element: "touchpoint", word: "touchpoint" },
  pain_points: { collection: "pain_points", element: "pain_point", word: "pain point" },
  opportunities: { collection: "opportunities", element: "opportunity", word: "opportunity" },
  kpis: { collection: "kpis", element: "kpi", word: "KPI" },
  owners: { collection: "owners", element: "owner", word: "owner", linked: true },
  technologies: { collection: "technologies", element: "technology", word: "technology", linked: true },
  path: { collection: "touchpoints", element: "touchpoint", word: "step of the happy path", linked: true },
};

/** @param {any} content @param {string} name @returns {any[]} a collection; fields that hold their default are left out */
export const all = (content, name) => content?.[name] ?? [];

/** The persona whose view is drawn: the wanted one, else the first; "" stands for everyone. @returns {any | null} */
export function whoTravels(content, wanted) {
  if (wanted === "") return null;
  const personas = all(content, "personas");
  return personas.find((persona) => persona.id === wanted) ?? personas[0] ?? null;
}

/** True when an element that names personas is for this one. */
const concerns = (element, persona) =>
  !persona || !element.personas?.length || element.personas.includes(persona.id);

/**
 * The whole board.
 * @param {any} content document @param {{persona?: string | null, evidence?: any, reading?: boolean, putAway?: Set<string> | null, vocabulary?: any}} [options]
 *   reading: for those who cannot write, so without prompts and without lanes that say nothing; putAway: ids of lanes that
 *   this reader does not want to see
 */
export function boardView(content, { persona = null, evidence = {}, reading = false, putAway = null, vocabulary = {} } = {}) {
  const traveller = whoTravels(content, persona);
  const colours = stageColours(all(content, "stages").length);
  const touchpoints = new Map(all(content, "touchpoints").map((t) => [t.id, t]));
  const happy = all(content, "routes").find((route) => route.kind === "happy") ?? null;
  const scene = { content, traveller, evidence: evidence ?? {}, touchpoints, happy, reading, vocabulary, columns: new Map() };
  const stages = all(content, "stages").map((stage, index) => ({
    id: stage.id,
    name: stage.name,
    colour: colours[index],
    definition: stage.definition ?? "",
    reach: scene.evidence.stages?.[stage.id]?.label ?? "",
    note: scene.evidence.stages?.[stage.id]?.note ?? "",
  }));
  const halves = ["customer", "path", "business"].map((half) => ({
    half,
    lanes: all(content, "lanes")
      .filter((lane) => (lane.half ?? "customer") === half && !lane.hidden && !putAway?.has(lane.id))
      .map((lane) => laneView(scene, lane))
      .filter((lane) => !reading || lane.cells.some(saysSomething)),
  }));
  return { traveller, stages, halves: halves.filter((group) => group.lanes.length), happy, about: scene.evidence.about?.map?.text ?? "" };
}

function laneView(scene, lane) {
  const kind = lane.kind ?? "text";
  const cells = all(scene.content, "stages").map((stage) => ({
    key: `${lane.id}/${stage.id}`,
    lane: lane.id,
    stage: stage.id,
    kind,
    prompt: scene.reading ? "" : lane.prompt || `${lane.name}?`,
    label: `${lane.name}, ${stage.name}`,
    ...(CELLS[kind] ?? textCell)(scene, stage, lane),
  }));
  return { id: lane.id, name: lane.name, kind, half: lane.half ?? "customer", cells };
}

/** Whether a cell holds anything to read. @param {any} cell */
const saysSomething = ({ text, others, items, flow, felt, share, costs }) =>
  Boolean(text || others?.length || items?.length || flow || felt || Number.isFinite(share) || costs?.length);

const listed = (shown) => (scene, stage) => ({ items: inStage(scene, shown.collection, stage).map((e) => shown.item(scene, e)) });
const inStage = (scene, collection, stage) => columnsOf(scene, collection).get(stage.id) ?? [];

/** The elements of a collection by stage: sorted once, not searched once a cell. */
function columnsOf(scene, collection) {
  const known = scene.columns.get(collection);
  if (known) return known;
  const columns = new Map();
  for (const element of all(scene.content, collection)) {
    if (collection !== "cells" && !concerns(element, scene.traveller)) continue;
    if (columns.has(element.stage)) columns.get(element.stage).push(element);
    else columns.set(element.stage, [element]);
  }
  scene.columns.set(collection, columns);
  return columns;
}

const CELLS = {
  text: textCell,
  touchpoints: listed({ collection: "touchpoints", item: touchpointItem }),
  emotions: ({ content, traveller }, stage) => ({
    felt: all(content, "emotions").some((point) => point.stage === stage.id && !point.touchpoint && (!point.persona || point.persona === traveller?.id)),
  }),
  path: pathCell,
  pain_points: listed({ collection: "pain_points", item: (scene, p) => ({ id: p.id, name: p.name, severity: p.severity ?? 3, about: scene.touchpoints.get(p.touchpoint)?.name ?? "", consequence: p.consequence ?? "" }) }),
  opportunities: listed({ collection: "opportunities", item: (scene, o) => ({ id: o.id, name: o.name, value: o.value ?? 3, effort: o.effort ?? 3, about: scene.touchpoints.get(o.touchpoint)?.name ?? "" }) }),
  kpis: listed({ collection: "kpis", item: kpiItem }),
  owners: linkedCell("owners"),
  technologies: linkedCell("technologies"),
  stage_objective: (scene, stage) => ({ text: stage.objective ?? "" }),
  content_mix: (scene, stage) => ({ share: stage.content_mix_share ?? null, band: scene.vocabulary.content_mix }),
  cost: costCell,
};

function textCell(scene, stage, lane) {
  const { content, traveller } = scene;
  const cells = inStage(scene, "cells", stage).filter((cell) => cell.lane === lane.id);
  const several = all(content, "personas").length > 1;
  const own = traveller ? cells.find((cell) => cell.persona === traveller.id) : null;
  const shared = cells.find((cell) => !cell.persona);
  const shown = own ?? shared;
  const persona = own ? traveller.id : null;
  const others = traveller ? [] : cells.filter((cell) => cell.persona).map((cell) => ({
    id: cell.persona,
    name: all(content, "personas").find((p) => p.id === cell.persona)?.name ?? "",
    text: cell.text,
  }));
  // With one persona, or nothing written, "shared" would tell the reader nothing.
  const whose = !several || !traveller || !shown ? "" : own ? `only ${firstName(traveller.name)}` : "shared";
  // Where the words hold for all, she may be given words of her own.
  const offer = several && traveller && !own ? { persona: traveller.id, label: `only for ${firstName(traveller.name)}` } : null;
  return { text: shown?.text ?? "", persona, whose, others, offer };
}

/** "Trey and Denise Cook" stays readable in a tag. @param {string} name */
export const firstName = (name) => (name.length > 22 ? `${name.slice(0, 20).trimEnd()}…` : name);

function touchpointItem(scene, t) {
  return {
    id: t.id,
    name: t.name,
    channel: t.channel ?? "website",
    physical: t.medium === "physical",
    key: Boolean(t.key_moment),
    entry: Boolean(t.entry_point),
    step: (scene.happy?.touchpoints ?? []).indexOf(t.id) + 1,
    marks: [t.optional && "optional", t.repeatable && "repeatable", t.milestone].filter(Boolean),
    reach: scene.evidence.touchpoints?.[t.id]?.text ?? "",
    note: scene.evidence.touchpoints?.[t.id]?.note ?? "",
  };
}

function pathCell(scene, stage) {
  const steps = (scene.happy?.touchpoints ?? [])
    .map((id, index) => ({ id, number: index + 1, touchpoint: scene.touchpoints.get(id) }))
    .filter(({ touchpoint }) => touchpoint?.stage === stage.id)
    .map(({ id, number, touchpoint }) => ({ id, number, name: touchpoint.name, entry: Boolean(touchpoint.entry_point), milestone: touchpoint.milestone ?? "" }));
  const seen = scene.evidence.path?.[stage.id];
  return { items: steps, flow: seen ? seen.text || flowText(seen) : "", note: seen?.note ?? "" };
}

function flowText({ next_share: share, median }) {
  const parts = [Number.isFinite(share) ? `→ ${shareWords(share)} go on` : "", median ? `median\u00a0${median.replaceAll(" ", "\u00a0")}` : ""];
  return parts.filter(Boolean).join(" · ");
}

const given = (value) => (value ?? null) !== null;

function kpiItem(scene, kpi) {
  // What the open log says comes before what was noted by hand.
  const seen = scene.evidence.kpis?.[kpi.id];
  const last = seen ?? (kpi.series ?? []).reduce((best, point) => (!best || point.as_of >= best.as_of ? point : best), null);
  const unit = kpi.unit ?? "%";
  const series = [...(kpi.series ?? [])].sort((a, b) => (a.as_of < b.as_of ? -1 : 1)).slice(-LONGEST_TREND);
  const number = (value) => (!given(value) ? "" : `${plainNumber(value)}${unit ? `\u00a0${unit}` : ""}`);
  const details = [
    given(kpi.target) && `target ${number(kpi.target)}`,
    // A trend shows what it was.
    series.length < 2 && given(kpi.baseline) && `was ${number(kpi.baseline)}`,
    given(last?.n) && `of\u00a0${countWords(last.n)}`,
    seen?.open,
  ];
  const reached = last && given(kpi.target) && !seen?.open
    ? (kpi.direction === "down" ? last.value <= kpi.target : last.value >= kpi.target) : null;
  return { id: kpi.id, name: kpi.name, series: series.map((point) => point.value), target: kpi.target ?? null, trend: trendOf(series, kpi, number, seen), value: last ? plainNumber(last.value) : "", unit, details: details.filter(Boolean).join(" · "), reached, note: seen?.note ?? "" };
}

/** Points of a trend that a cell has room for. */
const LONGEST_TREND = 24;

/** Where a number came from, as a word with its tone, null without two values. */
function trendOf(series, kpi, number, seen) {
  if (series.length < 2) return null;
  const [first, last] = [series[0], series.at(-1)];
  const change = Math.round((last.value - first.value) * 100) / 100;
  const word = change > 0 ? "up" : change < 0 ? "down" : "steady";
  // What was noted by hand is another number than the one that the open log says.
  return { at: seen ? `noted ${number(last.value)}, ` : "", word, since: first.as_of.slice(0, 7).replace("-", "\u2011"), by: !change ? "" : (kpi.unit ?? "%") === "%" ? `${plainNumber(Math.abs(change))} points` : number(Math.abs(change)), good: change ? (change > 0) === (kpi.direction !== "down") : null };
}

/** A number as it was written: 3 -> "3", 34.5 -> "34.5". @param {number} value */
export const plainNumber = (value) => fixed(value, Math.min(2, (String(Math.abs(value)).split(".")[1] ?? "").length));

function linkedCell(collection) {
  return (scene, stage) => ({
    items: (stage[collection] ?? []).map((id) => {
      const element = all(scene.content, collection).find((e) => e.id === id);
      return { id, name: element?.name ?? id, about: element?.department || element?.purpose || "", crm: Boolean(element?.is_crm) };
    }),
  });
}

/** What customers pay with, in the order of the model. */
const COSTS = ["time", "attention", "data", "money"];

function costCell(scene, stage) {
  const payers = inStage(scene, "touchpoints", stage);
  const costs = COSTS.map((cost) => ({ id: cost, at: payers.filter((t) => t.costs?.includes(cost)).map((t) => t.name) })).filter(({ at }) => at.length);
  return { costs, touchpoints: payers.map((t) => ({ id: t.id, name: t.name, costs: t.costs ?? [] })) };
}
