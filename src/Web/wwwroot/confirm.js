import { el } from "./dom.js";

/**
 * Asks before what cannot be undone.
 * @param {string} question
 * @param {string} consequence what follows, in a sentence
 * @param {string} verb what the button that does it says
 * @returns {Promise<boolean>} whether it is to be done
 */
export function confirmed(question, consequence, verb) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { class: "confirm", "aria-labelledby": "confirm-question" },
      el("h2", { id: "confirm-question" }, question),
      el("p", {}, consequence),
      el("div", { class: "toolbar" },
        el("button", { type: "button", class: "button", autofocus: true, onclick: () => dialog.close("") }, "Cancel"),
        el("button", { type: "button", class: "button danger", onclick: () => dialog.close("yes") }, verb)));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
