/**
 * Parts that every editor draws with. `_assets.load_esm` joins this module in front of the editor's own.
 *
 * Pure (node-tested): countWords, shareWords, durationWords, scoreWords, stageColours, applyPatch, movedIndex,
 *   safeAttribute, EditChannel (needs only an object with on/off/send/get).
 * Drawing (browser-tested): h, svg, icon, iconButton, setText, patchList, focusNear, guardKeys, announcer, definitionTip,
 *   textField.
 *
 * User text reaches the page through text nodes only: `h` refuses innerHTML, srcdoc, on* attributes and script addresses.
 */

// ---------------------------------------------------------------------------------------------------------- numbers

const NBSP = "\u00a0";
const NOTHING = "—";
const known = (value) => value !== null && value !== undefined && Number.isFinite(value);

/** Decimal text with thousands marked; exact halves go to the even digit, as in Python. @param {number} value @param {number} [digits] */
export function fixed(value, digits = 0) {
  const scaled = value * 10 ** digits;
  // 0.05 is a little more than its decimal half; only binary fractions are exact halves.
  const half = Math.abs(scaled % 1) === 0.5 && Number.isInteger(value * 2 ** (digits + 1));
  const rounded = half ? 2 * Math.round(scaled / 2) / 10 ** digits : value;
  const [whole, rest] = Math.abs(rounded).toFixed(digits).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
  return value < 0 ? `-${text}` : text;
}

/** 12480 -> "12,480" (count_words of journeykit/text.py). @param {number | null} count */
export function countWords(count) {
  return known(count) ? fixed(Math.trunc(count)).replace(/^-0$/, "0") : NOTHING;
}

/** Share 0-1 -> "34.5 %" (share_words of journeykit/text.py): rare is "under 0.1 %", only all is "100 %". @param {number | null} share */
export function shareWords(share) {
  if (!known(share)) return NOTHING;
  if (share > 0 && share < 0.0005) return `under 0.1${NBSP}%`;
  if (share >= 0.9995 && share < 1) return `over 99.9${NBSP}%`;
  return share === 1 ? `100${NBSP}%` : `${fixed(share * 100, 1)}${NBSP}%`;
}

/** Seconds -> "3.5 h", "2 d" (duration_words of journeykit/text.py). @param {number | null} seconds */
export function durationWords(seconds) {
  if (!known(seconds)) return NOTHING;
  const unit = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]].find(([length]) => Math.abs(seconds) >= length);
  if (unit) return `${fixed(seconds / unit[0], 1).replace(/\.0$/, "")}${NBSP}${unit[1]}`;
  return `${Number(seconds.toPrecision(2))}${NBSP}s`;
}

/** 1.5 -> "+1.5", -0.2 -> "−0.2": for emotion scores, where the sign is the message. @param {number | null} score @param {number} [digits] */
export function scoreWords(score, digits = 1) {
  if (!known(score)) return NOTHING;
  const text = fixed(Math.abs(score), digits);
  if (Number(text) === 0) return text;
  return (score > 0 ? "+" : "\u2212") + text;
}

// ---------------------------------------------------------------------------------------------------------- colours

const HUES = [250, 285, 320, 380, 415];
const LIGHTNESS = 0.62;
const CHROMA = 0.115;

/** One hex colour a stage, along an even OKLCH walk (same as stage_colours in charts/theme.py). @param {number} count */
export function stageColours(count) {
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const at = count === 1 ? 0 : (i / (count - 1)) * (HUES.length - 1);
    const low = Math.min(Math.floor(at), HUES.length - 2);
    return oklchHex(LIGHTNESS, CHROMA, HUES[low] + (HUES[low + 1] - HUES[low]) * (at - low));
  });
}

/** OKLCH -> "#rrggbb", clipped to sRGB. @param {number} l @param {number} c @param {number} hue degrees */
export function oklchHex(l, c, hue) {
  const a = c * Math.cos((hue * Math.PI) / 180);
  const b = c * Math.sin((hue * Math.PI) / 180);
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  const channels = [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ]
    .map((v) => Math.min(1, Math.max(0, v)))
    .map((v) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055))
    .map((v) => Math.round(v * 255).toString(16).padStart(2, "0"));
  return `#${channels.join("")}`;
}

// --------------------------------------------------------------------------------------------------------- document

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
 * Promises always resolve, `{ok: false, error}` in the person's words when something went wrong.
 */
