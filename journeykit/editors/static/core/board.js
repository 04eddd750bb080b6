/**
 * The board: its nodes, what it shows, where the focus is, and the registry of its plugins. Every part that a module brings is
 * declared here; an object that is sealed takes no other.
 *
 * @typedef {{kind: "draw" | "filled" | "select", patch?: object[] | null, refs?: string[]}} Change the document or what is
 *   looked at was drawn anew (patch: what changed, null for all of it); cells that waited are drawn; other things are selected
 * @typedef {object} Plugin what a module's `attach(board)` returns, all of it optional; what takes an event returns true
 * @property {(change: Change) => void} [update]
 * @property {{board?: (event: KeyboardEvent) => boolean, cell?: (event: KeyboardEvent, cell: HTMLElement) => boolean,
 *   item?: (event: KeyboardEvent, item: HTMLElement, cell: HTMLElement) => boolean}} [keys] of the board, of a cell that has
 *   the focus, of an element in one
 * @property {(event: PointerEvent) => boolean} [press]
 * @property {(event: MouseEvent) => boolean} [click]
 * @property {() => void} [destroy]
 *
 * @typedef {object} CellState what is known of a drawn cell, by its key
 * @property {any} [view] from `boardView`
 * @property {any} [waiting] the view of a cell that is not drawn yet
 * @property {string} [drawn] signature of what stands there
 * @property {any} [point] @property {any} [parts] @property {boolean} [answers] @property {boolean} [held] @property {boolean} [sending] of the feelings
 */
import { h } from "./dom.js";
import { drawFeelings } from "./feelings.js";
import { drawBar, drawGrid, fillCell } from "./frame.js";
import { tell } from "./notice.js";
import { Transport } from "./transport.js";
import { boardView } from "./view.js";

export class Board {
  constructor(model, files) {
    Object.assign(this, { model, files, closed: false, reading: model.get("editable") !== true, editable: false });
    this.transport = new Transport(model, { onChange: (patch) => this.draw(patch), onStatus: ({ text, tone }) => this.say(text, { tone }) });
    /** @type {Plugin[]} in the order they came */
    this.plugins = [];
    /** @type {Map<string, Promise<any>>} */
    this.fetched = new Map();

    // What is shown.
    Object.assign(this, { content: {}, view: null, first: null, here: null, scores: {}, putAway: null });
    /** @type {Map<string, {text: string, refused: boolean}>} texts on their way, by the key of their cell */
    this.drafts = new Map();
    /** @type {Map<string, CellState>} */
    this.cells = new Map();
    /** @type {Map<string, {size: {width: number, height: number}, cell?: HTMLElement, observer?: ResizeObserver}>} rows of feelings, by their lane */
    this.rows = new Map();

    // Parts that modules bring, null until then.
    /** @type {null | {send: Function, step: Function, menu: Function, type: Function, rename: Function, help: Function, lanes: HTMLElement, point: Function, stageMenu: Function, addStage: Function, addTo: Function, drawTools: () => void}} edit/editing.js */
    this.editing = null;
    /** @type {null | {form: Function, confirm: Function}} edit/forms.js */
    this.dialogs = null;
    /** @type {null | {open: (ref: string, options?: object) => void, elements: (kind?: string) => void}} edit/details.js */
    this.details = null;
    /** @type {null | {select: Function, chosen: () => any[], dropMany: Function}} edit/selection.js */
    this.selection = null;
    /** @type {null | {offerFor: Function, offerIdeas: Function, chips: Function}} edit/suggest.js */
    this.suggest = null;
    /** @type {null | {show: (panel: object) => void, close: (name?: string) => void, shown: any}} read/dock.js */
    this.panel = null;
    /** @type {any} read/path.js */
    this.path = null;
    /** @type {any} share/live.js */
    this.live = null;
    /** @type {null | Record<string, any[]>} the short forms of Python */
    this.forms = null;
    this.makeNodes();
    Object.seal(this);
  }

  makeNodes() {
    this.who = h("select", { class: "jk-board__who", "aria-label": "Persona", on: { change: () => this.choosePersona() } });
    this.tools = h("span", { class: "jk-inline jk-board__tools" });
    this.status = h("p", { class: "jk-status jk-board__status", role: "status" });
    this.legend = h("ul", { class: "jk-note jk-legend" });
    this.grid = h("div", { class: "jk-board__grid", role: "grid", "aria-readonly": "true" });
    this.frame = h("div", { class: "jk-box jk-board__frame" }, this.grid);
    this.bar = h("div", { class: "jk-row jk-screen jk-board__bar" }, this.who, this.tools, this.status, this.legend);
    this.dock = h("aside", { class: "jk-box jk-dock", hidden: true });
    this.root = h("section", { class: `jk jk-board${this.reading ? " is-reading" : ""}`, "aria-label": "Journey map" }, this.bar, h("div", { class: "jk-board__body" }, this.frame, this.dock));
  }

  // ----------------------------------------------------------------------------------------------------------- plugins

  /** @param {Plugin | undefined} plugin @returns {() => void} takes it off */
  plug(plugin) {
    if (!plugin) return () => {};
    this.plugins.push(plugin);
    return () => this.unplug(plugin);
  }

  unplug(plugin) {
    const at = this.plugins.indexOf(plugin);
    if (at < 0) return;
    this.plugins.splice(at, 1);
    plugin.destroy?.();
  }

  /** @param {Change} change */
  update(change) {
    for (const plugin of [...this.plugins]) plugin.update?.(change);
  }

