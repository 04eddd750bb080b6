/**
 * What can be found on a board and what belongs together there, computed without a page and tested in node.
 */
import { all } from "../core/view.js";

/** Letters without case and accents, so that "cafe" finds "Café". @param {string} text */
export const plainText = (text) => String(text ?? "").normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/**
 * Places whose words hold all the words that were asked for, in reading order.
 * @param {any} view from `boardView` @param {any} content the document @param {string} asked
 * @returns {{key: string, item: string | null}[]} a cell, or an element in it
 */
export function findIn(view, content, asked) {
  const words = plainText(asked).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const holds = (...texts) => {
    const text = plainText(texts.filter(Boolean).join(" "));
    return words.every((word) => text.includes(word));
  };
  const found = view.stages.filter((stage) => holds(stage.name, stage.definition)).map((stage) => ({ key: `stage/${stage.id}`, item: null }));
  const felt = feltBy(content, view.traveller);
  for (const lane of view.halves.flatMap((group) => group.lanes)) {
    if (holds(lane.name)) found.push({ key: `lane/${lane.id}`, item: null });
    for (const cell of lane.cells) {
      const own = [cell.text, ...(cell.others ?? []).map((other) => other.text), cell.kind === "emotions" ? felt.get(cell.stage) : "", ...(cell.costs ?? []).map((cost) => cost.id)];
      if (holds(...own)) found.push({ key: cell.key, item: null });
      for (const item of cell.items ?? []) if (holds(item.name, item.about, item.channel, item.consequence, ...(item.marks ?? []))) found.push({ key: cell.key, item: item.id });
    }
  }
  return found;
}

function feltBy(content, traveller) {
  const words = new Map();
  for (const point of all(content, "emotions")) {
    if (point.touchpoint || (point.persona && point.persona !== traveller?.id)) continue;
    words.set(point.stage, `${words.get(point.stage) ?? ""} ${(point.words ?? []).join(" ")}`);
  }
  return words;
}

/** Kinds of elements as the cells of the board name them, and the field of others that points at them. */
const POINTS = {
  owners: ["owner", "owners"],
  technologies: ["technology", "technologies"],
  touchpoints: ["touchpoint", "touchpoints"],
  pain_points: ["pain_point", "pain_points"],
  opportunities: ["opportunity", "opportunities"],
};

/**
 * Elements that name this one or are named by it: what an owner answers for, what a system carries, the pains that an idea
 * answers.
 * @param {any} content @param {string} kind "owners", "touchpoints" … @param {string} id
 * @returns {Set<string>} as "kind/id", with the element itself
 */
export function relatedTo(content, kind, id) {
  const related = new Set([`${kind}/${id}`]);
  const [one, many] = POINTS[kind] ?? ["", ""];
  for (const other of ["touchpoints", "pain_points", "opportunities", "kpis"]) {
    for (const element of all(content, other)) {
      if (one && (element[one] === id || element[many]?.includes?.(id))) related.add(`${other}/${element.id}`);
    }
  }
  const self = all(content, kind).find((element) => element.id === id);
  for (const [other, [field, fields]] of Object.entries(POINTS)) {
    for (const named of [self?.[field], ...(Array.isArray(self?.[fields]) ? self[fields] : [])]) if (typeof named === "string") related.add(`${other}/${named}`);
  }
  return related;
}

export const ZOOMS = [["comfortable", "Comfortable"], ["compact", "Compact"], ["fit", "Fit"]];

/** How small the matrix is drawn so that all columns stand in a width: 1 where they do anyway. */
export function fitScale(width, first, columns, least) {
  const needed = first + columns * least;
  return needed <= width || !width ? 1 : Math.max(0.25, Math.floor((width / needed) * 100) / 100);
}
