import { api } from "../api.js";
import { el } from "../dom.js";
import { atTime, counted } from "../moment.js";
import { tabs } from "../tabs.js";
import { exchangeTabs, renewals } from "./exchange.js";
import { followed } from "./follow.js";
import { wholeSwitch } from "./profile.js";

export const title = "Recording";

/** One conversation: exchange by exchange, or as one stream. */
export async function render(view, { params, signal }) {
  const id = encodeURIComponent(params.id);
  const content = el("div", { class: "recording" });
  view.append(
    el("p", { class: "back" }, el("a", { href: "/recordings" }, "← All recordings")),
    el("h1", {}, `Conversation ${params.id}`),
    content);

  async function show(whole) {
    const query = whole ? "?whole=true" : "";
    const recording = await api.get(`/recordings/${id}${query}`, { signal });
    content.replaceChildren(
      facts(recording),
      el("div", { class: "toolbar" },
        wholeSwitch(whole, "Show whole", whole
          ? "Now shown: the scale's secret, its Wi-Fi's name, hashes, tokens, MACs and names. Downloads have them too."
          : "Stand-ins are shown for the scale's secret, its Wi-Fi's name, hashes, tokens, MACs and names.", show),
        el("div", { class: "downloads" },
          download(`/api/v1/recordings/${id}/har${query}`, "Download HAR"),
          download(`/api/v1/recordings/${id}/pcapng${query}`, "Download pcapng"))),
      tabs("How the conversation is shown", [
        { name: "Exchange by exchange", make: () => el("div", { class: "exchanges" }, ...recording.exchanges.map((exchange, at) => exchangeCard(exchange, at, recording))) },
        { name: "Follow the stream", make: () => followed(recording) },
      ]));
  }

  await show(false);
}

function facts(recording) {
  return el("p", { class: "lead" },
    `${atTime(recording.startedAt)}, ${counted(recording.exchanges.length, "exchange")}, from ${recording.source}. `,
    recording.mac ? el("code", {}, recording.mac) : "A scale that did not tell its MAC", ". ",
    el("code", {}, `${recording.client} → ${recording.server}`));
}

function download(href, text) {
  return el("a", { class: "button", href, download: "" }, text);
}

function exchangeCard(exchange, at, recording) {
  const heading = `exchange-${at}`;
  const after = (new Date(exchange.startedAt) - new Date(recording.startedAt)) / 1000;
  return el("article", { class: "card exchange", "aria-labelledby": heading },
    el("header", { class: "card-head" },
      el("h2", { id: heading }, `${at + 1}. ${exchange.kind ?? "A request that is not understood"}`),
      el("span", { class: "muted" }, `${exchange.method ?? "?"} ${exchange.target ?? "?"} → ${exchange.status ?? "no reply"}, ${after.toFixed(3)} s after the start`,
        exchange.repeats > 1 && `, sent ${exchange.repeats} times`)),
    exchangeTabs(exchange, at),
    renewals(exchange));
}
