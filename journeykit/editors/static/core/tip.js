import { h, icon } from "./dom.js";
import { placeBeside } from "./place.js";

/**
 * A small "i" that shows a definition on hover, focus or tap; Escape puts it away. It lies in the browser's top layer,
 * so no scrolling box cuts it off. @param {string} label what is defined @param {string} words @returns {HTMLElement}
 */
export function definitionTip(label, words) {
  const tip = h("span", { class: "jk-float jk-tip", role: "tooltip", popover: "manual", id: `jk-tip-${Math.random().toString(36).slice(2)}` }, words);
  const button = h("button", { type: "button", class: "jk-disc jk-tip-button", "aria-label": `What is ${label}?`, "aria-describedby": tip.id }, icon("info", 14));
  const open = () => {
    if (tip.matches(":popover-open")) return;
    tip.showPopover();
    placeBeside(tip, button, 6);
  };
  const close = () => tip.matches(":popover-open") && tip.hidePopover();
  const holder = h("span", { class: "jk-screen jk-tip-holder" }, button, tip);
  for (const type of ["mouseenter", "focusin", "click"]) holder.addEventListener(type, open);
  for (const type of ["mouseleave", "focusout"]) holder.addEventListener(type, close);
  holder.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return holder;
}
