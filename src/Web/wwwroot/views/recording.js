import { api } from "../api.js";
import { el } from "../dom.js";
import { atTime, counted } from "../moment.js";
import { toggle } from "../switch.js";
import { tabs } from "../tabs.js";
import { exchangeTabs, renewals } from "./exchange.js";
import { followed } from "./follow.js";

export const title = "Recording";

// Each has tabs of its own; a relay that ran for weeks may have thousands.
const shownAtOnce = 100;

/** One conversation: exchange by exchange, or as one stream. */
export async function render(view, { params, signal }) {
  const id = encodeURIComponent(params.id);
  const about = el("p", { class: "lead" });
  const content = el("div", {});
  const har = el("a", { class: "button", download: "" }, "Download HAR");
  const pcapng = el("a", { class: "button", download: "" }, "Download pcapng");
  const chosen = new Map();

  async function show(whole) {
    const query = whole ? "?whole=true" : "";
    const recording = await api.get(`/recordings/${id}${query}`, { signal });
    har.href = `/api/v1/recordings/${id}/har${query}`;
    pcapng.href = `/api/v1/recordings/${id}/pcapng${query}`;
    about.replaceChildren(...facts(recording));
    content.replaceChildren(tabs("How the conversation is shown", [
      { name: "Exchange by exchange", make: () => exchanges(recording, chosen) },
      { name: "Follow the stream", make: () => followed(recording) },
    ], chosen));
  }

  await show(false);
  view.append(
    el("div", {},
      el("a", { class: "back", href: "/recordings" }, "← All recordings"),
      el("h1", {}, `Conversation ${params.id}`)),
    about,
    el("div", { class: "toolbar" },
      toggle("Show whole", (on) => on
        ? "The scale's secret, its Wi-Fi's name, hashes, tokens, MACs and names are shown in clear; downloads have them too."
        : "Stand-ins are shown for the scale's secret, its Wi-Fi's name, hashes, tokens, MACs and names.", show),
      el("div", { class: "downloads" }, har, pcapng)),
    content);
}

function facts(recording) {
  return [
    `${atTime(recording.startedAt)}, ${counted(recording.exchanges.length, "exchange")}. `,
    recording.mac ? el("code", { class: "mac" }, recording.mac) : "A scale that did not tell its MAC",
    " ", el("code", {}, `${recording.client} → ${recording.server}`),
  ];
}

function exchanges(recording, chosen) {
  const list = el("div", { class: "exchanges" });
  const more = el("button", { type: "button", class: "button", onclick: grow }, "Show more exchanges");
  function grow() {
    const from = list.childElementCount;
    list.append(...recording.exchanges.slice(from, from + shownAtOnce).map((exchange, at) => card(exchange, from + at, recording, chosen)));
    more.hidden = list.childElementCount === recording.exchanges.length;
  }
  grow();
  return el("div", {}, list, more);
}

function card(exchange, at, recording, chosen) {
  const heading = `exchange-${at}`;
  const after = (new Date(exchange.startedAt) - new Date(recording.startedAt)) / 1000;
  return el("article", { class: "card exchange", "aria-labelledby": heading },
    el("header", { class: "card-head" },
      el("h2", { id: heading }, `${at + 1}. ${exchange.kind ?? "A request that is not understood"}`),
      el("span", { class: "muted" }, `${exchange.method ?? "?"} ${exchange.target ?? "?"} → ${exchange.status ?? "no reply"}, ${after.toFixed(3)} s after the start`,
        exchange.repeats > 1 && `, ${exchange.repeats} times`)),
    exchangeTabs(exchange, at, chosen),
    renewals(exchange));
}
