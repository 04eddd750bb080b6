/**
 * EventMatcher: the events of a log on the left, the touchpoints of a map on the right. An event is tied to a touchpoint by
 * dragging it there, by ticking it and choosing the touchpoint, by taking a suggestion, or by typing a rule.
 *
 * Pure: matchRows, matchGroups, ruleOf, sureBindings, previewWords, touchpointName, meterWords. Then render({model, el}).
 */
import { iconButton } from "./core/controls.js";
import { focusNear, h, icon, isNew, patchList, setText } from "./core/dom.js";
import { openEditor } from "./core/editor.js";
import { countWords, shareWords, stageColours } from "./core/words.js";
import { follow } from "./edit/panels.js";

const SHOWN = 200;
const SURE = 0.6;
const TYPING_MS = 120;

/**
 * The rows of the left side, by volume.
 * @param {{names: [string, number, number][]}} counts @param {any} claims @param {any} suggestions
 * @param {{words?: string, all?: boolean}} wanted words to search for; all: also what is on the map
 */
export function matchRows(counts, claims, suggestions, { words = "", all = false } = {}) {
  const asked = words.trim().toLocaleLowerCase();
  const most = Math.max(1, ...(counts.names ?? []).map(([, events]) => events));
  return (counts.names ?? [])
    .filter(([name]) => !asked || name.toLocaleLowerCase().includes(asked))
    .map(([name, events, paths]) => ({ name, events, paths, left: claims.left?.[name] ?? 0, owners: claims.owners?.[name] ?? [], suggestion: suggestions?.[name] ?? null }))
    .filter((row) => all || row.left > 0)
    .map((row) => ({ ...row, shown: all ? row.events : row.left, size: (all ? row.events : row.left) / most }));
}

/** Touchpoints by stage with what they hold. @param {any} content @param {any} claims */
export function matchGroups(content, claims) {
  const colours = stageColours(content.stages?.length ?? 0);
  return (content.stages ?? []).map((stage, index) => ({
    ...stage,
    colour: colours[index],
    touchpoints: (content.touchpoints ?? [])
      .filter((touchpoint) => touchpoint.stage === stage.id)
      .map((touchpoint) => {
        const held = claims.touchpoints?.[touchpoint.id];
        return { ...touchpoint, events: held?.events ?? 0, rules: touchpoint.rules.map((rule, i) => ({ rule, fits: held?.rules?.[i] ?? 0 })) };
      }),
  }));
}

/** The rule that fits one name and no other. @param {string} name */
export const ruleOf = (name) => name.replace(/[*?]/g, "[$&]");

/** The bindings that all sure suggestions make together: one edit a touchpoint. @param {any} suggestions @param {Set<string> | null} [among] */
export function sureBindings(suggestions, among = null) {
  const byTouchpoint = new Map();
  for (const [name, { touchpoint, score }] of Object.entries(suggestions ?? {})) {
    if (score >= SURE && (!among || among.has(name))) byTouchpoint.set(touchpoint, [...(byTouchpoint.get(touchpoint) ?? []), ruleOf(name)]);
  }
  return [...byTouchpoint].map(([id, events]) => ({ edit: "bind_touchpoint", args: { id, events } }));
}

const counted = (count, one) => `${countWords(count)} ${count === 1 ? one : `${one}s`}`;
const others = (rows) => rows.map(([name, events]) => `${countWords(events)} at “${name}”`).join(", ");

/** What a rule would do, in sentences. @param {any} preview answer of Python @param {number} total events of the log */
export function previewWords(preview, total) {
  if (!preview.fits) {
    const hint = preview.nearest ? ` Upper and lower case count: did you mean “${preview.nearest}”?` : " Check the spelling, or put a * where anything may stand.";
    return [`No event is called that.${hint}`];
  }
  const lines = [`Fits ${counted(preview.fits, "event name")}; ${preview.added ? `brings ${counted(preview.added, "event")} here, ${shareWords(preview.added / total)} of all` : "brings nothing that is not here already"}.`];
  if (preview.moved.length) lines.push(`Takes away: ${others(preview.moved)}.`);
  if (preview.kept.length) lines.push(`Stays where it is, because that touchpoint comes first on the map: ${others(preview.kept)}.`);
  return lines;
}

