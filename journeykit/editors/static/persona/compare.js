/**
 * Personas side by side: one column a person, one row a fact; only rows that somebody filled.
 * Pure: comparison. Then comparisonTable.
 */
import { h } from "../core/dom.js";
import { LINES, LISTS } from "./parts.js";

const ROWS = [{ field: "segment", title: "Segment" }, ...LINES.slice(1), ...LISTS, { field: "quote", title: "Quote" }];

const linesOf = (value) => (Array.isArray(value) ? value : value ? [value] : []);

/**
 * The rows of the table in the order of the card, facts by their names. `same` marks a row that is equal for all: it does
 * not tell the personas apart.
 * @param {any[]} personas @param {Record<string, {text: string}>} [shares]
 * @returns {{title: string, cells: string[][], same: boolean}[]}
 */
export function comparison(personas, shares = {}) {
  const facts = [...new Set(personas.flatMap((p) => (p.demographics ?? []).map(({ name }) => name)))];
  const rows = [
    ["Share of customers", (p) => linesOf(shares[p.id]?.text)],
    ...facts.map((name) => [name, (p) => (p.demographics ?? []).filter((fact) => fact.name === name).map(({ value }) => value)]),
    ...ROWS.map(({ field, title }) => [title, (p) => linesOf(p[field])]),
  ];
  return rows
    .map(([title, of]) => ({ title, cells: personas.map(of) }))
    .filter(({ cells }) => cells.some((cell) => cell.length))
    .map(({ title, cells }) => ({ title, cells, same: cells.length > 1 && cells.every((cell) => cell.join("\n") === cells[0].join("\n")) }));
}

/** @param {any[]} personas @param {Record<string, {text: string}>} shares @param {(persona: any) => HTMLElement} head */
export function comparisonTable(personas, shares, head) {
  const rows = comparison(personas, shares).map(({ title, cells, same }) =>
    h("tr", { class: same ? "is-same" : "" },
      h("th", { class: "jk-note", scope: "row" }, title, same ? h("span", { class: "jk-compare__same" }, "the same") : null),
      cells.map((lines) => h("td", { dir: "auto" }, lines.length > 1 ? h("ul", null, lines.map((line) => h("li", null, line))) : (lines[0] ?? h("span", { class: "jk-compare__none" }, "nothing yet")))),
    ),
  );
  const nothing = rows.length ? null : h("p", { class: "jk-compare__nothing" }, "Nothing is written about them yet. Open a card and tell their story.");
  return h("div", { class: "jk-card jk-compare", tabIndex: 0, role: "region", "aria-label": "Personas side by side" },
    h("table", { class: "jk-compare__table" }, h("thead", null, h("tr", null, h("td"), personas.map((persona) => h("th", { scope: "col" }, head(persona))))), h("tbody", null, rows)),
    nothing,
  );
}
