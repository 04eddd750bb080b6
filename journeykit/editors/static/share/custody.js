/** Edits kept in the browser until they are safe, and whether the notebook answers. */
import { listen } from "../core/dom.js";

const NO_ANSWER = "The notebook does not answer.";

/**
 * Holds every edit of a line to Python in the browser's outbox, watches whether the notebook answers, and sends what waited
 * when it does again. A shared map and an unshared one differ in when an edit is safe, and in what they say.
 *
 * @typedef {{op: string, edit: string, args: object, at: number, sent: boolean, base?: number, session?: string, key?: string}} Entry
 * @typedef {object} How
 * @property {boolean} lasting an edit that is made stays in the outbox until it is dropped there, undo and redo too
 * @property {() => void} beat asks Python for something, once a second
 * @property {() => object} mark what an entry says beside its edit, such as the revision that the person saw
 * @property {(entry: Entry) => boolean} due whether an entry waits to be sent
 * @property {{safe: string, full: string}} words of an edit that is kept without an answer, and of one without room
 * @property {() => void} onState the state has changed
 * @property {(sent: {made: Entry[], refused: string[], whole: boolean}) => void} onResent what waited was sent
 */
export class Custody {
  /**
   * @param {import("../core/transport.js").Transport} transport @param {How} how
   * @param {{outbox?: Outbox, every?: number, silence?: number}} [options] every: ms between two looks, silence: ms after which
   *   nobody answers; together under the five seconds until it is told
   */
  constructor(transport, how, { outbox = new Outbox(null, ""), every = 1000, silence = 3500 } = {}) {
    Object.assign(this, { transport, how, outbox, silence, flying: new Set(), ops: 0, gone: false, full: false, resending: false, ended: false, heardAt: Date.now() });
    transport.custody = this;
    this.stop = globalThis.document ? listen(document, { visibilitychange: () => (this.heardAt = Date.now()) }) : () => {};
    this.timer = setInterval(() => this.look(), every);
  }

  end() {
    clearInterval(this.timer);
    this.stop();
    this.ended = true;
    this.transport.custody = null;
  }

  /** Is anybody there? A page in the background is not asked: browsers put its clock to sleep. */
  look() {
    if (globalThis.document?.hidden) return;
    if (!this.gone && Date.now() - this.heardAt > this.silence) this.tell({ gone: true });
    this.how.beat();
  }

  answered() {
    this.heardAt = Date.now();
    if (!this.gone) return;
    this.tell({ gone: false });
    this.resend();
  }

  tell(facts = {}) {
    Object.assign(this, facts);
    if (!this.ended) this.how.onState();
  }

  /** Undo and redo mean "the last one": without an answer they wait for nobody. @param {string} edit @param {object} args */
  async send(edit, args) {
    const { lasting, mark, words } = this.how;
    const step = edit === "undo" || edit === "redo";
    if (step && this.gone) return { ok: false, late: true, error: `${NO_ANSWER} Nothing was changed.` };
    if (step && !lasting) return this.transport.post({ edit, args });
    const entry = { op: `${this.transport.name}:${(this.ops += 1)}`, edit, args, at: Date.now(), sent: !this.gone, ...mark() };
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
    const reply = await this.transport.post({ edit, args, op, base });
    this.flying.delete(op);
    if (!reply.late && !(reply.ok && this.how.lasting && !this.ended)) this.outbox.drop(op);
    this.tell();
    return reply;
  }

  /** Send what waits, or what is given, in order. Ids make twice once. @param {Entry[]} [entries] */
  async resend(entries = this.outbox.all().filter((entry) => !this.flying.has(entry.op) && this.how.due(entry))) {
    if (!entries.length || this.resending) return;
    this.resending = true;
    const [made, refused] = [[], []];
    for (const entry of entries) {
      const reply = await this.deliver(entry);
      if (reply.late) break;
      if (!reply.ok) refused.push(reply.error);
      else made.push(entry);
      if (reply.ok && this.how.lasting && !this.ended) this.outbox.keep({ ...entry, ...this.how.mark(), sent: true });
    }
    this.resending = false;
    if (!this.ended) this.how.onResent({ made, refused, whole: made.length + refused.length === entries.length });
    this.tell();
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
