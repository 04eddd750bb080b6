/**
 * The controls of a form that Python describes (editors/_fields.py). Each is `make(field, env)` and gives
 * `{node, show(value), read(), names?}`: show puts a value there, read gives it as the model takes it.
 * One rule for keeping what is typed: Enter keeps it everywhere; where a field has lines, Shift+Enter starts one.
 *
 * Pure (node-tested): linesOf, conditionOf, conditionText, filled.
 */
import { iconButton } from "../core/controls.js";
import { h, setText } from "../core/dom.js";
import { moved, wordsOf } from "../core/lists.js";
import { drawnAnew } from "../core/picture.js";
import { onChosen } from "./choice.js";

/** Texts, one a line, without empty ones. @param {string} text */
export const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

/** What a column is compared with: "3" is a number, "a, b" a list. @param {string} text */
export function conditionOf(text) {
  const words = text.trim();
  if (words.includes(",")) return wordsOf(words);
  return words !== "" && Number.isFinite(Number(words)) ? Number(words) : words;
}

/** @param {any} value */
export const conditionText = (value) => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));

/** True when a value says something. @param {any} value */
export function filled(value) {
  if (value === null || value === undefined || value === "" || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === "object" ? Object.values(value).some(filled) : true;
}

// ------------------------------------------------------------------------------------------------------------ controls

const row = (field, control, id) =>
  h("div", { class: "jk-form__row" }, h("label", { class: "jk-note jk-form__label", for: id }, field.label), control);

/** An input whose text is kept with Enter or on leaving, and taken back with Escape. */
function typed(field, env, box, { read, write }) {
  let shown = "";
  const show = (value) => {
    shown = write(value);
    if (box.value !== shown) box.value = shown;
  };
  const keep = () => {
    if (box.value === shown) return;
    shown = box.value;
    env.changed?.();
  };
  const part = { node: row(field, box, env.id), box, show, read: () => read(box.value) };
  if (env.inForm) return part;
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !(event.shiftKey && box.tagName === "TEXTAREA")) keep();
    else if (event.key === "Escape" && box.value !== shown) box.value = shown;
    else if (event.key !== "Escape" || !env.takeBack?.()) return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("blur", keep);
  return part;
}

function input(field, env, more) {
  return h("input", { id: env.id, class: "jk-input jk-form__input", autocomplete: "off", placeholder: field.hint, title: field.hint, ...more });
}

