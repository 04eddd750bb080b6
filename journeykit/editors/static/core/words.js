/** Numbers in words, and the colours of stages: pure, and the same as in Python (a test compares). */

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

// --------------------------------------------------------------------------------------------------------- colours

const HUES = [250, 285, 320, 380, 415];
const LIGHTNESS = 0.62;
const CHROMA = 0.115;

/** One colour a stage, along an even OKLCH walk (same as stage_colours in charts/theme.py). @param {number} count @returns {string[]} as CSS */
export function stageColours(count) {
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const at = count === 1 ? 0 : (i / (count - 1)) * (HUES.length - 1);
    const low = Math.min(Math.floor(at), HUES.length - 2);
    return `oklch(${LIGHTNESS} ${CHROMA} ${HUES[low] + (HUES[low + 1] - HUES[low]) * (at - low)})`;
  });
}