  /** Offer an event: whoever came last is asked first. @param {(plugin: Plugin) => any} ask @returns {boolean} whether it was taken */
  offer(ask) {
    return this.plugins.toReversed().some((plugin) => ask(plugin) === true);
  }

  /** Bring the modules that Python names, all in one answer; until editing is here the board reads. */
  async attachModules() {
    const paths = this.model.get("modules") ?? [];
    if (!paths.length) return;
    this.root.setAttribute("aria-busy", "true");
    for (const module of await this.askModules(paths)) this.plug(module.attach(this));
    this.root.removeAttribute("aria-busy");
  }

  /** A module by path, asked for once. @param {string} path @returns {Promise<any>} undefined where it is refused */
  fetch(path) {
    const fetching = this.fetched.get(path) ?? this.askModules([path]).then(([module]) => module);
    this.fetched.set(path, fetching);
    return fetching;
  }

  /** @param {string[]} paths @returns {Promise<any[]>} the modules, or none */
  async askModules(paths) {
    let reply;
    // A busy notebook answers late, so ask on.
    do reply = await this.ask("module", { path: paths.join(" "), have: this.files.paths });
    while (reply.late && !this.closed);
    if (!reply.ok) this.say(reply.error, { tone: "problem" });
    if (!reply.ok || this.closed) return [];
    await this.files.addTexts(reply.value);
    return paths.map((path) => this.files.module(path));
  }

  // ------------------------------------------------------------------------------------------------------------ Python

  ask(question, args) {
    return this.transport.ask(question, args);
  }

  /** @param {string} edit @param {object} [args] @returns {Promise<{ok: boolean, error?: string}>} */
  async send(edit, args) {
    // A reading view has nobody to send an edit to.
    return this.editing ? this.editing.send(edit, args) : { ok: false, error: "This is a reading view." };
  }

  /** One line about the last edit. */
  say(text, { tone, undo } = {}) {
    tell(this.status, text, { tone, undo: undo && (() => this.editing.step("undo")) });
  }

  choosePersona() {
    this.model.set("persona", this.who.value);
    this.model.save_changes();
    this.draw();
  }

  // -------------------------------------------------------------------------------------------------------------- draw

  /** Bring the page up to date with the document. Nodes stay, so focus and typing stay. @param {object[] | null} [patch] */
  draw(patch = null) {
    const { model } = this;
    this.content = this.transport.content ?? {};
    // A feeling that changes leaves all other cells as they are.
    const felt = !this.reading && this.view && patch?.length && patch.every(({ at }) => at[0] === "emotions");
    if (!felt) this.view = boardView(this.content, { persona: model.get("persona"), evidence: model.get("evidence"), reading: this.reading, putAway: this.putAway, vocabulary: model.get("vocabulary") ?? {} });
    this.keepFocus(() => {
      if (!felt) drawGrid(this);
      drawBar(this);
      this.drawFeelings();
      if (!felt) this.rove();
    });
    this.update({ kind: "draw", patch });
  }

  drawFeelings() {
    drawFeelings(this);
  }

  /** Editing is here: what was drawn as buttons answers from now on. */
  beginEditing(editing) {
    Object.assign(this, { editing, editable: true });
    this.grid.removeAttribute("aria-readonly");
    this.root.classList.add("is-editable");
    this.keepFocus(() => this.draw());
  }

  /** A cell of the grid, drawn if it waited. @param {string} key @returns {HTMLElement | null} */
  cell(key) {
    return fillCell(this, this.grid.querySelector(`[data-key="${CSS.escape(key)}"]`));
  }

  /** What is known of a cell. @param {HTMLElement | null | undefined} cell @returns {CellState} */
  at(cell) {
    return this.cells.get(cell?.dataset.key) ?? {};
  }

  /** What is known of a row of feelings. @param {HTMLElement} row */
  row(row) {
    const { lane } = row.dataset;
    if (!this.rows.has(lane)) this.rows.set(lane, { size: { width: 240, height: 236 } });
    return this.rows.get(lane);
  }

  elementsOf(id) {
    return [...this.grid.querySelectorAll(`[data-item="${CSS.escape(id)}"]`)];
  }

  // ------------------------------------------------------------------------------------------------------------- focus

  /** One cell of the grid is a tab stop: the one that was used last. */
  rove() {
    const cells = [...this.grid.querySelectorAll("[data-key]")];
    const stop = cells.find((cell) => cell.dataset.key === this.here) ?? cells[1] ?? cells[0];
    // Written only where it changes: a board has hundreds of cells.
    for (const cell of cells) {
      const to = cell === stop ? "0" : "-1";
      if (cell.getAttribute("tabindex") !== to) cell.setAttribute("tabindex", to);
    }
  }

  get active() {
    return this.root.getRootNode().activeElement;
  }

  /** Let the focus stand where it stood, also where its node was made anew. @param {() => void} run */
  keepFocus(run) {
    const { active } = this;
    const held = active && this.grid.contains(active) ? { key: active.closest("[data-key]")?.dataset.key, item: active.closest("[data-item]")?.dataset.item } : null;
    run();
    if (held?.key && !(this.active === active && this.root.contains(active))) this.focus(held.key, held.item);
  }

  /** Focus a cell or an element in it; when it is gone, its neighbour. @param {string | null} key @param {string} [item] */
  focus(key, item) {
    const cell = this.cell(key ?? "") ?? this.grid.querySelector("[data-key][tabindex='0']");
    if (!cell) return;
    this.here = cell.dataset.key;
    this.rove();
    const inner = item && cell.querySelector(`[data-item="${CSS.escape(item)}"]:not([hidden])`);
    (inner || cell).focus({ preventScroll: false });
  }
}
