import { api } from "../api.js";
import { el } from "../dom.js";
import { keepShown } from "../live.js";
import { atTime } from "../moment.js";
import { captureCard } from "./capture.js";
import { toast } from "../toast.js";

export const title = "Set up";

const routers = {
  dnsmasq: "dnsmasq", openwrt: "OpenWrt", pihole: "Pi-hole", unbound: "Unbound (OPNsense, pfSense)", bind: "BIND", hosts: "a hosts file",
  iptables: "iptables (redirect)", nftables: "nftables (redirect)",
};

/** The first run: learn from a capture, or let the scale come by. */
export async function render(view, { signal }) {
  const [setup, status] = await Promise.all([api.get("/setup", { signal }), api.get("/status", { signal })]);
  const steps = el("ol", { class: "steps" });
  const said = el("p", { class: "visually-hidden", "aria-live": "polite" });
  const finished = el("div", {});
  let before = setup.steps;

  function showSteps(now) {
    steps.replaceChildren(...now.steps.map(step));
    const news = now.steps.filter((one) => one.done && !before.find((old) => old.id === one.id)?.done);
    if (news.length > 0) said.textContent = news.map((one) => `Done: ${one.title}`).join(". ");
    before = now.steps;
    finished.replaceChildren(...(now.learned ? [ready()] : []));
  }

  view.append(
    el("h1", {}, "Set up ScaleProxy"),
    el("p", { class: "lead" }, "ScaleProxy answers your scale in its vendor's place. First it has to learn once how the vendor answers: from a capture you have, or by listening as the scale comes by."),
    finished,
    el("div", { class: "ways" },
      captureCard({ signal, imported: () => lookAgain() }),
      el("section", { class: "card", "aria-labelledby": "way-dns" },
        el("h2", { id: "way-dns" }, "Or let the scale come by"),
        status.mode === "serve" && el("p", { class: "note" }, "This is ", el("code", {}, "serve"), ", which answers scales that were learned. To learn from the scale itself, run ", el("code", {}, "scaleproxy learn"), " until each step is ticked."),
        dns(setup.dns),
        el("h3", {}, "What has happened so far"),
        el("p", { class: "muted" }, "Each step ticks itself. Step on the scale to make it call."),
        steps, said)));
  const lookAgain = await keepShown({ names: ["setup"], read: () => api.get("/setup", { signal }), show: showSteps, signal });
}

function ready() {
  return el("p", { class: "note good", role: "status" }, el("strong", {}, "A scale was learned. "), el("a", { href: "/scales" }, "See what was learned"), " or ", el("a", { href: "/" }, "go to the weights"), ".");
}

function step(one) {
  return el("li", { class: one.done ? "done" : "open" },
    el("span", { class: "tick", "aria-hidden": "true" }, one.done ? "✓" : ""),
    el("div", {},
      el("span", { class: "step-title" }, el("span", { class: "visually-hidden" }, one.done ? "Done: " : "Not yet: "), one.title),
      one.done
        ? one.at && el("time", { class: "muted", datetime: one.at }, atTime(one.at))
        : el("span", { class: "muted" }, one.hint)));
}

function dns(names) {
  const text = el("pre", { class: "wire", tabindex: "0", role: "group", "aria-label": "Lines to add" });
  const choose = (router) => {
    text.textContent = names.lines.find((line) => line.router === router)?.text ?? "";
  };
  if (names.lines.length > 0) choose(names.lines[0].router);
  return el("div", {},
    el("p", {}, "The scale asks your name server for ", ...names.hostNames.flatMap((name, at) => [at > 0 ? ", " : "", el("code", {}, name)]),
      ". Let it answer with ", el("code", {}, names.address ?? "this machine's address"), ":"),
    el("label", { class: "field" }, "Your router or name server",
      el("select", { onchange: (event) => choose(event.target.value) }, ...names.lines.map((line) => el("option", { value: line.router }, routers[line.router] ?? line.router)))),
    el("div", { class: "copied" }, text,
      el("button", { type: "button", class: "button", onclick: () => copy(text) }, "Copy")));
}

// The clipboard is for pages of https or of this machine only; elsewhere the text is selected, ready for Ctrl+C.
async function copy(pre) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(pre.textContent);
    toast("Copied.");
    return;
  }
  getSelection().selectAllChildren(pre);
  toast("Selected: press Ctrl+C to copy.");
}