/** "fees_page-viewed" -> "Fees page viewed". @param {string} event */
export function touchpointName(event) {
  const words = event.replace(/[_\-./:]+/g, " ").replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").replace(/\s+/g, " ").trim().toLocaleLowerCase();
  return words ? words[0].toLocaleUpperCase() + words.slice(1, 80) : event.slice(0, 80);
}

/** @param {any} claims @param {any} counts @param {string} people */
export function meterWords(claims, counts, people) {
  const share = (part, whole) => (whole ? shareWords(part / whole) : "—");
  return { events: share(claims.events, counts.events), paths: share(claims.paths, counts.paths), detail: `${countWords(claims.events)} of ${countWords(counts.events)} events are on the map; ${countWords(claims.paths)} of ${countWords(counts.paths)} ${people} have one` };
}

// ------------------------------------------------------------------------------------------------------------ drawing

export function render(host) {
  const scene = { model: host.model, ticked: new Set(), words: "", all: false, most: SHOWN, open: null };
  Object.assign(scene, openEditor(host, { name: "jk-matcher", label: "Events and touchpoints", followed: ["counts", "claims", "suggestions"], draw: () => draw(scene) }));
  scene.meter = makeMeter();
  scene.left = makeLeft(scene);
  scene.groups = h("div", { class: "jk-stack jk-matcher__groups" });
  scene.none = h("p", { class: "jk-soft jk-matcher__none" }, "This map has no touchpoint yet. Add some on the board, then tie events to them here.");
  const right = h("section", { class: "jk-stack jk-matcher__side", "aria-label": "Touchpoints" }, h("h2", { class: "jk-matcher__title" }, "Touchpoints"), scene.none, scene.groups);
  scene.root.append(h("div", { class: "jk-wrap jk-matcher__bar" }, scene.meter.root, h("span", { class: "jk-row jk-screen jk-tight jk-matcher__steps" }, scene.status, scene.editable ? [scene.undo, scene.redo] : null)), h("div", { class: "jk-matcher__sides" }, scene.left.root, right));
  draw(scene);
  return () => {
    clearTimeout(scene.timer);
    scene.close();
  };
}

function makeMeter() {
  const value = h("b", { class: "jk-meter__value" });
  const words = h("span", { class: "jk-soft jk-meter__words" });
  const detail = h("p", { class: "jk-note jk-meter__detail" });
  const fill = h("i", { class: "jk-meter__fill" });
  const ghost = h("i", { class: "jk-meter__ghost" });
  const bar = h("div", { class: "jk-meter__bar", role: "img" }, ghost, fill);
  return { root: h("div", { class: "jk-meter" }, h("p", { class: "jk-meter__line" }, value, words), bar, detail), value, words, detail, fill, ghost, bar };
}

function drawMeter(scene, preview = null) {
  const { claims, counts, meter } = scene;
  const told = meterWords(claims, counts, scene.content.people ?? "customers");
  const share = (events) => `${counts.events ? (100 * events) / counts.events : 0}%`;
  setText(meter.value, told.events);
  setText(meter.words, ` of events are on the map · ${told.paths} of ${scene.content.people ?? "customers"} have one`);
  setText(meter.detail, preview ? `With this: ${shareWords(preview.events / counts.events)} of events, ${shareWords(preview.paths / counts.paths)} of ${scene.content.people ?? "customers"}` : told.detail);
  meter.detail.classList.toggle("is-preview", Boolean(preview));
  meter.bar.setAttribute("aria-label", told.detail);
  meter.fill.style.width = share(Math.min(claims.events, preview?.events ?? claims.events));
  meter.ghost.style.width = share(Math.max(claims.events, preview?.events ?? 0));
}

// --------------------------------------------------------------------------------------------------------- left side

