/**
 * GuidedBuild: a first map, question by question. Python reads the steps off the map and says which edit an answer makes;
 * here they are drawn, and answers are sent one after the other.
 *
 * Pure: answerArgs, feelingArgs, routeWith, routeEdit, markEdits, progressWords, stepBeside. Then render({model, el}).
 */
import { iconButton } from "./core/controls.js";
import { focusNear, h, icon, isNew, patchList, setText } from "./core/dom.js";
import { openEditor } from "./core/editor.js";
import { wordsOf } from "./core/lists.js";
import { countWords } from "./core/words.js";

/** The arguments that an answer makes of a question. @param {any} question @param {string} value */
export function answerArgs({ args, field, whole, key, many }, value) {
  const lines = () => value.split("\n").map((line) => line.trim()).filter(Boolean);
  return { ...args, [field]: whole ? { ...whole, [key]: value } : many ? lines() : value };
}

/** A score and words, parted by commas. @param {any} question @param {number} score @param {string} words */
export function feelingArgs({ args }, score, words) {
  return { ...args, score, words: wordsOf(words) };
}

/**
 * A route with a touchpoint put in or taken out. In the order of the map, unless somebody gave the route an order of its own.
 * @param {string[]} touchpoints @param {string} id @param {boolean} on @param {string[]} order
 */
export function routeWith(touchpoints, id, on, order) {
  if (!on) return touchpoints.filter((other) => other !== id);
  const place = (other) => order.indexOf(other);
  const sorted = touchpoints.every((other, i) => i === 0 || place(touchpoints[i - 1]) <= place(other));
  const all = [...touchpoints, id];
  return sorted ? all.sort((a, b) => place(a) - place(b)) : all;
}

/** The edit that keeps a happy path. @param {any} question @param {string[]} touchpoints */
export function routeEdit({ route }, touchpoints) {
  if (route) return { edit: "update_route", args: { id: route, touchpoints } };
  return { edit: "add_route", args: { name: "Happy path", kind: "happy", touchpoints } };
}

/** The edits that move a mark: where they come in, where they pay, where they tell a friend. @param {any} mark @param {string} id "" for none */
export function markEdits({ id: kind, value: before }, id) {
  const fields = (on) => (kind === "entry" ? { entry_point: on } : { milestone: on ? kind : null });
  const steps = [];
  if (before && before !== id) steps.push({ edit: "update_touchpoint", args: { id: before, ...fields(false) } });
  if (id) steps.push({ edit: "update_touchpoint", args: { id, ...fields(true) } });
  return steps;
}

/** @param {{done: number, steps: any[]}} content */
export function progressWords({ done, steps }) {
  return done === steps.length ? "All steps are done" : `${done} of ${steps.length} steps done`;
}

/** The id of the step before or after, or null at the ends. @param {{id: string}[]} steps @param {string} id @param {number} by */
export function stepBeside(steps, id, by) {
  return steps[steps.findIndex((step) => step.id === id) + by]?.id ?? null;
}

// ------------------------------------------------------------------------------------------------------------ drawing

export function render(host) {
  const scene = { model: host.model, shown: null, queue: Promise.resolve() };
  Object.assign(scene, openEditor(host, { name: "jk-guide", label: "Build a journey map", followed: ["step", "starts"], draw: () => draw(scene), stepped: (words) => scene.notice(words) }));
  scene.rail = h("ol", { class: "jk-guide__rail", role: "list" });
  scene.words = h("p", { class: "jk-note jk-guide__progress" });
  scene.fill = h("i");
  scene.bar = h("div", { class: "jk-guide__bar", role: "progressbar", "aria-label": "Progress", "aria-valuemin": "0" }, scene.fill);
  scene.title = h("h2", { class: "jk-guide__title", tabIndex: -1, dir: "auto" });
  scene.lead = h("p", { class: "jk-soft jk-guide__lead" });
  scene.body = h("div", { class: "jk-stack jk-guide__questions" });
  scene.back = h("button", { type: "button", class: "jk-button", on: { click: () => beside(scene, -1) } }, icon("left"), "Back");
  scene.next = h("button", { type: "button", class: "jk-button jk-button--main", on: { click: () => beside(scene, 1) } }, h("span"), icon("right"));
  const nav = h("nav", { class: "jk-guide__nav", "aria-label": "Steps" }, scene.words, scene.bar, scene.rail);
  const tools = h("div", { class: "jk-row jk-tight jk-guide__tools" }, scene.status, scene.editable ? [scene.undo, scene.redo] : null);
  const card = h("div", { class: "jk-card jk-guide__card" }, tools, scene.title, scene.lead, scene.body, h("div", { class: "jk-wrap jk-guide__actions" }, scene.back, scene.next));
  scene.root.append(nav, card);
  draw(scene);
  return scene.close;
}