export class EditChannel {
  /**
   * @param {{on: Function, off: Function, send: Function, get: Function}} model
   * @param {{onChange?: (patch: object[] | null) => void, onStatus?: (status: object) => void, patience?: number}} [options]
   *   onChange gets the applied patch, or null when the whole document is new; patience in ms before a reply is given up
   */
  constructor(model, { onChange = () => {}, onStatus = () => {}, patience = 10_000 } = {}) {
    Object.assign(this, { model, onChange, onStatus, patience, waiting: new Map(), count: 0 });
    // Several views of one widget share its messages: ids must not collide.
    this.name = Math.random().toString(36).slice(2, 8);
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
    return this.post({ edit, args });
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
    if (!waiter) return;
    clearTimeout(waiter.timer);
    this.waiting.delete(message.re);
    waiter.resolve({ ...message, buffers });
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
    this.model.off("msg:custom", this.hear);
    this.model.off("change:document", this.renew);
    for (const { resolve, timer } of this.waiting.values()) {
      clearTimeout(timer);
      resolve({ ok: false, error: "This view was closed." });
    }
    this.waiting.clear();
  }
}

// --------------------------------------------------------------------------------------------------------- elements

const REFUSED = /^(on.*|innerhtml|outerhtml|srcdoc)$/i;

const PICTURE = /^data:image\/(png|jpeg|gif|webp);base64,/;

/** True when an attribute may carry this value: no markup, no handlers, no script addresses. @param {string} name @param {any} value */
export function safeAttribute(name, value) {
  if (REFUSED.test(name)) return false;
  if (name === "src") return PICTURE.test(String(value));
  return !(/^(href|action|formaction|xlink:href)$/i.test(name) && /^[\s\u0000-\u0020]*(javascript|vbscript|data):/i.test(String(value)));
}