function makeLeft(scene) {
  const search = h("input", { type: "search", class: "jk-input jk-grow jk-matcher__search", "aria-label": "Search events", placeholder: "Search events", on: { input: () => Object.assign(scene, { words: search.value, most: SHOWN }) && draw(scene) } });
  const all = h("input", { type: "checkbox", on: { change: () => Object.assign(scene, { all: all.checked, most: SHOWN }) && draw(scene) } });
  const list = h("ul", { class: "jk-box jk-matcher__events", role: "list", "aria-label": "Events" });
  const count = h("span", { class: "jk-note jk-matcher__count" });
  const empty = h("p", { class: "jk-soft jk-matcher__none" });
  const more = h("button", { type: "button", class: "jk-button", on: { click: () => (scene.most += SHOWN) && draw(scene) } });
  const sure = h("button", { type: "button", class: "jk-button", on: { click: () => takeSure(scene) } }, icon("check"), h("span"));
  const chosen = h("span");
  const where = h("select", { class: "jk-input jk-grow jk-matcher__where", "aria-label": "Touchpoint for the ticked events", on: { change: () => previewTicked(scene) } });
  const put = h("button", { type: "button", class: "jk-button jk-button--main", on: { click: () => putTicked(scene) } }, "Put there");
  const clear = h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => untick(scene) } }, "Untick");
  const tray = h("div", { class: "jk-row jk-matcher__tray", role: "group", "aria-label": "Ticked events" }, chosen, where, put, clear);
  const root = h("section", { class: "jk-stack jk-matcher__side", "aria-label": "Events of the log" },
    h("div", { class: "jk-wrap jk-matcher__head" }, h("h2", { class: "jk-matcher__title" }, "Events "), count, h("label", { class: "jk-note jk-inline jk-matcher__all" }, all, "Show those on the map too")),
    h("div", { class: "jk-wrap jk-screen jk-matcher__tools" }, search, scene.editable ? sure : null), empty, list, more, scene.editable ? tray : null);
  list.addEventListener("keydown", (event) => walk(event, list));
  return { root, search, list, count, empty, more, sure, chosen, where, put, tray };
}

/** Arrow keys go from tick to tick. */
function walk(event, list) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || !event.target.matches("input[type=checkbox]")) return;
  event.preventDefault();
  const ticks = [...list.querySelectorAll("input[type=checkbox]")];
  ticks[ticks.indexOf(event.target) + by]?.focus();
}

function drawLeft(scene) {
  const { left, claims, counts } = scene;
  const rows = matchRows(counts, claims, scene.suggestions, scene);
  const unclaimed = Object.keys(claims.left ?? {});
  for (const name of [...scene.ticked]) if (!claims.left?.[name]) scene.ticked.delete(name);
  setText(left.count, `${countWords(unclaimed.length)} of ${countWords(counts.names?.length ?? 0)} names not on the map yet`);
  left.empty.hidden = rows.length > 0;
  setText(left.empty, scene.words ? `No event has “${scene.words.trim()}” in its name.` : counts.names?.length ? "Every event is on the map. Nothing is left to match." : scene.editable ? "The log has no events." : "Event names are shown where this map is edited.");
  patchList(left.list, rows.slice(0, scene.most), { key: ({ name }) => name, create: (row) => makeRow(scene, row.name), update: (node, row) => drawRow(scene, node, row) });
  left.more.hidden = rows.length <= scene.most;
  setText(left.more, `Show ${countWords(Math.min(SHOWN, rows.length - scene.most))} more of ${countWords(rows.length)}`);
  if (!scene.editable) return;
  const sure = sureBindings(scene.suggestions).reduce((sum, { args }) => sum + args.events.length, 0);
  left.sure.hidden = sure < 2;
  setText(left.sure.lastChild, `Take ${countWords(sure)} sure suggestions`);
  left.tray.hidden = scene.ticked.size === 0;
  setText(left.chosen, `${countWords(scene.ticked.size)} ticked, ${counted([...scene.ticked].reduce((sum, name) => sum + (claims.left?.[name] ?? 0), 0), "event")}:`);
  drawChoices(scene);
}

function drawChoices(scene) {
  const { where } = scene.left;
  if (!isNew(where, scene.groupsOf.map((stage) => [stage.id, stage.name, stage.touchpoints.map(({ id, name }) => [id, name])]))) return;
  const held = where.value;
  where.replaceChildren(h("option", { value: "" }, "Choose a touchpoint…"), ...scene.groupsOf.map((stage) => h("optgroup", { label: stage.name }, stage.touchpoints.map(({ id, name }) => h("option", { value: id }, name)), h("option", { value: `+${stage.id}` }, `New touchpoint in ${stage.name}`))));
  where.value = held;
  if (where.selectedIndex < 0) where.value = "";
}

