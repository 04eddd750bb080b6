/**
 * The portrait of a persona: a drawn one that stays with her, or a picture that somebody chose.
 *
 * A chosen picture is looked at before it is decoded (kind, size in bytes, size in pixels), then drawn anew at 256 px. So
 * nothing of the file itself gets into the map: no place where it was taken, no second file hidden in it.
 *
 * Pure: initials, tintOf, avatarShapes, pictureKind, pictureSize, refusalOf, cropOf. Then portrait.
 */
import { h, icon, safeAttribute, setText, svg } from "../core/dom.js";
import { stageColours } from "../core/words.js";

const JOINING = new Set(["and", "und", "et", "y", "e", "the", "of", "de", "van", "von"]);
const WALK = 8;
export const MOST_BYTES = 10_000_000;
const MOST_PIXELS = 50_000_000;
const SIDE = 256;

/** Up to two letters for a name: the first and the last word that carries it. @param {string} name */
export function initials(name) {
  const words = name.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word && !JOINING.has(word.toLowerCase()));
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends.map((word) => [...word.normalize("NFC")][0].toLocaleUpperCase()).join("") || "?";
}

const seedOf = (id) => [...id].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 9973, 7);

/** A colour of the stage walk that stays with an id. @param {string} id */
export function tintOf(id) {
  return stageColours(WALK)[seedOf(id) % WALK];
}

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

/** What a file is by its first bytes, whatever its name says; null for anything but the four kinds that are taken. @param {Uint8Array} bytes */
export function pictureKind(bytes) {
  const starts = (at, ...wanted) => wanted.every((value, i) => bytes[at + i] === value);
  if (starts(0, 0x89, 0x50, 0x4e, 0x47)) return "png";
  if (starts(0, 0xff, 0xd8, 0xff)) return "jpeg";
  if (starts(0, 0x47, 0x49, 0x46, 0x38)) return "gif";
  return starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50) ? "webp" : null;
}

/** Width and height from the header, before anything is decoded; null where the header does not say. @param {Uint8Array} bytes */
export function pictureSize(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return SIZES[pictureKind(bytes)]?.(view) ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null; // A header that ends too early.
    throw error;
  }
}

const SIZES = {
  png: (view) => [view.getUint32(16), view.getUint32(20)],
  gif: (view) => [view.getUint16(6, true), view.getUint16(8, true)],
  webp: (view) => {
    const form = view.getUint8(15);
    if (form === 0x58) return [1 + (view.getUint32(24, true) & 0xffffff), 1 + (view.getUint32(26, true) >>> 8)];
    if (form === 0x4c) return [1 + (view.getUint32(21, true) & 0x3fff), 1 + ((view.getUint32(21, true) >>> 14) & 0x3fff)];
    return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  },
  jpeg: (view) => {
    for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
      const mark = view.getUint8(at + 1);
      // The frame header carries the size; C4, C8 and CC are tables in the same range.
      if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    }
  },
};

/** Why a file is not taken, in a sentence that says what to do; "" when it is. @param {number} size in bytes @param {Uint8Array} head its first bytes */
export function refusalOf(size, head) {
  if (!pictureKind(head)) return "That file is no picture that can be shown. Choose a PNG, JPEG, WebP or GIF.";
  if (size > MOST_BYTES) return `That picture has ${Math.round(size / 1e6)} MB; up to ${MOST_BYTES / 1e6} MB can be taken. Save a smaller copy and choose that.`;
  const [width, height] = pictureSize(head) ?? [0, 0];
  if (!width || !height) return "That picture cannot be read: the file may be damaged. Open it elsewhere and save it again.";
  return width * height > MOST_PIXELS ? `That picture is ${width} × ${height} pixels large, too much to open here. Save a smaller copy and choose that.` : "";
}

/** The square in the middle of a picture, a little higher where it is tall: that is where faces are. @param {number} width @param {number} height */
export function cropOf(width, height) {
  const side = Math.min(width, height);
  return { x: Math.round((width - side) / 2), y: Math.round((height - side) / 3), side };
}

/** A picture file as a small data address. @param {Blob} file @returns {Promise<{picture?: string, error?: string}>} */
async function portraitOf(file) {
  const head = new Uint8Array(await file.slice(0, 262_144).arrayBuffer());
  const error = refusalOf(file.size, head);
  if (error) return { error };
  try {
    const drawn = await createImageBitmap(file);
    const { x, y, side } = cropOf(drawn.width, drawn.height);
    const size = Math.min(SIDE, side);
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const brush = canvas.getContext("2d");
    brush.imageSmoothingQuality = "high";
    // A clear background would turn black.
    brush.fillStyle = "#ffffff";
    brush.fillRect(0, 0, size, size);
    brush.drawImage(drawn, x, y, side, side, 0, 0, size, size);
    drawn.close();
    return { picture: canvas.toDataURL("image/jpeg", 0.85) };
  } catch {
    return { error: "That picture cannot be read: the file may be damaged. Open it elsewhere and save it again." };
  }
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
    const { picture: address, error } = await portraitOf(file);
    if (error) {
      notice(error, "problem");
      return;
    }
    const reply = await set({ portrait: address });
    if (reply.ok) say("Picture changed");
  };
  const chooser = editable && h("input", { type: "file", class: "jk-sr", tabIndex: -1, "aria-label": "Picture file", accept: "image/png,image/jpeg,image/webp,image/gif" });
  const change = editable && h("button", { type: "button", class: "jk-button jk-button--quiet jk-portrait__change", on: { click: () => chooser.click() } }, icon("edit"), h("span", null, "Picture"));
  const drop = editable && h("button", { type: "button", class: "jk-button jk-button--quiet jk-portrait__change", "aria-label": "Take the picture away", on: { click: () => takeAway() } }, icon("trash"));
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
