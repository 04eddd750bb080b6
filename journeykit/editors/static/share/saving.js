/** What a page says about saving, whoever keeps its edits: times in words, and the note that the notebook does not answer. */
import { h, icon } from "../core/dom.js";

/** 12:03 where the reader is. @param {string} at ISO 8601 */
export const clockWords = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** "today", "yesterday", "14 Nov 2026". @param {string} at @param {Date} [now] */
export function dayWords(at, now = new Date()) {
  const day = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const then = new Date(at);
  const days = Math.round((day(now) - day(then)) / 86_400_000);
  if (days === 0) return "today";
  return days === 1 ? "yesterday" : then.toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });
}

/** "1 edit", "2 edits". @param {number} count */
export const editsWords = (count) => `${count} ${count === 1 ? "edit" : "edits"}`;

/**
 * Notes in the top layer: in sight wherever the board is scrolled to, and nothing moves for them.
 * @param {any} board @param {{then: string, tools?: HTMLElement[], others?: HTMLElement[]}} parts then: what becomes of the edits
 * @returns {{root: HTMLElement, show: (state: {gone: boolean, kept: number}) => void}}
 */
export function savingNotes(board, { then, tools = [], others = [] }) {
  const words = h("span");
  const banner = h("div", { class: "jk-row jk-box jk-keep__note", role: "alert", hidden: true, data: { tone: "problem" } });
  const root = h("div", { class: "jk jk-screen jk-keep__notes", popover: "manual" }, others, banner);
  board.root.append(root);
  const show = ({ gone, kept }) => {
    const what = kept ? `${editsWords(kept)} ${kept === 1 ? "is" : "are"}` : "What you change is";
    const text = `The notebook does not answer: it is busy, or its kernel has ended. ${what} kept in this browser: ${then}`;
    if (gone && words.textContent !== text) {
      words.textContent = text;
      banner.replaceChildren(icon("warn"), words, ...tools);
    }
    banner.hidden = !gone;
    const shown = [...root.children].some((note) => !note.hidden);
    if (shown !== root.matches(":popover-open")) root.togglePopover(shown);
  };
  return { root, show };
}