/**
 * Make an element. Props: `class`, `on: {click: f}`, `style: {"--jk-stage": "#123456"}`, `data: {id: "x"}`, properties
 * (value, disabled, hidden, checked, type, tabIndex, readOnly) and attributes. Children: strings become text nodes.
 * @param {string} tag @param {object | null} [props] @param {...any} children @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  return furnish(document.createElement(tag), props, children);
}

/** The same for SVG. @param {string} tag @param {object | null} [props] @param {...any} children @returns {SVGElement} */
export function svg(tag, props, ...children) {
  return furnish(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

const PROPERTIES = new Set(["value", "disabled", "hidden", "checked", "tabIndex", "readOnly"]);

function furnish(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [type, f] of Object.entries(value)) element.addEventListener(type, f);
    else if (name === "style") for (const [key, v] of Object.entries(value)) element.style.setProperty(key, v);
    else if (name === "data") for (const [key, v] of Object.entries(value)) element.dataset[key] = v;
    else if (PROPERTIES.has(name)) element[name] = value;
    else if (!safeAttribute(name, value)) throw new TypeError(`${name} is not allowed on an element`);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

/** Set text only when it differs, so that a selection in it survives. @param {Node} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const ICONS = {
  add: "M8 3v10M3 8h10",
  remove: "M4 4l8 8M12 4l-8 8",
  trash: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  left: "M13 8H3M7 4L3 8l4 4",
  right: "M3 8h10M9 4l4 4-4 4",
  flat: "M3 8h10",
  undo: "M6 3L3 6l3 3M3 6h6a4 4 0 0 1 0 8H6",
  redo: "M10 3l3 3-3 3M13 6H7a4 4 0 0 0 0 8h3",
  edit: "M3 13l.6-2.8L10.5 3.3a1.4 1.4 0 0 1 2 0l.2.2a1.4 1.4 0 0 1 0 2L5.8 12.4z",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  warn: "M8 2.5l6 11H2zM8 7v3M8 12h.01",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5V11M8 5h.01",
  check: "M3 8.5l3.2 3.2L13 5",
  copy: "M5.5 5.5h7.5v7.5H5.5zM3 10.5V3h7.5",
};

/** A 16 px line icon, hidden from screen readers: the button beside it carries the words. @param {string} name */
export function icon(name) {
  const path = svg("path", { d: ICONS[name] });
  return svg("svg", { class: "jk-icon", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", focusable: "false" }, path);
}

/** @param {string} name icon @param {string} label words for it @param {() => void} onClick @param {object} [props] */
export function iconButton(name, label, onClick, props = {}) {
  const shape = { type: "button", class: "jk-icon-button", "aria-label": label, title: label, on: { click: onClick }, ...props };
  return h("button", shape, icon(name));
}

// ------------------------------------------------------------------------------------------------------------ lists

const KEYED = new WeakMap();

/**
 * Make the children of `parent` match `items`: made once per key, updated in place, moved without moving the child that
 * has the focus. When the focused child goes, its neighbour gets the focus, else `parent` does.
 * @template T
 * @param {HTMLElement} parent owns nothing but these children
 * @param {T[]} items
 * @param {{key: (item: T, index: number) => string, create: (item: T, index: number) => HTMLElement,
 *          update?: (node: HTMLElement, item: T, index: number) => void}} how
 */
export function patchList(parent, items, { key, create, update = () => {} }) {
  const old = KEYED.get(parent) ?? new Map();
  const now = new Map();
  items.forEach((item, index) => {
    const id = key(item, index);
    const node = old.get(id) ?? create(item, index);
    update(node, item, index);
    now.set(id, node);
  });
  KEYED.set(parent, now);
  const active = parent.getRootNode().activeElement;
  const focused = [...parent.children].findIndex((node) => node.contains(active));
  const gone = [...old.entries()].filter(([id]) => !now.has(id)).map(([, node]) => node);
  const lost = gone.some((node) => node.contains(active));
  for (const node of gone) node.remove();
  place(parent, [...now.values()], active);
  if (lost) focusNear(parent, focused);
  return [...now.values()];
}

function place(parent, nodes, active) {
  let cursor = parent.firstChild;
  for (const node of nodes) {
    if (node.contains(active)) {
      // Moving a focused node blurs it, so everything else moves around it.
      while (cursor !== node) {
        const next = cursor.nextSibling;
        parent.insertBefore(cursor, node.nextSibling);
        cursor = next;
      }
    }
    if (cursor === node) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
}

const FOCUSABLE = "button:not(:disabled), textarea, input, select, [tabindex='0']";

/** Focus the first control at or before `index` among the children. @param {HTMLElement} parent @param {number} index */
export function focusNear(parent, index) {
  const near = parent.children[Math.min(index, parent.children.length - 1)];
  const target = near?.matches?.(FOCUSABLE) ? near : near?.querySelector(FOCUSABLE);
  if (target) target.focus();
  else {
    parent.tabIndex = -1;
    parent.focus();
  }
}

// --------------------------------------------------------------------------------------------------------- keyboard

/** Where an arrow, Home or End key leads in a row of `count`, or null for any other key. @param {string} key @param {number} index @param {number} count */
export function movedIndex(key, index, count) {
  const to = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : Math.min(count - 1, Math.max(0, to));
}

/** Keep keys typed here from the host's shortcuts (JupyterLab deletes cells on "dd"). Returns its undoing. @param {HTMLElement} host */
export function guardKeys(host) {
  host.setAttribute("data-lm-suppress-shortcuts", "true");
  const stop = (event) => event.stopPropagation();
  for (const type of ["keydown", "keyup", "keypress"]) host.addEventListener(type, stop);
  return () => {
    for (const type of ["keydown", "keyup", "keypress"]) host.removeEventListener(type, stop);
  };
}

/** A polite live region. @param {HTMLElement} host @returns {(text: string) => void} */
export function announcer(host) {
  const region = h("div", { class: "jk-sr", role: "status", "aria-live": "polite" });
  host.append(region);
  return (text) => {
    // The same words twice are read once unless the text changes.
    region.textContent = region.textContent === text ? `${text}${NBSP}` : text;
  };
}

// ------------------------------------------------------------------------------------------------------- definitions

/**
 * A small "i" that shows a definition on hover, focus or tap; Escape puts it away. It lies in the browser's top layer,
 * so no scrolling box cuts it off. @param {string} label what is defined @param {string} words @returns {HTMLElement}
 */
export function definitionTip(label, words) {
  const tip = h("span", { class: "jk-tip", role: "tooltip", popover: "manual", id: `jk-tip-${Math.random().toString(36).slice(2)}` }, words);
  const button = h("button", { type: "button", class: "jk-tip-button", "aria-label": `What is ${label}?`, "aria-describedby": tip.id }, icon("info"));
  const open = () => {
    if (tip.matches(":popover-open")) return;
    tip.showPopover();
    const at = button.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    const below = at.bottom + 6 + size.height < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(at.left - 8, innerWidth - size.width - 8))}px`;
    tip.style.top = `${below ? at.bottom + 6 : at.top - 6 - size.height}px`;
  };
  const close = () => tip.matches(":popover-open") && tip.hidePopover();
  const holder = h("span", { class: "jk-tip-holder" }, button, tip);
  for (const type of ["mouseenter", "focusin", "click"]) holder.addEventListener(type, open);
  for (const type of ["mouseleave", "focusout"]) holder.addEventListener(type, close);
  holder.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return holder;
}

// -------------------------------------------------------------------------------------------------------- text field

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