function makeRow(scene, name) {
  const tick = scene.editable ? h("input", { type: "checkbox", on: { change: () => toggle(scene, name, tick.checked) } }) : null;
  const words = h("span", { class: "jk-clamp jk-event__name", dir: "auto" }, name);
  const amount = h("span", { class: "jk-note jk-event__count" });
  const bar = h("i", { class: "jk-event__bar", "aria-hidden": "true" });
  const hint = h("div", { class: "jk-note jk-row jk-event__hint" });
  const node = h("li", { class: "jk-event" }, h("label", { class: "jk-row jk-event__line" }, tick, words, amount), bar, hint);
  if (scene.editable) node.addEventListener("pointerdown", (event) => drag(event, node, name, scene));
  return Object.assign(node, { tick, amount, bar, hint });
}

function drawRow(scene, node, row) {
  if (node.tick) {
    node.tick.checked = scene.ticked.has(row.name);
    node.tick.disabled = row.left === 0;
  }
  node.classList.toggle("is-claimed", row.left === 0);
  const partly = row.left > 0 && row.left < row.events;
  setText(node.amount, scene.all || !partly ? countWords(row.shown) : `${countWords(row.left)} of ${countWords(row.events)}`);
  node.amount.title = `${counted(row.events, "event")} of ${countWords(row.paths)} ${scene.content.people ?? "customers"}`;
  node.bar.style.width = `${100 * row.size}%`;
  const called = (id) => scene.names.get(id) ?? id;
  if (!isNew(node, [row.suggestion, row.owners.map(called), called(row.suggestion?.touchpoint)])) return;
  const parts = [];
  if (row.owners.length) parts.push(h("span", null, `on “${row.owners.map(called).join("”, “")}”`));
  if (row.suggestion && scene.editable) {
    const to = called(row.suggestion.touchpoint);
    parts.push(h("button", { type: "button", class: "jk-inline jk-event__take", "aria-label": `Put ${row.name} on ${to}: ${row.suggestion.reason}`, on: { click: () => take(scene, row.suggestion.touchpoint, [row.name]) } }, icon("right", 12), h("span", { class: "jk-clip" }, to)), h("span", { class: "jk-event__why", "aria-hidden": "true" }, row.suggestion.reason));
  }
  node.hint.replaceChildren(...parts);
  node.hint.hidden = parts.length === 0;
}

function toggle(scene, name, on) {
  if (on) scene.ticked.add(name);
  else scene.ticked.delete(name);
  drawLeft(scene);
  previewTicked(scene);
}

function untick(scene) {
  scene.ticked.clear();
  drawLeft(scene);
  drawMeter(scene);
  scene.left.search.focus();
}

const chosenTouchpoint = (scene) => (scene.left.where.value.startsWith("+") ? "" : scene.left.where.value);

function previewTicked(scene) {
  const id = chosenTouchpoint(scene);
  if (id && scene.ticked.size) preview(scene, id, [...scene.ticked].map(ruleOf), () => {});
  else drawMeter(scene);
}

async function putTicked(scene) {
  const to = scene.left.where.value;
  const events = [...scene.ticked];
  if (!to) {
    scene.notice("Choose the touchpoint first.", "problem");
    scene.left.where.focus();
    return;
  }
  if (to.startsWith("+")) {
    const name = touchpointName(events[0]);
    await run(scene, () => scene.transport.send("add_touchpoint", { name, stage: to.slice(1), binding: { events: events.map(ruleOf) } }), `New touchpoint “${name}” with ${counted(events.length, "event name")}`);
  } else await take(scene, to, events);
  if (scene.ticked.size === 0) focusNear(scene.left.list, 0);
}

/** Bind events to a touchpoint: by their names, or by rules that were typed. */
function take(scene, id, names, rules = names.map(ruleOf)) {
  return run(scene, () => scene.transport.send("bind_touchpoint", { id, events: rules }), `${names.length === 1 ? names[0] : `${names.length} names`} put on “${scene.names.get(id)}”`);
}

function takeSure(scene) {
  const edits = sureBindings(scene.suggestions);
  const names = edits.reduce((sum, { args }) => sum + args.events.length, 0);
  return run(scene, () => scene.transport.send("apply_all", { edits }), `${names} suggestions taken`, true);
}

