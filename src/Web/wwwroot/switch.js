import { el } from "./dom.js";

/**
 * A switch that says what it does, as it stands.
 * @param {string} name
 * @param {(on: boolean) => string} meaning what is shown while it is on, or off
 * @param {(on: boolean) => unknown} changed
 */
export function toggle(name, meaning, changed) {
  const said = el("span", { class: "muted" }, meaning(false));
  return el("label", { class: "switch" },
    el("input", {
      type: "checkbox", role: "switch", onchange: ({ target }) => {
        said.textContent = meaning(target.checked);
        changed(target.checked);
      },
    }),
    el("span", {}, el("strong", {}, name), " ", said));
}
