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

/** One hex colour a stage, along an even OKLCH walk (same as stage_colours in charts/theme.py). @param {number} count */
export function stageColours(count) {
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const at = count === 1 ? 0 : (i / (count - 1)) * (HUES.length - 1);
    const low = Math.min(Math.floor(at), HUES.length - 2);
    return oklchHex(LIGHTNESS, CHROMA, HUES[low] + (HUES[low + 1] - HUES[low]) * (at - low));
  });
}

/** OKLCH -> "#rrggbb", clipped to sRGB. @param {number} l @param {number} c @param {number} hue degrees */
function oklchHex(l, c, hue) {
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
