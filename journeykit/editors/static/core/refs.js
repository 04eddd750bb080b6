/**
 * What stands for an element from module to module: a ref such as "touchpoint/shelf", "stage/browse", "map",
 * "cell/<stage>/<lane>/<persona>", "emotion/<stage>/<touchpoint>/<persona>/<kind>". Pure, tested in node.
 */
import { all } from "./view.js";

/** The collection of each kind; a test compares it with journeykit.model.integrity. */
export const COLLECTION_OF = {
  objective: "objectives", persona: "personas", stage: "stages", lane: "lanes", touchpoint: "touchpoints", route: "routes",
  pain_point: "pain_points", opportunity: "opportunities", kpi: "kpis", improvement: "improvements", owner: "owners",
  technology: "technologies", survey: "surveys", source: "sources",
};

/** "pain_point/dark" -> kind and id; "cell/browse/goals" keeps the rest as id. @param {string} ref */
export function refOf(ref) {
  const at = ref.indexOf("/");
  return at < 0 ? { kind: ref, id: "" } : { kind: ref.slice(0, at), id: ref.slice(at + 1) };
}

/** What a ref stands for in a document, or null. Cells and feelings are kept by their place. @param {any} content @param {string} ref */
export function found(content, ref) {
  const { kind, id } = refOf(ref);
  if (kind === "map") return content;
  const collection = { cell: "cells", emotion: "emotions", ...COLLECTION_OF }[kind];
  return all(content, collection).find((entry) => entry.id === id) ?? null;
}

/** What an element is called. @param {any} element */
export const titleOf = (element) => element?.name ?? element?.title ?? element?.question ?? "";

/** @param {string} kind */
export const kindWords = (kind) => (kind === "kpi" ? "KPI" : kind.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase()));

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** "2026-05-03" -> "3 May 2026". @param {string} day */
export const dayWords = (day) => `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
