import { el } from "./dom.js";

let made = 0;

/**
 * Tabs as WAI-ARIA's practices have them: arrow keys, Home and End go from tab to tab, Tab goes on into the panel.
 * A panel is made when it is first looked at.
 * @param {string} label what the tabs are about, for those who hear the page
 * @param {{name: string, make: () => Node}[]} entries
 * @param {Map<string, number>} [chosen] which tab was chosen last, by label: so that what is drawn anew opens as it was left
 * @returns {HTMLElement}
 */
export function tabs(label, entries, chosen = new Map()) {
  const group = `tabs-${++made}`;
  const buttons = entries.map((entry, at) =>
    el("button", { type: "button", role: "tab", id: `${group}-tab-${at}`, "aria-controls": `${group}-panel-${at}`, onclick: () => select(at) }, entry.name));
  const panels = entries.map((_, at) =>
    el("div", { role: "tabpanel", id: `${group}-panel-${at}`, "aria-labelledby": `${group}-tab-${at}`, tabindex: "0", class: "tab-panel" }));

  function select(selected) {
    chosen.set(label, selected);
    buttons.forEach((button, at) => {
      button.setAttribute("aria-selected", String(at === selected));
      button.tabIndex = at === selected ? 0 : -1;
      panels[at].hidden = at !== selected;
    });
    if (!panels[selected].hasChildNodes()) panels[selected].append(entries[selected].make());
  }

  function onKey(event) {
    const at = buttons.indexOf(event.target);
    const last = buttons.length - 1;
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    select(next);
    buttons[next].focus();
  }

  select(chosen.get(label) ?? 0);
  return el("div", { class: "tabs" },
    el("div", { role: "tablist", "aria-label": label, class: "tab-list", onkeydown: onKey }, ...buttons),
    ...panels);
}
