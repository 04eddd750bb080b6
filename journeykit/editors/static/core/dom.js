/**
 * Parts that every editor draws with. User text reaches the page through text nodes only: `h` refuses innerHTML, srcdoc,
 * on* attributes and script addresses.
 */

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

/** A line icon, hidden from screen readers: the button beside it carries the words. @param {string} d in a box of 16 @param {number} [size] */
export const shape = (d, size = 16) =>
  svg("svg", { class: "jk-icon", viewBox: "0 0 16 16", width: size, height: size, "aria-hidden": "true" }, svg("path", { d }));

/** @param {string} name @param {number} [size] */
export const icon = (name, size) => shape(ICONS[name], size);

const DRAWN = new WeakMap();

/** True when this is not what was drawn in a node the last time. @param {Node} node @param {any} what */
export function isNew(node, what) {
  const signature = JSON.stringify(what);
  if (DRAWN.get(node) === signature) return false;
  DRAWN.set(node, signature);
  return true;
}

// --------------------------------------------------------------------------------------------------------- lists

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

// ----------------------------------------------------------------------------------------------------- events, keys

/**
 * Hear several events of a node or of a widget's model. @param {any} target @param {Record<string, Function>} handlers by type
 * @param {...any} options of addEventListener @returns {() => void} stops hearing them
 */
export function listen(target, handlers, ...options) {
  const [add, remove] = target.addEventListener ? ["addEventListener", "removeEventListener"] : ["on", "off"];
  for (const [type, f] of Object.entries(handlers)) target[add](type, f, ...options);
  return () => {
    for (const [type, f] of Object.entries(handlers)) target[remove](type, f, ...options);
  };
}

/** Run when a widget's model has another value. @param {any} model @param {string[]} names @param {() => void} run @returns {() => void} stops it */
export const followModel = (model, names, run) => listen(model, Object.fromEntries(names.map((name) => [`change:${name}`, run])));

/** Keep keys typed here from the host's shortcuts (JupyterLab deletes cells on "dd"). Returns its undoing. @param {HTMLElement} host */
export function guardKeys(host) {
  host.setAttribute("data-lm-suppress-shortcuts", "true");
  const stop = (event) => event.stopPropagation();
  return listen(host, { keydown: stop, keyup: stop, keypress: stop });
}