function area(field, env, hint) {
  const box = h("textarea", { id: env.id, class: "jk-input jk-form__input jk-form__lines", rows: 2, spellcheck: "true", dir: "auto", placeholder: hint, title: hint });
  const fit = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(240, box.scrollHeight + 2)}px`;
  };
  box.addEventListener("input", fit);
  box.addEventListener("focus", fit);
  return box;
}

function choice(field, env, options) {
  const box = h("select", { id: env.id, class: "jk-input jk-form__input", title: field.hint });
  if (!env.inForm) onChosen(box, () => env.changed());
  const fill = (list) => box.replaceChildren(...list.map(([value, label]) => h("option", { value }, label)));
  fill(options);
  return { node: row(field, box, env.id), box, fill };
}

function ticks(field, env, type, options, value) {
  const boxes = options.map(([word]) => h("input", { type, value: word, name: `${env.id}-set`, on: { change: () => env.changed?.() } }));
  const form = type === "radio" ? "jk-form__step" : "jk-row jk-form__check";
  const labels = boxes.map((box, i) => h("label", { class: form }, box, type === "radio" ? h("span", null, options[i][1]) : options[i][1]));
  const node = h("fieldset", { class: "jk-wrap jk-form__set", id: env.id, title: field.hint }, h("legend", { class: "jk-note jk-form__label" }, field.label), labels);
  return { node, boxes, show: (now) => boxes.forEach((box) => (box.checked = value(now).includes(box.value))) };
}

const inside = (field, env) => field.fields.map((part) => makeField(part, { ...env, id: `${env.id}-${part.name}` }));
/** True when something was entered, beside what is there by default. */
const entered = (parts) => parts.some((part) => filled(part.read()) && JSON.stringify(part.read()) !== JSON.stringify(part.field.default));
const readAll = (parts) => Object.fromEntries(parts.map((part) => [part.name, part.read()]).filter(([, value]) => filled(value) || value === 0));

export const CONTROLS = {
  text: (field, env) => typed(field, env, input(field, env, { type: "text", dir: "auto" }), { read: (text) => text.trim(), write: (value) => value ?? "" }),
  lines: (field, env) => typed(field, env, area(field, env, field.hint), { read: (text) => text.trim(), write: (value) => value ?? "" }),
  texts: (field, env) => typed(field, env, area(field, env, `${field.hint} One a line: Shift+Enter.`), { read: linesOf, write: (value) => (value ?? []).join("\n") }),
  condition: (field, env) => typed(field, env, input(field, env, { type: "text" }), { read: conditionOf, write: conditionText }),
  date: (field, env) => typed(field, env, input(field, env, { type: "date" }), { read: (text) => text || null, write: (value) => value ?? "" }),
  number: (field, env) => {
    const box = input(field, env, { type: "number", step: field.whole ? 1 : "any", min: field.least, max: field.most });
    return typed(field, env, box, { read: (text) => (text === "" ? null : Number(text)), write: (value) => (value ?? "") === "" ? "" : String(value) });
  },
  check: (field, env) => {
    const box = h("input", { type: "checkbox", id: env.id, on: { change: () => env.changed?.() } });
    return { node: h("label", { class: "jk-row jk-form__check", title: field.hint }, box, field.label), box, show: (value) => (box.checked = Boolean(value)), read: () => box.checked };
  },
  select: (field, env) => {
    const { node, box } = choice(field, env, field.options);
    return { node, box, show: (value) => (box.value = value ?? ""), read: () => box.value || null };
  },
  scale: (field, env) => {
    const set = ticks(field, env, "radio", [1, 2, 3, 4, 5].map((n) => [String(n), String(n)]), (value) => [String(value)]);
    return { ...set, read: () => Number(set.boxes.find((box) => box.checked)?.value ?? field.default) };
  },
  checks: (field, env) => {
    const set = ticks(field, env, "checkbox", field.options, (value) => value ?? []);
    return { ...set, read: () => set.boxes.filter((box) => box.checked).map((box) => box.value) };
  },
  reference: (field, env) => {
    const { node, box, fill } = choice(field, env, []);
    const show = (value) => {
      fill([...(field.needed ? [] : [["", "—"]]), ...env.named(field.of)]);
      box.value = value ?? "";
    };
    return { node, box, show, read: () => box.value || null };
  },
  references: makeReferences,
  picture: makePicture,
  object: (field, env) => {
    const parts = inside(field, env);
    const node = h("fieldset", { class: "jk-form__group", id: env.id }, h("legend", { class: "jk-note jk-form__label", title: field.hint }, field.label), parts.map((part) => part.node));
    const show = (value) => parts.forEach((part) => part.show(value?.[part.name] ?? part.field.default));
    return { node, parts, show, read: () => (entered(parts) || !field.optional ? readAll(parts) : null) };
  },
  rows: makeRows,
};

/** Several ids in order: each can be taken out and moved with Alt and an arrow. */
function makeReferences(field, env) {
  let chosen = [];
  const list = h("ul", { class: "jk-wrap jk-tight jk-chips", role: "list" });
  const more = h("select", { id: env.id, class: "jk-input jk-form__input", title: field.hint });
  const take = (next, focus) => {
    chosen = next;
    draw();
    env.changed?.();
    (list.children[Math.min(focus, list.children.length - 1)]?.querySelector("button") ?? more).focus();
  };
  const draw = () => {
    const named = env.named(field.of);
    const label = (id) => named.find(([known]) => known === id)?.[1] ?? id;
    list.replaceChildren(...chosen.map((id) => {
      const button = h("button", { type: "button", class: "jk-chip", "aria-label": `${label(id)}: take out`, title: "Click or Delete takes it out, Alt with an arrow moves it" }, h("span", null, label(id)), h("span", { "aria-hidden": "true" }, "×"));
      const at = chosen.indexOf(id);
      button.addEventListener("click", () => take(chosen.toSpliced(at, 1), at));
      button.addEventListener("keydown", (event) => {
        const by = event.altKey && { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
        if (event.key === "Delete" || event.key === "Backspace") take(chosen.toSpliced(at, 1), at);
        else if (by) take(moved(chosen, at, by) ?? chosen, Math.max(0, at + by));
        else return;
        event.preventDefault();
        event.stopPropagation();
      });
      return h("li", null, button);
    }));
    list.hidden = !chosen.length;
    const free = named.filter(([id]) => !chosen.includes(id));
    more.replaceChildren(h("option", { value: "" }, free.length ? "Add …" : named.length ? "All are here" : "None on the map yet"), ...free.map(([value, label]) => h("option", { value }, label)));
  };
  onChosen(more, () => {
    if (!more.value) return;
    chosen = [...chosen, more.value];
    draw();
    env.changed?.();
    more.focus();
  });
  const node = h("div", { class: "jk-form__row" }, h("label", { class: "jk-note jk-form__label", for: env.id }, field.label), list, more);
  const show = (value) => {
    if (JSON.stringify(value ?? []) === JSON.stringify(chosen) && more.children.length) return;
    chosen = [...(value ?? [])];
    draw();
  };
  return { node, box: more, show, read: () => chosen };
}

/** Several values with fields of their own. */
function makeRows(field, env) {
  const list = h("div", { class: "jk-stack jk-rows" });
  let rows = [];
  const add = (value) => {
    const at = rows.length;
    const parts = inside(field, { ...env, id: `${env.id}-${at}-${Math.random().toString(36).slice(2, 6)}` });
    for (const part of parts) part.show(value[part.name] ?? part.field.default);
    const entry = { parts };
    entry.node = h("fieldset", { class: "jk-form__group" }, h("legend", { class: "jk-sr" }, `${field.label} ${at + 1}`), parts.map((part) => part.node), iconButton("remove", `${field.label}: take out`, () => {
      rows = rows.filter((other) => other !== entry);
      entry.node.remove();
      plus.focus();
      env.changed?.();
    }, { class: "jk-icon-button jk-rows__remove" }));
    rows.push(entry);
    list.append(entry.node);
    return entry;
  };
  const plus = h("button", { type: "button", class: "jk-button jk-button--quiet jk-rows__add", on: { click: () => add({}).parts[0].box?.focus() } }, `Add: ${field.label.toLowerCase()}`);
  const read = () => rows.filter(({ parts }) => entered(parts)).map(({ parts }) => readAll(parts));
  const show = (value) => {
    if (JSON.stringify(plainRows(value)) === JSON.stringify(plainRows(read()))) return;
    rows = [];
    list.replaceChildren();
    for (const entry of value ?? []) add(entry);
  };
  return { node: h("div", { class: "jk-form__row", id: env.id, title: field.hint }, h("span", { class: "jk-note jk-form__label" }, field.label), list, plus), box: plus, show, read };
}

const plainRows = (rows) => (rows ?? []).map((entry) => Object.fromEntries(Object.entries(entry).filter(([, value]) => filled(value) || value === 0).sort()));

/** The longest side of a picture: enough for every place where it is drawn. */
const SIDE = 480;

function pictureFrame(width, height) {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  return { from: [0, 0, width, height], to: [Math.round(width * scale), Math.round(height * scale)] };
}

function makePicture(field, env) {
  let held = "";
  const image = Object.assign(document.createElement("img"), { alt: "", className: "jk-form__picture" });
  const file = h("input", { type: "file", id: env.id, accept: "image/png,image/jpeg,image/webp,image/gif", class: "jk-input jk-form__input" });
  const drop = h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => set("") } }, "Remove the picture");
  const show = (value) => {
    held = value ?? "";
    image.hidden = drop.hidden = !held;
    if (/^data:image\/(png|jpeg|webp|gif);base64,[\w+/=]+$/.test(held)) image.src = held;
  };
  const set = (value) => {
    show(value);
    env.changed?.();
    file.focus();
  };
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    const { picture, error } = await drawnAnew(chosen, pictureFrame);
    if (error) env.problem(error);
    else set(picture);
  });
  return { node: h("div", { class: "jk-form__row", title: field.hint }, h("label", { class: "jk-note jk-form__label", for: env.id }, field.label), image, file, drop), box: file, show, read: () => held };
}

/** A field with its place for a problem. @param {any} field from Python @param {any} env id, changed, named, problem; inForm: the form around it answers Enter and Escape */
export function makeField(field, env) {
  const problem = h("p", { class: "jk-trouble jk-form__problem", id: `${env.id}--problem`, role: "alert", hidden: true });
  const tell = (text) => {
    setText(problem, text);
    problem.hidden = !text;
    const box = made.box ?? made.node;
    if (text) box.setAttribute("aria-describedby", problem.id);
    else box.removeAttribute("aria-describedby");
    box.setAttribute("aria-invalid", String(Boolean(text)));
    made.node.classList.toggle("is-invalid", Boolean(text));
  };
  const made = CONTROLS[field.control](field, { ...env, problem: tell });
  made.node.append(problem);
  return { ...made, name: field.name, field, tell };
}
