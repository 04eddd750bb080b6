/** What the editors of a whole document have in common: the line to Python, a status line, undo and redo by button and by key. */
import { announcer, forgetUndo, iconButton } from "./controls.js";
import { followModel, guardKeys, h } from "./dom.js";
import { keepInNotebook } from "./notebook.js";
import { tell } from "./notice.js";
import { Transport } from "./transport.js";

/**
 * @param {{model: any, el: HTMLElement}} host
 * @param {{name: string, label: string, followed: string[], draw: () => void,
 *   send?: (edit: string) => Promise<{ok: boolean, error?: string}>, stepped?: (words: string) => void}} how
 *   name: class of the root; followed: values of the model that are drawn; send: sends undo and redo and
 *   tells what came of it, where edits wait for each other; stepped: tells what was undone, instead of the announcer
 * @returns {{root: HTMLElement, status: HTMLElement, undo: HTMLElement, redo: HTMLElement, transport: Transport, editable: boolean,
 *   say: (words: string) => void, notice: (words: string, tone?: string, undoable?: boolean) => void, drawSteps: () => void, close: () => void}}
 */
export function openEditor({ model, el }, { name, label, followed, draw, send, stepped }) {
  const editable = model.get("editable");
  const transport = new Transport(model, {
    onChange: (patch) => {
      if (patch) forgetUndo(status, model);
      draw();
    },
    onStatus: ({ text, tone }) => notice(text, tone),
  });
  const root = h("section", { class: `jk ${name}`, "aria-label": label });
  const status = h("span", { class: "jk-status", role: "status" });
  const undo = iconButton("undo", "Undo", () => step("undo"));
  const redo = iconButton("redo", "Redo", () => step("redo"));
  const say = announcer(root);
  const free = [guardKeys(root), keepInNotebook(model), followModel(model, followed, draw)];

  function notice(words, tone = "quiet", undoable = false) {
    tell(status, words, { tone, undo: undoable && (() => step("undo").then(() => redo.focus())) });
  }

  async function step(which) {
    if (!transport.can[which]) return;
    const reply = await (send ? send(which) : transport.send(which));
    if (!send) notice(reply.ok ? "" : reply.error, "problem");
    if (reply.ok) (stepped ?? say)(which === "undo" ? "Undone" : "Done again");
  }

  root.addEventListener("keydown", (event) => {
    // In a field these keys are about its text, as everywhere.
    if (!editable || event.target.matches("textarea, input:not([type=checkbox], [type=radio])") || !(event.ctrlKey || event.metaKey)) return;
    const which = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    if (!which) return;
    event.preventDefault();
    step(which);
  });
  const drawSteps = () => {
    undo.disabled = !transport.can.undo;
    redo.disabled = !transport.can.redo;
  };
  const close = () => {
    for (const end of free) end();
    transport.close();
    root.remove();
  };
  el.append(root);
  return { root, status, undo, redo, transport, editable, say, notice, drawSteps, close };
}
