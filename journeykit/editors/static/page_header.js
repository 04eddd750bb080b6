/** The title of a page, a line of facts below it, and badges. */
import { followModel, h } from "./core/dom.js";
import { definitionTip } from "./core/tip.js";

export function render({ model, el }) {
  const root = h("header", { class: "jk jk-header" });
  el.append(root);
  const draw = () => {
    const facts = model.get("subtitle").join("\u00a0· ");
    const badges = model.get("badges").map(({ label, tone, definition: words }) =>
      h("li", { class: "jk-note jk-inline jk-badge", data: { tone: tone ?? "neutral" } }, label, words ? definitionTip(label, words) : null),
    );
    root.replaceChildren(
      h(`h${model.get("level")}`, { class: "jk-header__title" }, model.get("title")),
      h("p", { class: "jk-soft jk-header__facts", hidden: facts === "" }, facts),
      h("ul", { class: "jk-header__badges", role: "list", "aria-label": "About this page", hidden: badges.length === 0 }, badges),
    );
  };
  draw();
  return followModel(model, ["title", "subtitle", "badges", "level"], draw);
}
