/**
 * Pictures of touchpoints, such as a screen, a letter or a shelf, at the head of their chips: row by row they tell the journey
 * as a story board does. Brought after the first paint, which waits for no picture.
 */
import { h, safeAttribute } from "../core/dom.js";
import { all } from "../core/view.js";

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const draw = () => drawPictures(board);
  draw();
  return { update: ({ kind }) => kind !== "select" && draw() };
}

function drawPictures(board) {
  // Only pictures: a file may hold any text here.
  const pictures = new Map(all(board.content, "touchpoints").filter(({ picture }) => picture && safeAttribute("src", picture)).map(({ id, picture }) => [id, picture]));
  for (const old of board.grid.querySelectorAll(".jk-picture")) {
    const chip = old.closest(".jk-item");
    if (pictures.has(chip.dataset.item)) continue;
    chip.classList.remove("has-picture");
    old.remove();
  }
  for (const [id, picture] of pictures) for (const chip of board.elementsOf(id)) if (chip.matches(".jk-item--touchpoints")) drawPicture(chip, picture);
}

function drawPicture(chip, picture) {
  // The name stands beside it, so it says nothing of its own; and it is the chip that is dragged.
  const image = chip.querySelector(".jk-picture") ?? h("img", { class: "jk-picture", alt: "", draggable: "false" });
  if (image.getAttribute("src") !== picture) image.setAttribute("src", picture);
  if (!image.parentNode) chip.prepend(image);
  chip.classList.add("has-picture");
}
