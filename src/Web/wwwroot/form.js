import { el } from "./dom.js";

/**
 * A dialog with a form. It closes when what it is for was done; a refusal is shown in it, and nothing typed is lost.
 * @param {string} heading
 * @param {string} verb what the button that does it says
 * @param {HTMLElement[]} fields
 * @param {(values: FormData) => Promise<void>} act throws what the owner can be told
 */
export function openForm(heading, verb, fields, act) {
  const fault = el("p", { class: "note warn", role: "alert", hidden: true });
  const done = el("button", { class: "button primary" }, verb);
  const form = el("form", {
    onsubmit: async (event) => {
      event.preventDefault();
      done.disabled = true;
      try {
        await act(new FormData(form));
        dialog.close();
      } catch (refused) {
        fault.textContent = refused.message;
        fault.hidden = false;
      } finally {
        done.disabled = false;
      }
    },
  }, ...fields, fault,
  el("div", { class: "toolbar end" }, el("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Cancel"), done));
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "form-title" }, el("h2", { id: "form-title" }, heading), form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * A field with its label.
 * @param {string} label
 * @param {string} name
 * @param {object} attributes of the input
 * @param {string} [hint]
 */
export function field(label, name, attributes, hint) {
  const id = `field-${name}`;
  return el("div", { class: "field" },
    el("label", { for: id }, label),
    el("input", { id, name, "aria-describedby": hint ? `${id}-hint` : null, ...attributes }),
    hint && el("span", { class: "muted", id: `${id}-hint` }, hint));
}

/**
 * A choice with its label.
 * @param {string} label
 * @param {string} name
 * @param {[string, string][]} options value and text
 * @param {string} chosen
 */
export function choose(label, name, options, chosen) {
  const id = `field-${name}`;
  return el("div", { class: "field" },
    el("label", { for: id }, label),
    el("select", { id, name }, ...options.map(([value, text]) => el("option", { value, selected: value === chosen }, text))));
}

/** What was typed as a number; null where nothing was. */
export const numberOf = (values, name) => (values.get(name).trim() === "" ? null : Number(values.get(name).replace(",", ".")));
