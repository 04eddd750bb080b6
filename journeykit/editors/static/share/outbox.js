/**
 * Edits that the notebook has not answered yet, kept in this browser until it does: a page that is reloaded, or whose kernel
 * has gone, sends them again. Each carries its own id, so that what arrives twice is done once.
 *
 * Pure: Outbox needs only an object with getItem, setItem and removeItem.
 */

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

/** "Saved 12:03", "Saving…", "Not saved: …". @param {{state?: string, at?: string, reason?: string}} state @param {{waiting?: number, gone?: boolean, kept?: number}} here */
export function stateWords({ state = "saved", at = "", reason = "" }, { waiting = 0, gone = false, kept = 0 } = {}) {
  if (gone) return { text: `Not saved: no answer${kept ? ` · ${kept === 1 ? "1 edit" : `${kept} edits`} kept here` : ""}`, tone: "problem" };
  if (state === "problem") return { text: `Not saved: ${reason}`, tone: "problem" };
  if (state === "reading") return { text: "Follows the map · read only", tone: "quiet" };
  if (waiting || state === "saving") return { text: "Saving…", tone: "quiet" };
  return { text: at ? `Saved ${clockWords(at)}` : "Saved", tone: "quiet" };
}

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