/** Send an edit when the ones before it are answered; what it says is made then, from the map as it is then. */
function send(scene, make) {
  scene.queue = scene.queue.then(async () => {
    const made = make();
    if (!made) return { ok: true, same: true };
    const reply = await scene.transport.send(made.edit, made.args);
    if (reply.ok) scene.notice(reply.removed ?? "Kept on the map", reply.removed ? "quiet" : "good", Boolean(reply.removed));
    else scene.notice("", "problem");
    return reply;
  });
  return scene.queue;
}

/** The question as it is now: its edit may have changed with the answer before. */
const questionNow = (scene, stepId, id) => scene.transport.content.steps.find((other) => other.id === stepId)?.questions.find((other) => other.id === id);

function go(scene, id) {
  scene.model.set("step", id);
  scene.model.save_changes();
  draw(scene);
  scene.title.focus({ preventScroll: true });
  scene.root.scrollIntoView({ block: "nearest" });
}

function beside(scene, by) {
  const to = stepBeside(pages(scene), scene.page.id, by);
  if (to) go(scene, to);
}

/** The steps, and before them the choice of a start as long as the map is blank. */
function pages(scene) {
  const { steps = [], blank } = scene.transport.content ?? {};
  const starts = scene.model.get("starts") ?? [];
  return blank && starts.length && scene.editable ? [{ id: "start", title: "Where to begin", state: "open", lead: "Begin with stages that fit your business, or with an empty map. Everything can be changed later.", questions: [{ id: "starts", kind: "starts", starts }] }, ...steps] : steps;
}

function draw(scene) {
  const all = pages(scene);
  const content = scene.transport.content ?? { steps: [], done: 0 };
  scene.page = all.find(({ id }) => id === scene.model.get("step")) ?? all[0];
  if (!scene.page) return;
  setText(scene.words, progressWords(content));
  scene.bar.setAttribute("aria-valuemax", String(content.steps.length));
  scene.bar.setAttribute("aria-valuenow", String(content.done));
  scene.bar.setAttribute("aria-valuetext", progressWords(content));
  scene.fill.style.width = `${content.steps.length ? (100 * content.done) / content.steps.length : 0}%`;
  scene.drawSteps();
  drawRail(scene, all);
  setText(scene.title, scene.page.title);
  setText(scene.lead, scene.page.lead);
  if (scene.shown !== scene.page.id) {
    scene.shown = scene.page.id;
    // Fields never change owner: those of another step are made anew.
    patchList(scene.body, [], { key: () => "", create: () => null });
  }
  patchList(scene.body, scene.page.questions, { key: ({ id }) => id, create: (question) => KINDS[question.kind](scene, scene.page.id, question), update: (node, question) => node.show(question) });
  const after = stepBeside(all, scene.page.id, 1);
  scene.back.hidden = !stepBeside(all, scene.page.id, -1);
  scene.next.hidden = !after || scene.page.id === "start";
  setText(scene.next.firstChild, `Next: ${all.find(({ id }) => id === after)?.title ?? ""}`);
}

const STATES = { done: "done", begun: "begun", open: "not begun" };

