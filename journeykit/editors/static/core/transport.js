/** The line between a page and Python: what is sent and answered, what waits in the browser until it is safe, who answers. */
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

const NO_ANSWER = "The notebook does not answer.";

/**
 * The line to Python. Out: `{edit, args, id}` changes the map, `{ask, args, id}` only asks. Back: `{re: id, ok, error?,
 * value?}`; a change also carries `{patch, revision, undo, redo}`, which every view of the widget applies, whoever made it.
 * Promises always resolve, `{ok: false, error}` in the person's words when something went wrong, with `late` without an answer.
 *
 * `keep` makes it hold every edit in the browser's outbox, watch whether the notebook answers, and send what waited when it
 * does again. A shared map and an unshared one differ in when an edit is safe, and in what they say.
 *
 * @typedef {{op: string, edit: string, args: object, at: number, sent: boolean, base?: number, session?: string, key?: string}} Entry
 * @typedef {object} Custody
 * @property {boolean} lasting an edit that is made stays in the outbox until it is dropped there, undo and redo too
 * @property {() => void} beat asks Python for something, once a second
 * @property {() => object} mark what an entry says beside its edit, such as the revision that the person saw
 * @property {(entry: Entry) => boolean} due whether an entry waits to be sent
 * @property {{safe: string, full: string}} words of an edit that is kept without an answer, and of one without room
 * @property {() => void} onState the state has changed
 * @property {(sent: {made: Entry[], refused: string[], whole: boolean}) => void} onResent what waited was sent
 */
