/**
 * What a saved notebook shows of an editor whose kernel has gone. JupyterLab writes only the id of a widget into an output, and
 * a reader of the file has "model not found". So right before a notebook is saved, what its editors show goes into its
 * metadata, where JupyterLab, nbviewer and nbconvert look for widgets: as reading views, drawn by the modules they are drawn by.
 *
 * Pure: shownStates. Outside of JupyterLab's notebooks there is nothing to keep, and nothing is done.
 */
import { listen } from "./dom.js";

const STATE = "application/vnd.jupyter.widget-state+json";
const VIEW = "application/vnd.jupyter.widget-view+json";
/** How long after an edit the state is put by for the case that the kernel ends before the notebook is saved. */
const CALM_MS = 1000;
const OURS = "journeykit";
const NOTE = '\n.jk:not(.jk .jk)::before{content:"As it was saved with the notebook. Run the cell to go on.";display:block;font-size:12px;opacity:.75;padding:4px 0}\n@media print{.jk:not(.jk .jk)::before{display:none}}';

const isEditor = ({ state }) => typeof state.editable === "boolean" && String(state._anywidget_id).startsWith(`${OURS}.`);
const asRead = (entry) => ({ ...entry, by: OURS, state: isEditor(entry) ? { ...entry.state, editable: false, modules: [], _css: entry.state._css + NOTE } : entry.state });

/** A widget and all that is inside it, by id. */
function inside(id, states, found = new Set()) {
  if (found.has(id) || !states[id]) return found;
  found.add(id);
  for (const [, child] of JSON.stringify(states[id].state).matchAll(/"IPY_MODEL_(\w+)"/g)) inside(child, states, found);
  return found;
}

/**
 * The states to keep: of every widget that is shown and has an editor in it, with all that is inside.
 * @param {string[]} roots ids of the widgets that outputs show @param {Record<string, any>} states by id
 */
export function shownStates(roots, states) {
  const parts = roots.map((root) => [...inside(root, states)]).filter((ids) => ids.some((id) => isEditor(states[id])));
  return Object.fromEntries(parts.flat().map((id) => [id, states[id].by === OURS ? states[id] : asRead(states[id])]));
}

/** Keep what the notebook of this widget shows whenever it is saved. @param {any} model @returns {() => void} clean-up */
export function keepInNotebook(model) {
  const manager = model.widget_manager;
  if (!manager?.context?.saveState || !manager.context.model?.setMetadata) return () => {};
  if (!manager.jkKept) {
    // Once for each notebook, for all its editors, and for longer than any of them is shown.
    manager.jkKept = {};
    manager.context.saveState.connect((_, what) => what === "started" && keep(manager));
  }
  let timer = setTimeout(() => putBy(manager), CALM_MS);
  const changed = (message) => {
    if (!message?.patch) return;
    // A map that was edited makes the notebook one that is not saved yet.
    manager.context.model.dirty = true;
    clearTimeout(timer);
    timer = setTimeout(() => putBy(manager), CALM_MS);
  };
  const stop = listen(model, { "msg:custom": changed });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** Widgets whose kernel has ended have no state any more: the last one is held here. */
function putBy(manager) {
  const { state, ...version } = manager.get_state_sync({ drop_defaults: true });
  Object.assign(manager.jkKept, state);
  return version;
}

function keep(manager) {
  const notebook = manager.context.model;
  const version = putBy(manager);
  const widgets = notebook.getMetadata("widgets") ?? {};
  const held = widgets[STATE]?.state ?? {};
  const outputs = notebook.toJSON().cells.flatMap(({ outputs = [] }) => outputs);
  const roots = outputs.map(({ data }) => data?.[VIEW]?.model_id).filter(Boolean);
  const kept = shownStates(roots, { ...held, ...manager.jkKept });
  // Not those of widgets that no output shows any more: cells are run again and again.
  manager.jkKept = Object.fromEntries(Object.entries(manager.jkKept).filter(([id]) => kept[id]));
  const others = Object.fromEntries(Object.entries(held).filter(([, entry]) => entry.by !== OURS));
  const state = { ...others, ...kept };
  if (!Object.keys(state).length && !widgets[STATE]) return;
  notebook.setMetadata("widgets", { ...widgets, [STATE]: { ...version, state } });
}