async function run(scene, send, words, undoable = false) {
  const reply = await send();
  scene.notice(reply.ok ? words : reply.error, reply.ok ? "good" : "problem", reply.ok && (undoable || Boolean(reply.removed)));
  return reply;
}

/** Ask what a binding would do, a moment after the last key or move. */
function preview(scene, touchpoint, events, show) {
  clearTimeout(scene.timer);
  const turn = (scene.turn = (scene.turn ?? 0) + 1);
  scene.timer = setTimeout(async () => {
    const reply = await scene.transport.ask("preview", { touchpoint, events });
    // An answer to what is no longer asked would show the wrong numbers.
    if (turn !== scene.turn) return;
    drawMeter(scene, reply.ok ? reply.value : null);
    show(reply);
  }, TYPING_MS);
}

function stopPreview(scene) {
  clearTimeout(scene.timer);
  scene.turn = (scene.turn ?? 0) + 1;
  drawMeter(scene);
}

function drag(event, node, name, scene) {
  if (event.target.closest("button, input") || !scene.claims.left?.[name]) return;
  const names = scene.ticked.has(name) ? [...scene.ticked] : [name];
  let over = null;
  const mark = (card) => {
    if (card === over) return;
    over?.classList.remove("is-target");
    card?.classList.add("is-target");
    over = card;
    if (card) preview(scene, card.dataset.touchpoint, names.map(ruleOf), () => {});
    else stopPreview(scene);
  };
  follow(event, node, scene.groups, {
    over: (x, y) => mark(document.elementFromPoint(x, y)?.closest?.("[data-touchpoint]") ?? null),
    drop: () => over && take(scene, over.dataset.touchpoint, names),
    end: () => {
      over?.classList.remove("is-target");
      stopPreview(scene);
    },
  });
}

// -------------------------------------------------------------------------------------------------------- right side

function drawRight(scene) {
  scene.none.hidden = scene.groupsOf.some(({ touchpoints }) => touchpoints.length);
  patchList(scene.groups, scene.groupsOf.filter(({ touchpoints }) => touchpoints.length), {
    key: ({ id }) => id,
    create: (stage) => {
      const title = h("h3", { class: "jk-matcher__stage", id: `jk-stage-${scene.transport.name}-${stage.id}` });
      const list = h("ul", { class: "jk-matcher__touchpoints", role: "list", "aria-labelledby": title.id });
      return Object.assign(h("div", { class: "jk-matcher__group" }, title, list), { heading: title, list });
    },
    update: (node, stage) => {
      node.style.setProperty("--jk-stage", stage.colour);
      setText(node.heading, stage.name);
      patchList(node.list, stage.touchpoints, { key: ({ id }) => id, create: (touchpoint) => makeCard(scene, touchpoint.id), update: (card, touchpoint) => drawCard(scene, card, touchpoint) });
    },
  });
}

function makeCard(scene, id) {
  const name = h("span", { class: "jk-clamp jk-strong jk-bound__name", dir: "auto" });
  const amount = h("span", { class: "jk-note jk-bound__count" });
  const rules = h("ul", { class: "jk-wrap jk-tight jk-bound__rules", role: "list" });
  const where = h("p", { class: "jk-note jk-bound__where" });
  const card = h("li", { class: "jk-card jk-stack jk-bound", data: { touchpoint: id } }, h("p", { class: "jk-bound__line" }, name, amount), rules, where);
  Object.assign(card, { name, amount, rules, where });
  if (scene.editable) card.append(makeRule(scene, card, id));
  return card;
}

