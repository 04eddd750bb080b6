/** A list with the entry of one place some places further, or null at its end: pure. @template T @param {T[]} list @param {number} at @param {number} by @returns {T[] | null} */
export function moved(list, at, by) {
  const to = at + by;
  return to < 0 || to >= list.length ? null : list.toSpliced(at, 1).toSpliced(to, 0, list[at]);
}

/** Words parted by commas, without empty ones. @param {string} text */
export const wordsOf = (text) => text.split(",").map((word) => word.trim()).filter(Boolean);