function drawRail(scene, all) {
  patchList(scene.rail, all, {
    key: ({ id }) => id,
    create: ({ id }) => {
      const [mark, words, state] = [h("span", { class: "jk-disc jk-guide__mark", "aria-hidden": "true" }), h("span", { class: "jk-clip jk-guide__name", dir: "auto" }), h("span", { class: "jk-sr" })];
      const button = h("button", { type: "button", class: "jk-row jk-hover jk-guide__step", on: { click: () => go(scene, id) } }, mark, words, state);
      return Object.assign(h("li", null, button), { button, mark, words, state });
    },
    update: (node, page) => {
      setText(node.words, page.title);
      setText(node.state, `, ${STATES[page.state]}`);
      node.button.dataset.state = page.state;
      node.classList.toggle("is-stage", Boolean(page.stage));
      if (node.mark.dataset.state !== page.state) node.mark.replaceChildren(...(page.state === "done" ? [icon("check", 10)] : []));
      node.mark.dataset.state = page.state;
      if (page.id === scene.page.id) node.button.setAttribute("aria-current", "step");
      else node.button.removeAttribute("aria-current");
    },
  });
}

// ---------------------------------------------------------------------------------------------------------- questions

let fieldCount = 0;

/** A question with its label, help and the place for what went wrong; the control is the caller's. */
function frame(question, control, { group = false } = {}) {
  const id = `jk-guide-${(fieldCount += 1)}`;
  const label = h(group ? "h3" : "label", { class: "jk-strong jk-ask__label", id: `${id}-label` }, question.label);
  const help = [question.prompt, question.example && `For example: ${question.example}`].filter(Boolean);
  const told = h("div", { class: "jk-note jk-ask__help", id: `${id}-help` }, help.map((line) => h("p", null, line)));
  const trouble = h("p", { class: "jk-trouble jk-ask__trouble", role: "alert" });
  if (group) {
    control.setAttribute("role", "group");
    control.setAttribute("aria-labelledby", label.id);
  } else {
    control.id = id;
    label.setAttribute("for", id);
  }
  if (help.length) control.setAttribute("aria-describedby", told.id);
  const root = h("div", { class: `jk-ask jk-ask--${question.kind}` }, label, help.length ? told : null, control, trouble);
  const judge = (reply) => {
    setText(trouble, reply.ok ? "" : reply.error);
    if (!group) control.setAttribute("aria-invalid", String(!reply.ok));
    return reply;
  };
  return Object.assign(root, { judge, label });
}

/** A field that keeps its text on Enter and on leaving; a refused text stays to be mended. */
function field(scene, { lines = false, value = "", label = null, placeholder = "", commit }) {
  const input = lines ? h("textarea", { rows: 2, class: "jk-input jk-ask__input", spellcheck: "true" }) : h("input", { type: "text", class: "jk-input jk-ask__input", autocomplete: "off" });
  if (label) input.setAttribute("aria-label", label);
  input.setAttribute("placeholder", placeholder);
  input.setAttribute("dir", "auto");
  input.readOnly = !scene.editable;
  input.value = value;
  let kept = value;
  const fit = () => {
    if (!lines) return;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
  };
  const keep = async () => {
    const text = lines ? input.value.trim() : input.value.replace(/\s+/g, " ").trim();
    if (text === kept || input.readOnly) return null;
    const before = kept;
    kept = text;
    const reply = await commit(text);
    if (!reply.ok) kept = before;
    return reply;
  };
  input.addEventListener("input", fit);
  input.addEventListener("change", keep);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Enter" || (lines && event.shiftKey)) return;
    event.preventDefault();
    keep();
    const fields = [...scene.body.querySelectorAll(".jk-ask__input, .jk-guide__actions .jk-button--main")];
    (fields[fields.indexOf(input) + 1] ?? scene.next).focus();
  });
  const show = (text) => {
    // Not under the person's hands, nor over a text that was refused and waits to be mended.
    if (input.value === kept || input.value.trim() === text) input.value = text;
    kept = text;
    queueMicrotask(fit);
  };
  return { input, show, keep };
}

function textQuestion(scene, stepId, question) {
  let root = null;
  const commit = async (text) => root.judge(await send(scene, () => {
    const now = questionNow(scene, stepId, question.id);
    return now && { edit: now.edit, args: answerArgs(now, text) };
  }));
  const { input, show } = field(scene, { lines: question.kind === "lines", value: question.value, placeholder: question.kind === "lines" ? "Shift+Enter begins a new line" : "", commit });
  root = frame(question, input);
  root.show = (now) => {
    setText(root.label, now.label);
    show(now.value);
  };
  return root;
}

