import { h, setText } from "./dom.js";

/**
 * Text that is edited where it stands: click, Enter or typing F2 opens it, Enter or leaving saves it, Shift+Enter makes a
 * line where lines are allowed, Escape takes the typing back. The shown text stays in the layout under the input and
 * mirrors it, so nothing jumps. A refused text stays as a draft, marked, until it is mended or Escape drops it.
 *
 * @param {{label: string, value?: string, prompt?: string, lines?: boolean, editable?: boolean, class?: string,
 *          commit: (text: string) => Promise<{ok: boolean}>, finished?: (how: "saved" | "same" | "cancelled") => void}} options
 * @returns {{root: HTMLElement, show: (value: string) => void, open: () => void, focus: () => void, relabel: (label: string) => void}}
 */
export function textField({ label, value = "", prompt = "", lines = false, editable = true, class: extra = "", commit, finished = () => {} }) {
  let saved = value;
  let told = 0;
  let draft = null;
  let open = false;
  const shown = h("span", { class: "jk-text__value" });
  const spoken = h("span", { class: "jk-sr" });
  if (!editable) {
    const root = h("span", { class: `jk-text ${extra}` }, shown);
    const show = (text) => {
      setText(shown, text);
      root.classList.toggle("is-empty", !text);
    };
    show(value);
    return { root, show, open: () => {}, focus: () => {}, relabel: () => {} };
  }
  const button = h("button", { type: "button", class: "jk-text__show", on: { click: () => start() } }, spoken, shown);
  const input = h("textarea", { class: "jk-text__input", rows: 1, spellcheck: "true", hidden: true });
  const root = h("span", { class: `jk-text jk-text--editable ${extra}` }, button, input);

  const draw = () => {
    const text = open ? input.value : draft ?? saved;
    // A trailing newline has no height of its own.
    setText(shown, text ? text.replace(/\n$/, "\n\u200b") : prompt || "\u200b");
    root.classList.toggle("is-empty", !text);
    root.classList.toggle("is-open", open);
    root.classList.toggle("is-refused", draft !== null && !open);
  };
  const relabel = (words) => {
    setText(spoken, `${words}: `);
    input.setAttribute("aria-label", words);
    input.setAttribute("placeholder", prompt);
  };
  const start = () => {
    if (open) return;
    open = true;
    input.value = draft ?? saved;
    input.hidden = false;
    draw();
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
  };
  const stop = (keepFocus) => {
    open = false;
    if (keepFocus) {
      draw();
      button.focus();
    }
    input.hidden = true;
    draw();
  };
  const finish = async (keepFocus) => {
    if (!open) return;
    const text = lines ? input.value.trim() : input.value.replace(/\s+/g, " ").trim();
    draft = text === saved ? null : text;
    stop(keepFocus);
    if (draft === null) return finished("same");
    const before = told;
    const reply = await commit(text);
    if (!reply.ok) return draw();
    if (draft === text) draft = null;
    // The answer may have brought another text already: an emptied item of a list shows the next one.
    if (told === before) saved = text;
    draw();
    finished("saved");
  };
  input.addEventListener("input", draw);
  input.addEventListener("blur", () => finish(false));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !(lines && event.shiftKey)) {
      event.preventDefault();
      finish(true);
    } else if (event.key === "Escape") {
      event.preventDefault();
      draft = null;
      stop(true);
      finished("cancelled");
    }
  });
  button.addEventListener("keydown", (event) => {
    if (event.key === "F2") start();
    if (event.key === "Escape" && draft !== null) {
      draft = null;
      draw();
    }
  });
  relabel(label);
  draw();
  const show = (text) => {
    // Not under the person's hands: while it is open the new text becomes what Escape returns to.
    saved = text;
    told += 1;
    if (!open) draw();
  };
  return { root, show, open: start, focus: () => button.focus(), relabel };
}
