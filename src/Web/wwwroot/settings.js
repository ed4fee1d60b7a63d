import { el } from "./dom.js";

const choices = {
  theme: { label: "Colours", values: { auto: "As the system", light: "Light", dark: "Dark" } },
  unit: { label: "Weights in", values: { kg: "Kilograms", lb: "Pounds", st: "Stones and pounds" } },
};

/** What this browser's owner chose: `theme`, `unit`, and what was looked at last. */
export const settings = {
  /** @param {string} name @param {string} otherwise */
  get: (name, otherwise) => localStorage.getItem(name) ?? otherwise,
  /** @param {string} name @param {string} value */
  set(name, value) {
    localStorage.setItem(name, value);
    if (name === "theme") document.documentElement.dataset.theme = value;
    document.dispatchEvent(new CustomEvent("settingchange", { detail: name }));
  },
};

/** Opens the dialog of settings. */
export function openSettings() {
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "settings-title" },
    el("h2", { id: "settings-title" }, "Settings"),
    el("p", { class: "muted" }, "They are kept in this browser."),
    ...Object.entries(choices).map(([name, { label, values }]) => el("fieldset", {},
      el("legend", {}, label),
      ...Object.entries(values).map(([value, text]) => el("label", { class: "choice" },
        el("input", { type: "radio", name, value, checked: settings.get(name, Object.keys(values)[0]) === value, onchange: () => settings.set(name, value) }), text)))),
    el("form", { method: "dialog", class: "toolbar end" }, el("button", { class: "button primary" }, "Done")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
