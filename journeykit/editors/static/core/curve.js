/**
 * The feelings lane, as geometry: which points are drawn for a persona, which stand out, and where their words find room.
 * Pure, tested in node. Positions across are in stages (0.5 is the middle of the first column), heights 0-1 from the top.
 */
import { all } from "./view.js";

/** Room above +2 and below -2, as a share of the lane's height: words stand there. */
export const MARGIN = 0.22;

/** Height of a score in the lane. @param {number} score */
export const heightOf = (score) => MARGIN + ((2 - score) / 4) * (1 - 2 * MARGIN);

const SCALE_WORDS = { "-2": "very negative", "-1": "negative", 0: "neutral", 1: "positive", 2: "very positive" };

/** A score as a word, the same words as journeykit.model.emotion.SCALE_WORDS. @param {number} score */
export const scoreWord = (score) => SCALE_WORDS[Math.sign(score) * Math.round(Math.abs(score)) || 0];

/** What a screen reader says of a point. @param {{score: number, words?: string[], kind?: string, n?: number}} point */
export const spokenPoint = (point) => [scoreWord(point.score), point.score.toFixed(1), ...(point.kind === "measured" ? sureness(point) : []), ...(point.words ?? [])].filter(Boolean).join(", ");

/** Interval and people of a measured point, as texts that may be empty. @returns {string[]} */
const sureness = ({ low, high, n }) => [
  Number.isFinite(low) && Number.isFinite(high) ? `${low.toFixed(1)} to ${high.toFixed(1)}` : "",
  n ? `${n.toLocaleString("en")} ${n === 1 ? "person" : "people"}` : "",
];

/** The tip of a point; beside an assumed one it says the gap, as journeykit.text.gap_words. */
export function pointTitle(point, assumed) {
  const score = point.score.toFixed(1);
  if (point.kind === "assumed") return `assumed ${score}`;
  const [interval, people] = sureness(point);
  const gap = assumed && people && assumed.persona === point.persona && `\nYou think ${signed(assumed.score)}, ${people} say${point.n === 1 ? "s" : ""} ${signed(point.score)}`;
  return `measured ${score}${interval && ` (${interval})`}${people && ` · ${people}`}${gap || ""}`;
}

const signed = (score) => (Math.abs(score) < 0.05 ? "0" : `${score > 0 ? "+" : "\u2212"}${Math.abs(score).toFixed(1).replace(/\.0$/, "")}`);

/**
 * The points of one persona (her own, else the shared one) by stage.
 * @param {any} content @param {any | null} persona @param {Record<string, number>} [drafts] scores on their way, by stage
 */
export function feelings(content, persona, drafts = {}) {
  const points = all(content, "emotions").filter((point) => !point.touchpoint);
  const of = (stage, kind) => {
    const here = points.filter((point) => point.stage === stage.id && (point.kind ?? "assumed") === kind);
    const found = (persona && here.find((point) => point.persona === persona.id)) ?? here.find((point) => !point.persona);
    if (!found) return null;
    const score = (kind === "assumed" ? drafts[stage.id] : null) ?? found.score;
    return { ...found, kind, score, words: found.words ?? [], persona: found.persona ?? null };
  };
  const stages = all(content, "stages");
  const assumed = stages.map((stage) => of(stage, "assumed"));
  const measured = stages.map((stage) => of(stage, "measured"));
  const named = measured.some(Boolean) ? measured : assumed;
  const marks = marksOf(named);
  const others = persona ? [] : everyone(content, points, stages);
  const cells = stages.map((stage, index) => {
    const drawn = [...others.map((line) => line.points[index]?.score), assumed[index]?.score, ...["score", "low", "high"].map((name) => measured[index]?.[name])].filter(Number.isFinite);
    return {
      stage: stage.id,
      assumed: assumed[index],
      measured: measured[index],
      main: measured[index] ?? assumed[index],
      // Measured points seldom have words.
      words: (measured[index]?.words.length ? measured[index] : assumed[index])?.words ?? [],
      mark: marks[index],
      top: Math.max(...drawn),
      bottom: Math.min(...drawn),
    };
  });
  // A new point belongs to whom the rest of the curve belongs.
  const own = persona && [...assumed, ...measured].some((point) => point?.persona === persona.id);
  return { cells, assumed, measured, newcomer: own ? persona.id : null, others };
}

/** Colours of lines: of the happy path and its alternates, and after the first one of people. */
export const HUES = ["var(--jk-positive)", "var(--jk-accent)", "color-mix(in oklab, #a145b8 75%, var(--jk-ink))", "var(--jk-negative)", "var(--jk-soft)"];

/** The lines of all personas who have points of their own, where no one of them is looked through. */
function everyone(content, points, stages) {
  const lines = all(content, "personas").map((person, index) => {
    const of = (stage) => {
      const here = points.filter((point) => point.stage === stage.id && point.persona === person.id);
      return here.find((point) => point.kind === "measured") ?? here[0] ?? null;
    };
    return { id: person.id, name: person.name, hue: HUES[1 + (index % 4)], points: stages.map(of) };
  });
  return lines.filter((line) => line.points.some(Boolean));
}

/** Points as lines of no length: with round ends they are drawn as dots at any scale. @returns {number[][][]} */
export const dotsOf = (points) => points.flatMap((point, index) => (point ? [Array(2).fill([index + 0.5, heightOf(point.score)])] : []));


