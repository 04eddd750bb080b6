/**
 * A picture that somebody chose. It is looked at before it is decoded (kind, size in bytes, size in pixels), then drawn anew.
 * So nothing of the file itself gets into the map: no place where it was taken, no second file hidden in it.
 *
 * Pure: pictureKind, pictureSize, refusalOf. Then drawnAnew.
 */

const MOST_BYTES = 10_000_000;
const MOST_PIXELS = 50_000_000;
const DAMAGED = "That picture cannot be read: the file may be damaged. Open it elsewhere and save it again.";

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
  if (!width || !height) return DAMAGED;
  return width * height > MOST_PIXELS ? `That picture is ${width} × ${height} pixels large, too much to open here. Save a smaller copy and choose that.` : "";
}

/**
 * A picture file as a small data address.
 * @param {Blob} file
 * @param {(width: number, height: number) => {from: number[], to: number[]}} frame which part of the picture is drawn (left,
 *   top, width, height) and how large (width, height)
 * @returns {Promise<{picture?: string, error?: string}>}
 */
export async function drawnAnew(file, frame) {
  const head = new Uint8Array(await file.slice(0, 262_144).arrayBuffer());
  const error = refusalOf(file.size, head);
  if (error) return { error };
  try {
    const drawn = await createImageBitmap(file);
    const { from, to: [width, height] } = frame(drawn.width, drawn.height);
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const brush = canvas.getContext("2d");
    brush.imageSmoothingQuality = "high";
    // A clear background would turn black.
    brush.fillStyle = "#ffffff";
    brush.fillRect(0, 0, width, height);
    brush.drawImage(drawn, ...from, 0, 0, width, height);
    drawn.close();
    return { picture: canvas.toDataURL("image/jpeg", 0.85) };
  } catch {
    return { error: DAMAGED };
  }
}