function listQuestion(scene, stepId, question) {
  const list = h("ul", { class: "jk-stack jk-tight jk-ask__items", role: "list" });
  const box = h("div", { class: "jk-stack jk-tight jk-ask__list" }, list);
  const root = frame(question, box, { group: true });
  const sent = async (make, words) => {
    const reply = root.judge(await send(scene, () => make(questionNow(scene, stepId, question.id) ?? question)));
    if (reply.ok && !reply.same && words) scene.say(words);
    return reply;
  };
  const one = question.one;
  const add = scene.editable && h("input", { type: "text", class: "jk-input jk-ask__input jk-ask__new", autocomplete: "off", dir: "auto", "aria-label": `New ${one}`, placeholder: `Add a ${one} and press Enter` });
  let onItsWay = "";
  const put = async (again) => {
    const name = add.value.replace(/\s+/g, " ").trim();
    // Leaving the field while an Enter is being answered must not add the same thing twice.
    if (!name || name === onItsWay) return;
    onItsWay = name;
    const reply = await sent((now) => ({ edit: now.add.edit, args: { ...now.add.args, name } }), `${one} ${name} added`);
    onItsWay = "";
    if (!reply.ok) return;
    if (add.value.replace(/\s+/g, " ").trim() === name) add.value = "";
    if (again) add.focus();
  };
  const order = (now, id, by) => now.items.findIndex((item) => item.id === id) + by;
  const move = async (id, by) => {
    const reply = await sent((now) => {
      const to = order(now, id, by);
      return to < 0 || to >= now.items.length ? null : { edit: now.move, args: { id, to } };
    }, `${one} moved`);
    if (reply.ok && !reply.same) list.querySelector(`[data-id="${CSS.escape(id)}"] .jk-ask__input`)?.focus();
  };
  const remove = async (id) => {
    await sent((now) => ({ edit: now.remove, args: { id } }), `${one} removed`);
    if (!list.children.length) add.focus();
  };
  if (add) {
    add.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      if (add.value.trim()) put(true);
    });
    add.addEventListener("change", () => put(false));
    box.append(add);
  }
  const create = (item) => {
    const { input, show } = field(scene, { value: item.name, label: `Name of ${one}`, commit: (name) => (name ? sent((now) => ({ edit: now.rename, args: { id: item.id, name } })) : remove(item.id).then(() => ({ ok: true }))) });
    const pick = question.choice && h("select", { class: "jk-input jk-ask__pick", disabled: !scene.editable, on: { change: () => sent((now) => ({ edit: now.rename, args: { id: item.id, [question.choice.field]: pick.value } })) } }, question.choice.options.map(([value, words]) => h("option", { value }, words)));
    const buttons = scene.editable && [iconButton("up", `Move up`, () => move(item.id, -1)), iconButton("down", `Move down`, () => move(item.id, 1)), iconButton("remove", `Remove`, () => remove(item.id))];
    const node = h("li", { class: "jk-row jk-tight jk-ask__item", data: { id: item.id } }, input, pick || null, buttons || null);
    node.addEventListener("keydown", (event) => {
      const by = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      move(item.id, by);
    });
    return Object.assign(node, { input, show, pick, buttons });
  };
  const update = (node, item, index, items) => {
    node.show(item.name);
    node.input.setAttribute("aria-label", `${one} ${index + 1}`);
    if (node.pick) {
      node.pick.value = item.choice;
      node.pick.setAttribute("aria-label", `${question.choice.label} of ${item.name}`);
    }
    if (!node.buttons) return;
    for (const [i, verb] of ["Move up", "Move down", "Remove"].entries()) {
      const words = `${verb}: ${item.name.slice(0, 80)}`;
      node.buttons[i].setAttribute("aria-label", words);
      node.buttons[i].title = verb;
    }
    node.buttons[0].setAttribute("aria-disabled", String(index === 0));
    node.buttons[1].setAttribute("aria-disabled", String(index === items.length - 1));
  };
  root.show = (now) => {
    list.hidden = now.items.length === 0;
    patchList(list, now.items, { key: ({ id }) => id, create, update: (node, item, index) => update(node, item, index, now.items) });
  };
  return root;
}