export class Transport {
  /**
   * @param {{on: Function, off: Function, send: Function, get: Function}} model
   * @param {{onChange?: (patch: object[] | null) => void, onStatus?: (status: object) => void, patience?: number, beat?: number, silence?: number}} [options]
   *   onChange gets the applied patch, or null when the whole document is new; patience in ms before a reply is given up;
   *   beat in ms between two looks, silence in ms after which nobody answers: together under the five seconds until it is told
   */
  constructor(model, { onChange = () => {}, onStatus = () => {}, patience = 10_000, beat = 1000, silence = 3500 } = {}) {
    Object.assign(this, { model, onChange, onStatus, patience, beat, silence, waiting: new Map(), count: 0 });
    // Several views of one widget share its messages: ids must not collide. A page that is not secure has no randomUUID.
    this.name = this.page = Math.random().toString(36).slice(2, 14);
    Object.assign(this, { custody: null, outbox: new Outbox(null, ""), flying: new Set(), ops: 0, gone: false, full: false, resending: false, heardAt: 0 });
    this.hear = (message, buffers) => this.receive(message, buffers);
    this.renew = () => this.onChange(null);
    model.on("msg:custom", this.hear);
    model.on("change:document", this.renew);
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
    return this.custody ? this.sendKept(edit, args) : this.post({ edit, args });
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
    this.answered();
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

  // ------------------------------------------------------------------------------------------------------- custody

  /** Keep every edit from now on. @param {Custody} custody @returns {() => void} ends it */
  keep(custody) {
    Object.assign(this, { custody, heardAt: Date.now() });
    const seen = () => (this.heardAt = Date.now());
    globalThis.document?.addEventListener("visibilitychange", seen);
    const timer = setInterval(() => this.look(), this.beat);
    return () => {
      clearInterval(timer);
      globalThis.document?.removeEventListener("visibilitychange", seen);
      this.custody = null;
    };
  }

  /** Is anybody there? A page in the background is not asked: browsers put its clock to sleep. */
  look() {
    if (globalThis.document?.hidden) return;
    if (!this.gone && Date.now() - this.heardAt > this.silence) this.tell({ gone: true });
    this.custody.beat();
  }

  answered() {
    this.heardAt = Date.now();
    if (!this.gone) return;
    this.tell({ gone: false });
    this.resend();
  }

  tell(facts = {}) {
    Object.assign(this, facts);
    this.custody?.onState();
  }

  /** Undo and redo mean "the last one": without an answer they wait for nobody. */
  async sendKept(edit, args) {
    const { lasting, mark, words } = this.custody;
    const step = edit === "undo" || edit === "redo";
    if (step && this.gone) return { ok: false, late: true, error: `${NO_ANSWER} Nothing was changed.` };
    if (step && !lasting) return this.post({ edit, args });
    const entry = { op: `${this.page}:${(this.ops += 1)}`, edit, args, at: Date.now(), sent: !this.gone, ...mark() };
    const safe = this.outbox.keep(entry);
    this.full ||= !safe;
    this.tell();
    if (this.gone) return { ok: false, late: true, error: `${NO_ANSWER} ${safe ? words.safe : words.full}` };
    return this.deliver(entry);
  }

  /** Send an entry. Refused is not lost; without an answer it may still be made, so it stays. */
  async deliver({ op, edit, args, base }) {
    this.flying.add(op);
    this.tell();
    const reply = await this.post({ edit, args, op, base });
    this.flying.delete(op);
    if (!reply.late && !(reply.ok && this.custody?.lasting)) this.outbox.drop(op);
    this.tell();
    return reply;
  }

  /** Send what waits, or what is given, in order. Ids make twice once. @param {Entry[]} [entries] */
  async resend(entries = this.outbox.all().filter((entry) => !this.flying.has(entry.op) && this.custody.due(entry))) {
    if (!entries.length || this.resending) return;
    this.resending = true;
    const [made, refused] = [[], []];
    for (const entry of entries) {
      const reply = await this.deliver(entry);
      if (reply.late) break;
      if (!reply.ok) refused.push(reply.error);
      else made.push(entry);
      if (reply.ok && this.custody?.lasting) this.outbox.keep({ ...entry, ...this.custody.mark(), sent: true });
    }
    this.resending = false;
    this.custody?.onResent({ made, refused, whole: made.length + refused.length === entries.length });
    this.tell();
  }

  close() {
    this.custody = null;
    this.model.off("msg:custom", this.hear);
    this.model.off("change:document", this.renew);
    for (const { resolve, timer } of this.waiting.values()) {
      clearTimeout(timer);
      resolve({ ok: false, late: true, error: "This view was closed." });
    }
    this.waiting.clear();
  }
}

// ----------------------------------------------------------------------------------------------------------- outbox

/** The most that is kept for one map, in characters. */
export const MOST_KEPT = 256_000;

export class Outbox {
  /** @param {Storage | null} storage null where the browser keeps nothing @param {string} key of the map */
  constructor(storage, key) {
    // What has no room in the browser stays at least in this page.
    Object.assign(this, { storage, name: `journeykit:outbox:${key}`, pageOnly: [] });
  }

  /** Edits that wait, oldest first. @returns {{op: string, edit: string, args: object, base: number, at: number}[]} */
  all() {
    return [...this.stored(), ...this.pageOnly];
  }

  stored() {
    try {
      const kept = JSON.parse(this.storage?.getItem(this.name) ?? "[]");
      return Array.isArray(kept) ? kept.filter((entry) => typeof entry?.op === "string" && typeof entry.edit === "string") : [];
    } catch {
      return []; // Not ours, or the browser keeps nothing for this page.
    }
  }

  /** @param {{op: string}} entry @returns {boolean} whether it survives a reload */
  keep(entry) {
    this.drop(entry.op);
    const safe = this.write([...this.stored(), entry]);
    if (!safe) this.pageOnly.push(entry);
    return safe;
  }

  /** @param {string} op */
  drop(op) {
    this.pageOnly = this.pageOnly.filter((entry) => entry.op !== op);
    const stored = this.stored();
    if (stored.some((entry) => entry.op === op)) this.write(stored.filter((entry) => entry.op !== op));
  }

  write(entries) {
    const text = JSON.stringify(entries);
    if (!this.storage || text.length > MOST_KEPT) return false;
    try {
      if (entries.length) this.storage.setItem(this.name, text);
      else this.storage.removeItem(this.name);
      return true;
    } catch {
      return false; // Full, or switched off by the person.
    }
  }
}

/** The browser's own storage, or null where the page may not have it. */
export function browserStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
