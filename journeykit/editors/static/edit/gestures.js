/** What a gesture means for the document, computed without a page: the place of a dragged element, a longer happy path. */
import { all } from "../core/view.js";

/**
 * Where a dragged element goes, as the place among *all* its siblings: some of them may not be shown.
 * @param {any[]} collection @param {string} id the moved one @param {string | null} stage its new stage, null without stages
 * @param {string | null} before id of the element that will follow it, null for last
 */
export function placeAmong(collection, id, stage, before) {
  const siblings = collection.filter((e) => e.id !== id && (stage === null || e.stage === stage));
  const place = siblings.findIndex((e) => e.id === before);
  return place < 0 ? siblings.length : place;
}

/** The happy path with one more touchpoint: after the last step of its stage, or of a stage before. */
export function routeWith(content, happy, id) {
  const order = new Map(all(content, "stages").map((stage, index) => [stage.id, index]));
  const column = (touchpoint) => order.get(all(content, "touchpoints").find((t) => t.id === touchpoint)?.stage) ?? -1;
  const steps = [...(happy?.touchpoints ?? [])];
  const later = steps.findIndex((step) => column(step) > column(id));
  steps.splice(later < 0 ? steps.length : later, 0, id);
  return steps;
}
