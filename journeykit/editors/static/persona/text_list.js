/**
 * A titled list of short texts: edit in place, add one after the other, remove, move with Alt and an arrow.
 * Pure: withItem. Then textList.
 */
import { iconButton } from "../core/controls.js";
import { focusNear, h, patchList, setText } from "../core/dom.js";
import { moved } from "../core/lists.js";
import { textField } from "../core/text_field.js";

/** The list with item `index` replaced (or added at the end); an empty text takes it out. @param {string[]} items @param {number} index @param {string} text */
export const withItem = (items, index, text) => items.toSpliced(index, 1, ...(text ? [text] : []));

/**
 * @param {{title: string, one: string, prompt: string, editable: boolean, level?: number,
 *          change: (make: (items: string[]) => string[] | null) => Promise<{ok: boolean}>, say: (words: string) => void}} options
 *   one: the word for a single item ("challenge"); change: gets the present list when its turn comes and gives the wanted one
 * @returns {{root: HTMLElement, show: (items: string[]) => void}}
 */
export function textList({ title, one, prompt, editable, change, say, level = 3 }) {
  const list = h("ul", { class: "jk-list__items", role: "list" });
  const heading = h(`h${level}`, { class: "jk-note jk-label" }, title);
  const root = h("section", { class: "jk-list", "aria-label": title }, heading, list);
  const entry = editable ? entryField({ one, prompt, change, say }) : null;
  if (entry) root.append(entry.root);

  const create = (_, index) => {
    const field = textField({
      label: `Edit ${one} ${index + 1}`,
      editable,
      lines: true,
      commit: async (text) => {
        const reply = await change((items) => withItem(items, index, text));
        if (list.children.length === 0) entry.focus();
        return reply;
      },
    });
    const node = h("li", { class: "jk-list__item" }, field.root);
    if (editable) {
      node.append(iconButton("remove", `Remove ${one} ${index + 1}`, () => remove(index), { class: "jk-icon-button jk-appears jk-screen jk-list__remove", size: 12 }));
      node.addEventListener("keydown", (event) => event.altKey && move(event, index, { ArrowUp: -1, ArrowDown: 1 }[event.key]));
    }
    return Object.assign(node, { field });
  };

  async function remove(index) {
    const reply = await change((items) => items.toSpliced(index, 1));
    if (!reply.ok) return;
    say(`${one} removed`);
    if (list.children.length === 0) entry.focus();
  }

  async function move(event, index, by) {
    if (!by || event.target.matches("textarea")) return;
    event.preventDefault();
    const reply = await change((items) => moved(items, index, by));
    if (!reply.ok || reply.same) return;
    focusNear(list, index + by);
    say(`${one} moved to place ${index + by + 1}`);
  }

  const show = (items) => {
    root.hidden = !editable && items.length === 0;
    patchList(list, items, { key: (_, index) => String(index), create, update: (node, text) => node.field.show(text) });
    list.hidden = items.length === 0;
    entry?.invite(items.length === 0);
  };
  return { root, show };
}

function entryField({ one, prompt, change, say }) {
  const spoken = h("span", { class: "jk-sr" });
  const words = h("span");
  const button = h("button", { type: "button", class: "jk-hover jk-list__add", on: { click: () => open() } }, spoken, words);
  const field = textField({
    label: `New ${one}`,
    prompt,
    commit: (text) => change((items) => [...items, text]),
    finished: (how) => {
      if (how !== "saved") return close(how === "cancelled");
      say(`${one} added`);
      field.show("");
      // One after the other, as long as the person goes on.
      if (field.root.contains(field.root.getRootNode().activeElement)) field.open();
      else close(false);
      return undefined;
    },
  });
  field.root.hidden = true;
  const root = h("div", { class: "jk-screen jk-list__entry" }, button, field.root);
  const open = () => {
    field.root.hidden = false;
    button.hidden = true;
    field.open();
  };
  const close = (focus) => {
    const held = focus || field.root.contains(field.root.getRootNode().activeElement);
    button.hidden = false;
    if (held) button.focus();
    field.root.hidden = true;
  };
  const invite = (empty) => {
    root.classList.toggle("is-empty", empty);
    setText(words, empty ? prompt : `Add ${one}`);
    setText(spoken, empty ? `Add ${one}: ` : "");
  };
  invite(true);
  return { root, invite, focus: () => button.focus() };
}
