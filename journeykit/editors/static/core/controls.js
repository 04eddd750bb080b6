/** Parts that a page does not need for its first paint. */
import { h, icon } from "./dom.js";

/** @param {string} name icon @param {string} label words for it @param {() => void} onClick @param {object} [props] */
export function iconButton(name, label, onClick, { size, ...props } = {}) {
  return h("button", { type: "button", class: "jk-icon-button", "aria-label": label, title: label, on: { click: onClick }, ...props }, icon(name, size));
}

/** Where an arrow, Home or End key leads in a row of `count`, or null for any other key. @param {string} key @param {number} index @param {number} count */
export function movedIndex(key, index, count) {
  const to = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : Math.min(count - 1, Math.max(0, to));
}

/** A polite live region. @param {HTMLElement} host @returns {(text: string) => void} */
export function announcer(host) {
  const region = h("div", { class: "jk-sr", role: "status", "aria-live": "polite" });
  host.append(region);
  return (text) => {
    // The same words twice are read once unless the text changes.
    region.textContent = region.textContent === text ? `${text}\u00a0` : text;
  };
}

/**
 * Another change has come: the way back would lead elsewhere now, and goes. On a shared map it stays, because each session
 * takes back its own.
 * @param {HTMLElement} status @param {any} model
 */
export function forgetUndo(status, model) {
  if (model.get("document")?.at === undefined) status.querySelector(".jk-link")?.remove();
}
