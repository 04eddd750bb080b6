/** Put a panel of the top layer below what it is about, above it where there is more room, and never off the page. @param {HTMLElement} panel @param {HTMLElement} anchor @param {number} [gap] */
export function placeBeside(panel, anchor, gap = 4) {
  const at = anchor.getBoundingClientRect();
  const [width, height] = [panel.offsetWidth, panel.offsetHeight];
  const below = at.bottom + gap + height < innerHeight || at.top < height + gap;
  panel.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  panel.style.top = `${Math.max(8, Math.min(below ? at.bottom + gap : at.top - height - gap, innerHeight - height - 8))}px`;
}
