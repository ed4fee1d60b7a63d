import { el } from "./dom.js";

const stays = 8000;

/**
 * Says something at the edge of the page, for a while.
 * @param {string} text
 * @param {() => void} [undo] offered as a button
 */
export function toast(text, undo) {
  const note = el("div", { class: "toast" }, el("span", {}, text),
    undo && el("button", { type: "button", class: "button", onclick: () => { note.remove(); undo(); } }, "Undo"));
  document.getElementById("toasts").append(note);
  const leave = () => setTimeout(() => (note.contains(document.activeElement) || note.matches(":hover") ? leave() : note.remove()), stays);
  leave();
}
