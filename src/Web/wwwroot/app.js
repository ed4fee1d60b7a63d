import { Refused } from "./api.js";
import { el } from "./dom.js";
import { openSettings } from "./settings.js";
import { toast } from "./toast.js";

const routes = [
  [/^\/$/, () => import("./views/weights.js")],
  [/^\/people$/, () => import("./views/people.js")],
  [/^\/scales$/, () => import("./views/scales.js")],
  [/^\/recordings$/, () => import("./views/recordings.js")],
  [/^\/recordings\/(?<id>\d+)$/, () => import("./views/recording.js")],
  [/^\/forwarding$/, () => import("./views/forwarding.js")],
  [/^\/setup$/, () => import("./views/setup.js")],
  [/^\/login$/, () => import("./views/login.js")],
];

const view = document.getElementById("view");
let leaving = new AbortController();

/**
 * Goes to a view.
 * @param {string} path with its query
 * @param {{replace?: boolean}} [how] replace: the way back does not lead here again
 */
export function go(path, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  return show({ moved: true });
}

async function show({ moved }) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const [pattern, load] = routes.find(([path]) => path.test(location.pathname)) ?? [/^/, async () => nowhere];
  for (const link of document.querySelectorAll(".top nav a")) {
    const here = link.pathname === "/" ? location.pathname === "/" : location.pathname.startsWith(link.pathname);
    if (here) {
      link.setAttribute("aria-current", "page");
      // On a phone they do not all fit side by side.
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else {
      link.removeAttribute("aria-current");
    }
  }
  const content = el("div", { class: "view" });
  try {
    const module = await load();
    document.title = `${module.title} · ScaleProxy`;
    view.setAttribute("aria-busy", "true");
    await module.render(content, { params: pattern.exec(location.pathname)?.groups ?? {}, signal, go });
    if (signal.aborted) return;
    view.replaceChildren(content);
  } catch (fault) {
    if (signal.aborted) return;
    if (fault instanceof Refused && fault.status === 401) {
      await go(`/login?to=${encodeURIComponent(location.pathname + location.search)}`, { replace: true });
      return;
    }
    view.replaceChildren(failed(fault));
  } finally {
    view.removeAttribute("aria-busy");
  }
  // Whoever cannot see the page change is told by where the focus goes.
  if (moved) {
    const place = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    const target = place?.checkVisibility() ? place : view.querySelector("h1") ?? view;
    if (target !== place) window.scrollTo(0, 0);
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: target !== place });
  }
}

function failed(fault) {
  return el("div", { class: "view" },
    el("h1", {}, "This did not work"),
    el("p", { class: "note warn", role: "alert" }, fault.message),
    el("button", { type: "button", class: "button", onclick: () => show({ moved: true }) }, "Try again"));
}

const nowhere = {
  title: "Not found",
  render: (content) => content.append(el("h1", {}, "Nothing is here"), el("p", {}, el("a", { href: "/" }, "To the weights"))),
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const elsewhere = !link || link.origin !== location.origin || link.hasAttribute("download") || link.target || link.pathname.startsWith("/api/") || link.getAttribute("href").startsWith("#");
  if (elsewhere || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.pathname + link.search + link.hash);
});
// What a press or an event began, and nobody waits for: its owner is told that it failed. A view that is left drops what it asked for.
window.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  if (event.reason?.name !== "AbortError") toast(event.reason?.message ?? String(event.reason));
});
window.addEventListener("popstate", () => show({ moved: true }));
document.getElementById("settings").addEventListener("click", openSettings);
show({ moved: false });
