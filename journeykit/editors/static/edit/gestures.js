/**
 * What a gesture means for the document, computed without a page and tested in node: the place of a dragged element, a
 * longer happy path, the choices that a form offers, and an edit said in words.
 */
import { scoreWords } from "../core/words.js";
import { all, COSTS, LISTS } from "../core/view.js";

/** Closed word lists of the model, as [word, label]; a test compares them with journeykit.model.vocabulary. */
export const CHOICES = {
  channel: [
    ["website", "website"], ["mobile_app", "mobile app"], ["email", "e-mail"], ["social_media", "social media"],
    ["advertising", "advertising"], ["live_chat", "live chat"], ["messaging", "messaging"], ["phone", "phone"],
    ["video_call", "video call"], ["online_community", "online community"], ["review_site", "review site"],
    ["in_person", "in person"], ["in_store", "in store"], ["packaging", "packaging"], ["post", "post"],
    ["event", "event"], ["other", "other"],
  ],
  type: [
    ["marketing", "marketing"], ["sales", "sales"], ["onboarding", "onboarding"], ["participation", "participation"],
    ["support", "support"], ["completion", "completion"], ["retention", "retention"],
  ],
  medium: [["digital", "digital"], ["physical", "physical"]],
  costs: COSTS.map((cost) => [cost, cost]),
  direction: [["up", "up is better"], ["down", "down is better"]],
};

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

// ------------------------------------------------------------------------------------------------------------- words

const KINDS = Object.fromEntries(Object.values(LISTS).filter((list) => list.element !== "touchpoint").map((list) => [list.element, list.word]));
const VERBS = { update: "changed", move: "moved", remove: "removed", duplicate: "duplicated" };
const COLLECTION_OF = { opportunity: "opportunities", technology: "technologies" };

/** An edit in words, told before it is done so that removed things still have their names. */
export function told(content, edit, args) {
  const [, verb, kind] = /^(add|update|move|remove|duplicate)_(\w+)$/.exec(edit) ?? [];
  const named = (collection, id) => quoted(all(content, collection).find((e) => e.id === id)?.name ?? id ?? "");
  if (edit === "set_cell") return `${named("lanes", args.lane)} of ${named("stages", args.stage)} ${args.text ? "written" : "cleared"}.`;
  if (edit === "set_emotion") return `Feelings of ${named("stages", args.stage)}: ${scoreWords(args.score)}.`;
  if (edit === "clear_emotion") return `Feelings of ${named("stages", args.stage)} cleared.`;
  if (edit === "apply_all") return severalTold(args.edits.map((one) => one.edit));
  if (edit === "paste_block" || edit === "paste_elements") return "Pasted.";
  if (edit === "undo") return "Taken back.";
  if (edit === "redo") return "Done again.";
  if (edit === "update_lane" && "hidden" in args) return `Lane ${named("lanes", args.id)} ${args.hidden ? "hidden" : "shown"}.`;
  if (edit === "update_route" || edit === "add_route") return "Happy path changed.";
  if (!verb || edit === "update_map") return "Map changed.";
  const word = KINDS[kind] ?? kind.replaceAll("_", " ");
  const heading = word === "KPI" ? word : word[0].toUpperCase() + word.slice(1);
  if (verb === "add") return `${heading} ${quoted(args.name)} added.`;
  const name = all(content, COLLECTION_OF[kind] ?? `${kind}s`).find((e) => e.id === args.id)?.name ?? args.id;
  const renamed = verb === "update" && args.name && args.name !== name;
  return `${heading} ${quoted(name)} ${renamed ? `is now ${quoted(args.name)}` : VERBS[verb]}.`;
}

/** Several edits in words: what most of them did. @param {string[]} edits */
function severalTold(edits) {
  const [verb] = ["remove", "move", "duplicate", "add"].filter((word) => edits.some((name) => name.startsWith(`${word}_`)));
  const count = edits.filter((name) => name.startsWith(`${verb}_`)).length || edits.length;
  return `${count} things ${{ remove: "removed", move: "moved", duplicate: "duplicated", add: "added" }[verb] ?? "changed"}.`;
}

const quoted = (text) => `“${text.length > 40 ? `${text.slice(0, 38)}…` : text}”`;
