import { asText, fromBase64 } from "../bytes.js";
import { el } from "../dom.js";

// A page with more than this is slow to scroll; the downloads have all of it.
const maxShownBytes = 256 * 1024;

/**
 * The conversation as one stream of text, both directions as they came: what "Follow TCP stream" shows.
 * @param {{exchanges: {requestRaw: string, responseRaw: string}[]}} recording
 */
export function followed(recording) {
  let left = maxShownBytes;
  const parts = recording.exchanges.flatMap((exchange) => [["Scale", "request", exchange.requestRaw], ["Server", "reply", exchange.responseRaw]]);
  const stream = el("div", { class: "stream", tabindex: "0", role: "group", "aria-label": "The conversation as one stream" });
  for (const [who, direction, raw] of parts) {
    if (!raw || left <= 0) continue;
    const bytes = fromBase64(raw).subarray(0, left);
    left -= bytes.length;
    stream.append(el("section", { class: `part ${direction}` }, el("h2", {}, who), el("pre", {}, asText(bytes))));
  }
  return el("div", {},
    el("p", { class: "muted" }, "Both directions in the order they went, as text; what does not print is a dot."),
    stream,
    left <= 0 && el("p", { class: "note" }, `Only the first ${maxShownBytes / 1024} KiB are shown. The downloads have all of it.`));
}