function drawCard(scene, card, touchpoint) {
  setText(card.name, touchpoint.name);
  setText(card.amount, touchpoint.rules.length ? counted(touchpoint.events, "event") : "no event yet");
  card.classList.toggle("is-bare", touchpoint.rules.length === 0);
  card.where.hidden = touchpoint.where.length === 0;
  setText(card.where, `only where ${touchpoint.where.join(" and ")}`);
  card.add?.setAttribute("aria-label", `Add a rule to ${touchpoint.name}`);
  patchList(card.rules, touchpoint.rules, {
    key: ({ rule }) => rule,
    create: ({ rule }) => {
      const fits = h("span", { class: "jk-soft jk-rule__fits" });
      const drop = scene.editable && iconButton("remove", `Take ${rule} off ${touchpoint.name}`, () => letGo(scene, touchpoint.id, rule), { class: "jk-icon-button jk-screen jk-rule__drop", size: 10 });
      return Object.assign(h("li", { class: "jk-inline jk-rule" }, h("code", { dir: "auto" }, rule), fits, drop || ""), { fits });
    },
    update: (node, { fits }) => {
      setText(node.fits, fits ? countWords(fits) : "fits none");
      node.classList.toggle("is-idle", !fits);
    },
  });
}

function letGo(scene, id, rule) {
  return run(scene, () => scene.transport.send("unbind_touchpoint", { id, events: [rule] }), `${rule} is off “${scene.names.get(id)}”`);
}

/** The place to type a rule, with what it would do below. */
function makeRule(scene, card, id) {
  const input = h("input", { type: "text", class: "jk-input jk-rule__input", placeholder: "Name of an event, or a rule such as fees*", autocomplete: "off", spellcheck: "false", "aria-label": "Rule: the name of an event, * stands for anything" });
  const told = h("div", { class: "jk-note jk-stack jk-rule__told", role: "status" });
  const put = h("button", { type: "button", class: "jk-button jk-button--main", on: { click: () => bind() } }, "Bind");
  const quit = h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => close() } }, "Cancel");
  const form = h("div", { class: "jk-stack jk-rule__form", hidden: true }, input, h("span", { class: "jk-row jk-rule__buttons" }, put, quit), told);
  const add = h("button", { type: "button", class: "jk-inline jk-hover jk-rule__add", on: { click: () => open() } }, icon("add", 12), "Add a rule");
  card.add = add;
  const open = () => {
    scene.open?.();
    scene.open = shut;
    form.hidden = false;
    add.hidden = true;
    input.value = "";
    told.replaceChildren();
    input.focus();
  };
  const shut = () => {
    form.hidden = true;
    add.hidden = false;
    scene.open = null;
    stopPreview(scene);
  };
  const close = () => {
    add.hidden = false;
    add.focus();
    shut();
  };
  const bind = async () => {
    const rule = input.value.trim();
    if (!rule) {
      input.focus();
      return;
    }
    const reply = await take(scene, id, [rule], [rule]);
    if (reply.ok) close();
    else told.replaceChildren(h("p", { class: "is-problem" }, reply.error));
  };
  input.addEventListener("input", () => {
    const rule = input.value.trim();
    if (!rule) {
      stopPreview(scene);
      told.replaceChildren();
    } else preview(scene, id, [rule], (reply) => showPreview(scene, told, reply));
  });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target === input) bind();
    else return;
    event.preventDefault();
  });
  return h("div", { class: "jk-screen jk-bound__add" }, add, form);
}

function showPreview(scene, told, reply) {
  if (!reply.ok) {
    told.replaceChildren(h("p", { class: "is-problem" }, reply.error));
    return;
  }
  const { names, fits } = reply.value;
  const lines = previewWords(reply.value, scene.counts.events).map((line) => h("p", null, line));
  const more = fits > names.length ? [h("li", { class: "is-more" }, `and ${countWords(fits - names.length)} more`)] : [];
  told.replaceChildren(...lines, h("ul", { class: "jk-rule__names" }, names.map((name) => h("li", { dir: "auto" }, name)), more));
}

// --------------------------------------------------------------------------------------------------------------- draw

function draw(scene) {
  const { model } = scene;
  Object.assign(scene, { content: scene.transport.content ?? {}, counts: model.get("counts") ?? {}, suggestions: model.get("suggestions") ?? {} });
  const claims = model.get("claims") ?? {};
  if (claims.problem) scene.notice(claims.problem, "problem");
  scene.claims = claims.problem ? { events: 0, paths: 0, left: {}, owners: {}, touchpoints: {} } : claims;
  scene.groupsOf = matchGroups(scene.content, scene.claims);
  scene.names = new Map((scene.content.touchpoints ?? []).map(({ id, name }) => [id, name]));
  scene.drawSteps();
  drawMeter(scene);
  drawLeft(scene);
  drawRight(scene);
}
