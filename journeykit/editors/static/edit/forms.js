/** Short forms in a panel, and a question with a yes or no. */
import { h } from "../core/dom.js";
import { makeField } from "./fields.js";
import { openPanel } from "./panels.js";

/** @param {import("../core/board.js").Board} board */
export function attach(board) {
  board.dialogs = { form: (anchor, form) => openForm(board.root, anchor, form), confirm: (anchor, question) => openConfirm(board.root, anchor, question) };
}

let formCount = 0;

/**
 * A short form about one element. Enter or a press elsewhere saves what was changed, Escape drops it.
 * @param {HTMLElement} root @param {HTMLElement} anchor
 * @param {{title: string, fields: {name: string, label: string, type: string, value: any, was?: any, options?: [string, string][], hint?: string}[],
 *   save: (changes: object) => void, remove?: {label: string, run: () => void}, more?: {label: string, run: () => void}, back: () => void}} form
 */
function openForm(root, anchor, { title, fields, save, remove, more, back }) {
  const id = `jk-form-${(formCount += 1)}`;
  const parts = fields.map((field) => {
    const part = makeField({ default: field.value, ...field, control: field.type }, { id: `${id}-${field.name}`, inForm: true });
    part.show(field.value);
    return { ...part, was: "was" in field ? field.was : part.read() };
  });
  const finish = (keep) => {
    const changes = Object.fromEntries(parts.flatMap(({ name, was, read }) => (JSON.stringify(read()) === JSON.stringify(was) ? [] : [[name, read()]])));
    close();
    if (keep && Object.keys(changes).length) save(changes);
  };
  const removing = remove && h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => (close(), remove.run()) } }, remove.label);
  const further = more && h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => (finish(true), more.run()) } }, more.label);
  const submit = { submit: (event) => (event.preventDefault(), finish(true)) };
  const end = h("div", { class: "jk-row jk-form__end" }, removing, further, h("button", { type: "submit", class: "jk-button jk-button--main" }, "Save"));
  const panel = h("div", { class: "jk jk-float jk-panel", role: "dialog", "aria-label": title }, h("form", { class: "jk-form", on: submit }, parts.map(({ node }) => node), end));
  panel.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") finish(false);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) finish(true);
    else if (event.key === "Tab") keepInside(panel, event);
  });
  const close = openPanel(root, anchor, panel, { back, leave: () => finish(true) });
  const first = panel.querySelector("input, select, textarea");
  first?.focus();
  first?.select?.();
  return close;
}

/**
 * A sentence and a yes or no, for what a person should see before it is done.
 * @param {HTMLElement} root @param {HTMLElement} anchor @param {{title: string, words: string, yes: string, run: () => void, back: () => void}} question
 */
function openConfirm(root, anchor, { title, words, yes, run, back }) {
  const finish = (done) => {
    close();
    if (done) run();
  };
  const text = h("p", { class: "jk-confirm", id: `jk-confirm-${(formCount += 1)}`, dir: "auto" }, words);
  const go = h("button", { type: "button", class: "jk-button jk-button--main", on: { click: () => finish(true) } }, yes);
  const no = h("button", { type: "button", class: "jk-button jk-button--quiet", on: { click: () => finish(false) } }, "Cancel");
  const panel = h("div", { class: "jk jk-float jk-panel", role: "alertdialog", "aria-label": title, "aria-describedby": text.id }, text, h("div", { class: "jk-row jk-form__end" }, no, go));
  panel.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") finish(false);
    else if (event.key === "Tab") keepInside(panel, event);
  });
  const close = openPanel(root, anchor, panel, { back, leave: () => close(false) });
  go.focus();
  return close;
}

function keepInside(panel, event) {
  const stops = [...panel.querySelectorAll("input, select, textarea, button")].filter((stop) => !stop.disabled);
  const end = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== end) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}