function feelingQuestion(scene, stepId, question) {
  const name = `jk-feeling-${(fieldCount += 1)}`;
  let root = null;
  let now = question;
  const keep = async (score, words) => root.judge(await send(scene, () => {
    const fresh = questionNow(scene, stepId, question.id) ?? now;
    return { edit: fresh.edit, args: feelingArgs(fresh, score, words) };
  }));
  const boxes = question.scale.map(([score, words]) => {
    const box = h("input", { type: "radio", name, value: String(score), disabled: !scene.editable, on: { change: () => keep(score, words_.input.value) } });
    return { score, box, label: h("label", { class: "jk-ask__score", data: { score: String(score) } }, box, h("b", { "aria-hidden": "true" }, score > 0 ? `+${score}` : score < 0 ? `−${-score}` : "0"), h("span", null, words)) };
  });
  const words_ = field(scene, {
    value: question.words,
    label: "In their words, several with commas",
    placeholder: "In words, several with commas",
    commit: (words) => {
      const chosen = boxes.find(({ box }) => box.checked);
      if (chosen || Number.isFinite(now.score)) return keep(chosen ? chosen.score : now.score, words);
      return Promise.resolve(root.judge({ ok: false, error: "Choose first how strong the feeling is." }));
    },
  });
  const scale = h("div", { class: "jk-ask__scale" }, boxes.map(({ label }) => label));
  root = frame(question, h("div", { class: "jk-stack jk-tight jk-ask__feeling" }, scale, words_.input), { group: true });
  root.show = (fresh) => {
    now = fresh;
    setText(root.label, fresh.label);
    // A point that was dragged on the board may lie between two words: the nearer one shows.
    for (const { score, box } of boxes) box.checked = fresh.score !== null && Math.round(fresh.score) === score;
    words_.show(fresh.words);
  };
  return root;
}

function pathQuestion(scene, stepId, question) {
  const list = h("ol", { class: "jk-ask__path", role: "list" });
  const none = h("p", { class: "jk-soft jk-ask__none" }, "There are no touchpoints yet. Add some in the stages, then come back.");
  const marks = h("div", { class: "jk-ask__marks" });
  const root = frame(question, h("div", null, none, list, marks), { group: true });
  const sent = async (make) => root.judge(await send(scene, () => make(questionNow(scene, stepId, question.id) ?? question)));
  const create = (item) => {
    const box = h("input", { type: "checkbox", disabled: !scene.editable, on: { change: () => sent((now) => routeEdit(now, routeWith(now.touchpoints, item.id, box.checked, now.order))) } });
    const [words, stage, number] = [h("span", { dir: "auto" }), h("span", { class: "jk-note jk-ask__stage", dir: "auto" }), h("b", { class: "jk-disc jk-ask__number", "aria-hidden": "true" })];
    return Object.assign(h("li", { class: "jk-ask__stop" }, h("label", null, box, number, words, stage)), { box, words, stage, number });
  };
  const pick = (mark) => {
    const choose = h("select", { class: "jk-input jk-ask__pick", disabled: !scene.editable, on: { change: () => sent((now) => ({ edit: "apply_all", args: { edits: markEdits(now.marks.find(({ id }) => id === mark.id), choose.value) } })) } });
    return Object.assign(h("label", { class: "jk-stack jk-tight jk-ask__mark" }, h("span", null, mark.label), choose), { choose });
  };
  root.show = (now) => {
    none.hidden = now.items.length > 0;
    marks.hidden = now.touchpoints.length === 0;
    patchList(list, now.items, {
      key: ({ id }) => id,
      create,
      update: (node, item) => {
        node.box.checked = item.on;
        node.classList.toggle("is-on", item.on);
        setText(node.words, item.name);
        setText(node.stage, item.stage);
        setText(node.number, item.on ? String(now.touchpoints.indexOf(item.id) + 1) : "");
      },
    });
    const stops = now.touchpoints.map((id) => now.items.find((item) => item.id === id)).filter(Boolean);
    patchList(marks, now.marks, {
      key: ({ id }) => id,
      create: pick,
      update: (node, mark) => {
        const held = now.items.find((item) => item.id === mark.value);
        const offered = [...new Set([...stops, ...(held ? [held] : [])])];
        const options = [["", "Not marked yet"], ...offered.map(({ id, name }) => [id, name])];
        if (isNew(node.choose, options)) node.choose.replaceChildren(...options.map(([value, label]) => h("option", { value }, label)));
        node.choose.value = mark.value;
      },
    });
  };
  return root;
}

