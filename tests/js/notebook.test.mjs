import assert from "node:assert/strict";
import { test } from "node:test";
import { keepInNotebook, shownStates } from "../../journeykit/editors/static/core/notebook.js";

const STATE = "application/vnd.jupyter.widget-state+json";
const VIEW = "application/vnd.jupyter.widget-view+json";

const editor = (name, more = {}) => ({ model_name: "AnyModel", state: { _anywidget_id: "journeykit.editors.map_board.MapBoard", _css: "", editable: true, modules: ["edit/editing.js"], document: { content: { name } }, layout: "IPY_MODEL_l1", ...more } });
const layout = { model_name: "LayoutModel", state: {} };
const box = (...children) => ({ model_name: "VBoxModel", state: { children: children.map((id) => `IPY_MODEL_${id}`) } });

test("an editor is kept with what is inside and around it, as a reading view", () => {
  const states = { b1: editor("Shop"), l1: layout, v1: box("b1"), other: { model_name: "IntSlider", state: {} } };
  const kept = shownStates(["v1", "other"], states);
  assert.deepEqual(Object.keys(kept).sort(), ["b1", "l1", "v1"]);
  assert.deepEqual([kept.b1.state.editable, kept.b1.state.modules, kept.b1.by], [false, [], "journeykit"]);
  assert.match(kept.b1.state._css, /As it was saved/);
  assert.equal(states.b1.state.editable, true);
});

test("what is kept already is not marked twice, and what no output shows is not kept", () => {
  const once = shownStates(["b1"], { b1: editor("Shop"), l1: layout, b2: editor("Gone") });
  assert.deepEqual(shownStates(["b1"], once), once);
  assert.deepEqual(shownStates([], once), {});
  assert.deepEqual(shownStates(["a", "b"], { a: box("b"), b: box("a") }), {});
});

/** As much of JupyterLab as is asked for. */
function lab(states, roots) {
  let metadata = {};
  let saving;
  const notebook = {
    dirty: false,
    getMetadata: (name) => metadata[name],
    setMetadata: (name, value) => (metadata = { ...metadata, [name]: value }),
    toJSON: () => ({ cells: [{ cell_type: "markdown" }, { outputs: [{ output_type: "stream" }, ...roots.map((id) => ({ data: { [VIEW]: { model_id: id } } }))] }] }),
  };
  const context = { model: notebook, saveState: { connect: (f) => (saving = f) } };
  const manager = { context, get_state_sync: () => ({ version_major: 2, version_minor: 0, state: states }) };
  const heard = new Map();
  const model = { widget_manager: manager, on: (name, f) => heard.set(name, f), off: (name) => heard.delete(name) };
  return { model, notebook, save: () => saving(null, "started"), tell: (message) => heard.get("msg:custom")(message), kept: () => metadata.widgets?.[STATE]?.state, put: (state) => notebook.setMetadata("widgets", { [STATE]: { state } }), states, roots };
}

test("saving the notebook keeps what its editors show now; an edit makes it unsaved", () => {
  const host = lab({ b1: editor("Shop"), l1: layout }, ["b1"]);
  const end = keepInNotebook(host.model);
  host.tell({ patch: [] });
  assert.equal(host.notebook.dirty, true);
  host.states.b1.state.document.content.name = "Corner shop";
  host.save();
  assert.equal(host.kept().b1.state.document.content.name, "Corner shop");
  // Closed views do not end it: the notebook still shows them when it is saved.
  end();
  host.roots.length = 0;
  host.save();
  assert.deepEqual(host.kept(), {});
});

test("states of others stay, and a kernel that has gone takes nothing along", () => {
  const host = lab({ b1: editor("Shop"), l1: layout }, ["b1"]);
  host.put({ slider: { model_name: "IntSlider", state: {} } });
  const end = keepInNotebook(host.model);
  host.save();
  for (const id of Object.keys(host.states)) delete host.states[id];
  host.save();
  assert.deepEqual(Object.keys(host.kept()).sort(), ["b1", "l1", "slider"]);
  end();
});

test("a notebook without editors is left as it is, and so is a page that is none", () => {
  const host = lab({ s: { model_name: "IntSlider", state: {} } }, ["s"]);
  keepInNotebook(host.model)();
  host.save();
  assert.equal(host.kept(), undefined);
  keepInNotebook({ widget_manager: {} })();
  keepInNotebook({})();
});
