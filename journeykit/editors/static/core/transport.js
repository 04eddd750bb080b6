/** The line between a page and Python: what is sent, and what is answered. */
import { listen } from "./dom.js";
import { countWords } from "./words.js";

/**
 * Apply the operations of `_patch.document_patch` to a document, in place.
 * A step of `at` is a key of an object or the id of an element of a list, so positions may move under us.
 * @param {any} content @param {{at: string[], set?: any, drop?: boolean, order?: string[]}[]} patch
 */
export function applyPatch(content, patch) {
  for (const operation of patch) {
    if (operation.order) {
      const list = operation.at.reduce(child, content);
      const byId = new Map(list.map((element) => [element.id, element]));
      list.splice(0, list.length, ...operation.order.map((id) => byId.get(id)));
      continue;
    }
    const parent = operation.at.slice(0, -1).reduce(child, content);
    const last = operation.at[operation.at.length - 1];
    if (Array.isArray(parent)) {
      const index = parent.findIndex((element) => element.id === last);
      if (operation.drop) parent.splice(index, 1);
      else if (index < 0) parent.push(operation.set);
      else parent[index] = operation.set;
    } else if (operation.drop) delete parent[last];
    else parent[last] = operation.set;
  }
  return content;
}

function child(node, step) {
  const found = Array.isArray(node) ? node.find((element) => element.id === step) : node[step];
  if (found === undefined) throw new RangeError(`patch for an element that is not here: ${step}`);
  return found;
}

/** The largest change, in characters of JSON, that an editor sends; Python refuses more as well. */
export const MOST_CHARACTERS = 1_000_000;

/**
 * The line to Python. Out: `{edit, args, id}` changes the map, `{ask, args, id}` only asks. Back: `{re: id, ok, error?,
 * value?}`; a change also carries `{patch, revision, undo, redo}`, which every view of the widget applies, whoever made it.
 * Promises always resolve, `{ok: false, error}` in the person's words when something went wrong, with `late` without an answer.
 */
export class Transport {
  /**
   * @param {{on: Function, off: Function, send: Function, get: Function}} model
   * @param {{onChange?: (patch: object[] | null) => void, onStatus?: (status: object) => void, patience?: number}} [options]
   *   onChange gets the applied patch, or null when the whole document is new; patience in ms before a reply is given up
   */
  constructor(model, { onChange = () => {}, onStatus = () => {}, patience = 10_000 } = {}) {
    Object.assign(this, { model, onChange, onStatus, patience, waiting: new Map(), count: 0 });
    // Several views of one widget share its messages: ids must not collide. A page that is not secure has no randomUUID.
    this.name = Math.random().toString(36).slice(2, 14);
    /** @type {null | import("../share/custody.js").Custody} keeps edits until they are safe, where somebody wants that */
    this.custody = null;
    this.unhear = listen(model, { "msg:custom": (message, buffers) => this.receive(message, buffers), "change:document": () => this.onChange(null) });
  }

  /** The document that Python sent, kept up to date in place. Never change it here: send an edit. */
  get content() {
    return this.model.get("document")?.content;
  }

  /** What is on its way counts: a person takes back what they see. @returns {{undo: boolean, redo: boolean}} */
  get can() {
    const { undo, redo } = this.model.get("document") ?? {};
    const sent = [...this.waiting.values()].map(({ edit }) => edit);
    return { undo: !!undo || sent.some((edit) => edit && edit !== "undo"), redo: !!redo || sent.includes("undo") };
  }

  /** @param {string} edit name in journeykit.model.edit, or "undo" / "redo" @param {object} [args] */
  send(edit, args = {}) {
    return this.custody ? this.custody.send(edit, args) : this.post({ edit, args });
  }

  /** @param {string} question @param {object} [args] */
  ask(question, args = {}) {
    return this.post({ ask: question, args });
  }

  post(message) {
    const id = `${this.name}:${(this.count += 1)}`;
    const size = JSON.stringify(message.args).length;
    if (size > MOST_CHARACTERS) {
      const error = `That is ${countWords(size)} characters, too much for one change (at most ${countWords(MOST_CHARACTERS)}).`;
      return Promise.resolve({ ok: false, error });
    }
    return new Promise((resolve) => {
      const giveUp = () => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve({ ok: false, late: true, error: "The notebook does not answer. This change is not saved yet." });
      };
      const timer = setTimeout(giveUp, this.patience);
      this.waiting.set(id, { resolve, timer, edit: message.edit });
      try {
        this.model.send({ ...message, id });
      } catch {
        // The host knows that its kernel is dead, and throws. Told at once, who asks on would ask for ever: the page would stand.
        setTimeout(giveUp, 500);
      }
    });
  }

  receive(message, buffers) {
    if (!message || typeof message !== "object") return;
    if (message.patch) this.take(message);
    if (message.status) this.onStatus(message.status);
    const waiter = this.waiting.get(message.re);
    clearTimeout(waiter?.timer);
    this.waiting.delete(message.re);
    waiter?.resolve({ ...message, buffers });
    this.custody?.answered();
  }

  take(message) {
    const held = this.model.get("document");
    if (!held) return;
    // Another view of the same widget may have applied it already: the document is one object for all of them.
    if (message.revision > held.revision + 1) {
      this.ask("document").then((reply) => {
        if (reply.ok) Object.assign(held, reply.value);
        this.onChange(null);
      });
      return;
    }
    if (message.revision === held.revision + 1) {
      applyPatch(held.content, message.patch);
      Object.assign(held, { revision: message.revision, undo: message.undo, redo: message.redo });
    }
    this.onChange(message.patch);
  }

  close() {
    this.custody?.end();
    this.unhear();
    for (const { resolve, timer } of this.waiting.values()) {
      clearTimeout(timer);
      resolve({ ok: false, late: true, error: "This view was closed." });
    }
    this.waiting.clear();
  }
}
