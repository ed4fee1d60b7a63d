import { el } from "./dom.js";

/**
 * A table that scrolls by itself where it is too wide, and on a phone shows each row as a list of its cells. The roles are
 * written out, as a browser forgets a table's own where its rows are laid out otherwise.
 * @param {string} label what it lists
 * @param {(string|{name: string, number: true})[]} columns the first one names the row
 * @param {HTMLElement[]} rows made by `row`
 */
export function table(label, columns, rows) {
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label },
    el("table", { role: "table", class: "listing" },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, columns.map((column) =>
        el("th", { scope: "col", role: "columnheader", class: column.number ? "number" : null }, column.name ?? column)))),
      el("tbody", { role: "rowgroup" }, rows)));
}

/**
 * A row of a table.
 * @param {(string|{name: string, number: true})[]} columns the table's
 * @param {(Node|string|null)[]} cells one for each column
 * @param {string} [mark] a class
 */
export function row(columns, cells, mark) {
  return el("tr", { role: "row", class: mark }, cells.map((cell, at) => {
    const column = columns[at];
    const attributes = { "data-label": column.name ?? column, class: column.number ? "number" : null };
    return at === 0
      ? el("th", { ...attributes, scope: "row", role: "rowheader" }, cell)
      : el("td", { ...attributes, role: "cell" }, cell);
  }));
}
