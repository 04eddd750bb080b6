/**
 * The portrait of a persona: a drawn one that stays with her, or a picture that somebody chose.
 *
 * Pure: initials, avatarShapes, cropOf. Then portrait.
 */
import { h, icon, safeAttribute, setText, svg } from "../core/dom.js";
import { drawnAnew } from "../core/picture.js";
import { stageColours } from "../core/words.js";

const JOINING = new Set(["and", "und", "et", "y", "e", "the", "of", "de", "van", "von"]);
const WALK = 8;
const SIDE = 256;

/** Up to two letters for a name: the first and the last word that carries it. @param {string} name */
export function initials(name) {
  const words = name.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word && !JOINING.has(word.toLowerCase()));
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends.map((word) => [...word.normalize("NFC")][0].toLocaleUpperCase()).join("") || "?";
}

const seedOf = (id) => [...id].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 9973, 7);

/**
 * The shapes behind the initials, the same for an id every time: two tints and where three discs lie. Shapes, not faces:
 * a drawn face would say more about somebody than anybody knows.
 * @param {string} id
 */
export function avatarShapes(id) {
  const seed = seedOf(`${id}*`);
  const colours = stageColours(WALK);
  const tint = seedOf(id) % WALK;
  const discs = [0, 1, 2].map((i) => {
    const angle = ((seed * (i + 3)) % 360) * (Math.PI / 180);
    const far = 26 + ((seed >> i) % 5) * 5;
    return { cx: Math.round(48 + far * Math.cos(angle)), cy: Math.round(48 + far * Math.sin(angle)), r: 20 + ((seed * (i + 2)) % 4) * 6 };
  });
  return { tint: colours[tint], other: colours[(tint + 2 + (seed % 3)) % WALK], discs };
}

/** The square in the middle of a picture, a little higher where it is tall: that is where faces are. @param {number} width @param {number} height */
export function cropOf(width, height) {
  const side = Math.min(width, height);
  return { x: Math.round((width - side) / 2), y: Math.round((height - side) / 3), side };
}

function portraitFrame(width, height) {
  const { x, y, side } = cropOf(width, height);
  const size = Math.min(SIDE, side);
  return { from: [x, y, side, side], to: [size, size] };
}

/**
 * @param {{editable: boolean, set: (fields: object) => Promise<{ok: boolean}>, say: (words: string) => void,
 *          notice: (words: string, tone?: string) => void}} options
 */
export function portrait({ editable, set, say, notice }) {
  const letters = svg("text", { x: 48, y: 49, "text-anchor": "middle", "dominant-baseline": "central", class: "jk-portrait__letters" });
  const discs = [0, 1, 2].map((i) => svg("circle", { class: `jk-portrait__disc${i === 1 ? " is-other" : ""}` }));
  const drawn = svg("svg", { viewBox: "0 0 96 96", class: "jk-portrait__drawn", "aria-hidden": "true" }, svg("circle", { cx: 48, cy: 48, r: 48, class: "jk-portrait__ground" }), discs, letters);
  const picture = h("img", { class: "jk-portrait__picture", alt: "", hidden: true });
  const root = h("div", { class: "jk-portrait" }, h("div", { class: "jk-portrait__face" }, drawn, picture));
  const take = async (file) => {
    if (!file) return;
    notice("Reading the picture…");
    const { picture: address, error } = await drawnAnew(file, portraitFrame);
    if (error) {
      notice(error, "problem");
      return;
    }
    const reply = await set({ portrait: address });
    if (reply.ok) say("Picture changed");
  };
  const chooser = editable && h("input", { type: "file", class: "jk-sr", tabIndex: -1, "aria-label": "Picture file", accept: "image/png,image/jpeg,image/webp,image/gif" });
  const change = editable && h("button", { type: "button", class: "jk-button jk-button--quiet jk-note jk-portrait__change", on: { click: () => chooser.click() } }, icon("edit", 13), h("span", null, "Picture"));
  const drop = editable && h("button", { type: "button", class: "jk-button jk-button--quiet jk-note jk-portrait__change", "aria-label": "Take the picture away", on: { click: () => takeAway() } }, icon("trash", 13));
  const takeAway = async () => {
    const reply = await set({ portrait: "" });
    if (!reply.ok) return;
    change.focus();
    say("Picture taken away; the drawn portrait is back");
  };
  if (editable) {
    root.append(h("div", { class: "jk-portrait__tools" }, change, drop, chooser));
    chooser.addEventListener("change", async () => {
      await take(chooser.files[0]);
      chooser.value = "";
    });
    const hover = (on) => (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault();
      root.classList.toggle("is-target", on);
    };
    root.addEventListener("dragover", hover(true));
    root.addEventListener("dragleave", hover(false));
    root.addEventListener("drop", (event) => {
      hover(false)(event);
      take(event.dataTransfer?.files[0]);
    });
  }
  const show = (persona) => {
    const shapes = avatarShapes(persona.id);
    root.style.setProperty("--jk-tint", shapes.tint);
    root.style.setProperty("--jk-other", shapes.other);
    discs.forEach((disc, i) => Object.entries(shapes.discs[i]).forEach(([name, value]) => disc.setAttribute(name, value)));
    setText(letters, initials(persona.name));
    // Only pictures: a file may hold any text here.
    const own = Boolean(persona.portrait) && safeAttribute("src", persona.portrait);
    picture.hidden = !own;
    drawn.toggleAttribute("hidden", own);
    if (own && picture.getAttribute("src") !== persona.portrait) picture.setAttribute("src", persona.portrait);
    if (!editable) return;
    setText(change.lastChild, own ? "Change" : "Add a picture");
    drop.hidden = !own;
  };
  return { root, show };
}
