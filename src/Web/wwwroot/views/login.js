import { api } from "../api.js";
import { el } from "../dom.js";

export const title = "Log in";

/** Where the page is not only on this machine, it wants its token. */
export async function render(view, { go }) {
  const fault = el("p", { class: "note warn", role: "alert", hidden: true });
  const token = el("input", { id: "token", type: "password", autocomplete: "current-password", required: true, "aria-describedby": "token-hint" });
  const enter = async (event) => {
    event.preventDefault();
    try {
      await api.post("/session", { token: token.value.trim() });
      const to = new URLSearchParams(location.search).get("to") ?? "/";
      // Only to a view of this page.
      await go(to.startsWith("/") && !to.startsWith("//") ? to : "/", { replace: true });
    } catch (refused) {
      fault.textContent = refused.message;
      fault.hidden = false;
      token.select();
    }
  };
  view.append(
    el("h1", {}, "Log in"),
    el("form", { class: "card narrow", onsubmit: enter },
      el("label", { for: "token" }, "Token"),
      token,
      el("p", { class: "muted", id: "token-hint" }, "ScaleProxy showed it when it was first started on this address."),
      fault,
      el("button", { class: "button primary" }, "Log in")));
}
