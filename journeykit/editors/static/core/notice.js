/** The line about the last edit: what was done and, where something was taken away, the way back beside it. */
import { h } from "./dom.js";

/** @param {HTMLElement} status @param {string} text @param {{tone?: string, undo?: (() => void) | false}} [more] */
export function tell(status, text, { tone = "quiet", undo } = {}) {
  status.dataset.tone = tone;
  status.replaceChildren(...[h("span", null, text), undo && h("button", { type: "button", class: "jk-link", on: { click: undo } }, "Undo")].filter(Boolean));
}
