/**
 * A list to choose from, by the rule of texts: an arrow key or a letter only passes over an entry, Enter or leaving keeps it,
 * Escape takes it back. A browser says "change" for every entry that is passed; where each one were an edit, whoever goes by
 * keyboard could not come to the third entry without making the first two.
 */

/** Keys that move through a list without opening it; Space opens it, and what is chosen in it is chosen. */
const PASSING = /^(Arrow(Up|Down|Left|Right)|Page(Up|Down)|Home|End|\S)$/;

/** Whether a key moves through a closed list. @param {{key: string, altKey?: boolean, ctrlKey?: boolean, metaKey?: boolean}} event */
export const passes = ({ key, altKey, ctrlKey, metaKey }) => !altKey && !ctrlKey && !metaKey && PASSING.test(key);

/**
 * Run when an entry is chosen. While one is only passed over, the list has `data-passing`.
 * @param {HTMLSelectElement} box @param {() => void} run
 */
export function onChosen(box, run) {
  let passing = false;
  let before = null;
  let first = "";
  const settle = () => {
    before = null;
    delete box.dataset.passing;
    box.removeAttribute("aria-description");
  };
  box.addEventListener("keydown", (event) => {
    const held = before !== null;
    if (held && (event.key === "Enter" || event.key === "Escape")) {
      if (event.key === "Escape") box.value = before;
      settle();
      if (event.key === "Enter") run();
      event.preventDefault();
      event.stopPropagation();
    } else {
      passing = passes(event);
      if (passing) first = held ? before : box.value;
    }
  });
  box.addEventListener("pointerdown", () => (passing = false));
  box.addEventListener("change", () => {
    if (!passing) {
      settle();
      return run();
    }
    before = first;
    box.dataset.passing = "yes";
    box.setAttribute("aria-description", "Enter keeps the choice, Escape takes it back");
    return undefined;
  });
  box.addEventListener("blur", () => {
    if (before === null) return;
    settle();
    run();
  });
}