function findingsQuestion(scene, stepId, question) {
  const verdict = h("p", { class: "jk-ask__verdict" });
  const list = h("ol", { class: "jk-stack jk-ask__findings", role: "list" });
  const rest = h("p", { class: "jk-soft jk-ask__rest" });
  const root = h("div", { class: "jk-ask" }, verdict, list, rest);
  const create = (finding) => {
    const parts = [["message", "jk-strong"], ["action", ""], ["reason", "jk-note"]].map(([name, look]) => [name, h("p", { class: `jk-find__${name} ${look}` })]);
    const jump = h("button", { type: "button", class: "jk-button", on: { click: () => go(scene, node.finding.step) } }, "Go there");
    const mend = h("button", { type: "button", class: "jk-button", on: { click: () => send(scene, () => ({ edit: "apply_all", args: { edits: node.finding.edits } })).then((reply) => reply.ok && focusNear(list, 0)) } });
    const node = Object.assign(h("li", { class: "jk-box jk-find" }, parts.map(([, part]) => part), h("div", { class: "jk-wrap jk-find__do" }, jump, mend)), { parts, jump, mend, finding });
    return node;
  };
  root.show = ({ items, open, errors, answered }) => {
    const more = open - items.length - items.reduce((sum, item) => sum + item.more, 0);
    setText(verdict, answered ? "Your map is ready to be shown: it has stages, a path, and nothing in it misleads." : errors ? "Something on the map misleads. Mend that first." : "The map still needs its happy path.");
    verdict.dataset.tone = answered ? "good" : "open";
    patchList(list, items, {
      key: ({ code }) => code,
      create,
      update: (node, item) => {
        node.finding = item;
        const told = { message: item.message + (item.more ? ` The same holds at ${countWords(item.more)} more ${item.more === 1 ? "place" : "places"}.` : ""), action: item.action, reason: item.reason };
        for (const [name, part] of node.parts) setText(part, told[name]);
        node.jump.hidden = !item.step;
        node.jump.setAttribute("aria-label", `Go there: ${item.where}`);
        node.mend.hidden = !item.edits || !scene.editable;
        setText(node.mend, item.fix ?? "");
      },
    });
    rest.hidden = more <= 0;
    setText(rest, `${countWords(more)} further ${more === 1 ? "thing" : "things"} can wait; the board shows them in place.`);
  };
  return root;
}

function startsQuestion(scene) {
  const list = h("ul", { class: "jk-starts", role: "list" });
  const choose = async (name) => {
    const reply = await scene.transport.ask("start", { name });
    if (reply.ok) go(scene, reply.value);
    else scene.notice(reply.error, "problem");
  };
  const cardOf = (title, about, stages, run) => h("li", null, h("button", { type: "button", class: "jk-stack jk-tight jk-box jk-start", on: { click: run } }, h("b", null, title), about ? h("span", { class: "jk-note jk-start__about" }, about) : null, stages ? h("span", { class: "jk-note jk-start__stages" }, stages) : null));
  const root = h("div", { class: "jk-ask" }, list);
  root.show = ({ starts }) => {
    if (list.children.length) return;
    list.append(cardOf("An empty map", "You name the stages yourself.", "", () => go(scene, "about")), ...starts.map(({ name, about, stages }) => cardOf(name, about, stages.join(" → "), () => choose(name))));
  };
  return root;
}

const KINDS = { text: textQuestion, lines: textQuestion, list: listQuestion, feeling: feelingQuestion, path: pathQuestion, findings: findingsQuestion, starts: startsQuestion };