/** Peak (below zero: lowest), dip and end among the points that are there, in words: twin of journeykit.frames.emotions. @returns {string[]} */
export function marksOf(points) {
  const marks = points.map(() => []);
  const there = [...points.keys()].filter((place) => points[place]);
  // A lone point stands out from nothing.
  if (there.length < 2) return marks.map(String);
  const scores = there.map((place) => points[place].score);
  const peak = scores.reduce((best, score, i) => (Math.abs(score) > Math.abs(scores[best]) ? i : best), 0);
  const lowest = scores.slice(1, -1).reduce((best, score, i) => (best < 0 || score < scores[best] ? i + 1 : best), -1);
  const below = scores[peak] < 0;
  // What reads as 0.0 is no peak.
  if (Math.abs(scores[peak]) >= 0.05) marks[there[peak]].push(below ? "lowest" : "peak");
  if (lowest > 0 && !(below && lowest === peak) && (scores[lowest - 1] + scores[lowest + 1]) / 2 > scores[lowest]) marks[there[lowest]].push("dip");
  marks[there.at(-1)].push("end");
  return marks.map((words) => words.join(" · "));
}

/** Runs of neighbouring points: a line never bridges a stage that nobody has looked at. @returns {number[][][]} */
export function runs(points) {
  const found = [];
  points.forEach((point, index) => {
    if (!point) return;
    if (points[index - 1]) found.at(-1).push([index + 0.5, heightOf(point.score)]);
    else found.push([[index + 0.5, heightOf(point.score)]]);
  });
  return found;
}

/** The interval of measured points as closed outlines. @returns {number[][][]} */
export function bands(points) {
  const sure = points.map((point) => (Number.isFinite(point?.low) && Number.isFinite(point?.high) ? point : null));
  const edge = (name) => runs(sure.map((point) => point && { score: point[name] }));
  const lower = edge("low");
  return edge("high").map((upper, i) => [...upper, ...lower[i].reverse()]).filter((outline) => outline.length > 2);
}

/** @param {number[][]} line @param {boolean} [closed] @returns {string} path in a box `count` wide and 1 high */
export const pathOf = (line, closed = false) =>
  line.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(3)} ${y.toFixed(4)}`).join("") + (closed ? "Z" : "");

// -------------------------------------------------------------------------------------------------------------- words

const CHARACTER = 6.7;
const LINE = 18;
const GAP = 15;
/** The style sheet cuts longer words. */
const LINES = 3;

/**
 * Places for the words of each stage, free of the lines, the points and each other.
 * @param {{text: string, score: number, top: number, bottom: number}[]} labels one a stage; empty text needs no room; top and
 *   bottom are the highest and lowest score drawn there: words stand above or below all of it
 * @param {number[][][]} lines runs of points, in stages and heights
 * @param {{width: number, height: number}} size width of a column and height of the lane in pixels
 * @returns {{side: "above" | "below", align: "middle" | "left" | "right"}[]}
 */
export function placeWords(labels, lines, { width, height }) {
  const pixels = lines.map((line) => line.map(([x, y]) => [x * width, y * height]));
  const segments = pixels.flatMap((line) => line.slice(1).map((end, i) => [line[i], end]));
  const points = pixels.flat();
  const taken = [];
  return labels.map((label, index) => {
    if (!label.text) return { side: "above", align: "middle" };
    const x = (index + 0.5) * width;
    let best = null;
    for (const align of ["middle", "left", "right"]) {
      for (const side of label.score < 0 ? ["below", "above"] : ["above", "below"]) {
        const y = heightOf(side === "above" ? label.top : label.bottom) * height;
        const box = boxOf(label.text, [x, y], side, align, width);
        const cost = (align === "middle" ? 0 : 1) + costOf(box, { segments, points, taken, height, across: width * labels.length });
        if (!best || cost < best.cost) best = { cost, box, side, align };
      }
    }
    taken.push(best.box);
    return { side: best.side, align: best.align };
  });
}

/** The room that words take beside a point. @returns {number[]} left, top, right, bottom */
export function boxOf(text, [x, y], side, align, width) {
  const most = Math.max(72, width * WORDS_SHARE);
  const wide = Math.min(most, text.length * CHARACTER + 6);
  const high = Math.min(LINES, Math.ceil((text.length * CHARACTER + 6) / most)) * LINE;
  const left = { middle: x - wide / 2, left: x + 8 - wide, right: x - 8 }[align];
  const top = side === "above" ? y - GAP - high : y + GAP;
  return [left, top, left + wide, top + high];
}

/** Most of a column's width that the words of a point may take; the style sheet says the same. */
const WORDS_SHARE = 0.66;

function costOf([left, top, right, bottom], { segments, points, taken, height, across }) {
  const overlaps = ([l, t, r, b]) => left < r && l < right && top < b && t < bottom;
  const outside = top < 0 || bottom > height || left < 0 || right > across;
  return (
    (outside ? 40 : 0) +
    10 * segments.filter(([a, b]) => crosses(a, b, [left - 1, top, right + 1, bottom])).length +
    6 * points.filter(([x, y]) => overlaps([x - 10, y - 10, x + 10, y + 10])).length +
    14 * taken.filter(overlaps).length
  );
}

/** Whether a straight line from a to b touches a box (Liang and Barsky 1984). */
export function crosses([ax, ay], [bx, by], [left, top, right, bottom]) {
  let from = 0;
  let to = 1;
  for (const [step, room] of [[ax - bx, ax - left], [bx - ax, right - ax], [ay - by, ay - top], [by - ay, bottom - ay]]) {
    if (step === 0) {
      if (room < 0) return false;
    } else if (step < 0) from = Math.max(from, room / step);
    else to = Math.min(to, room / step);
  }
  return from <= to;
}
