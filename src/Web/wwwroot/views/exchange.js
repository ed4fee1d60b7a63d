import { fromBase64, hexDump } from "../bytes.js";
import { el } from "../dom.js";
import { layOut } from "../jsontext.js";
import { atTime, counted } from "../moment.js";
import { row, table } from "../table.js";
import { tabs } from "../tabs.js";

const dumpStep = 16 * 1024;

/**
 * Request and reply side by side, in the form that is chosen for both.
 * @param {object} exchange as the API gives it
 * @param {number} at its place in the conversation, from 0
 * @param {Map<string, number>} chosen the tabs that were chosen
 */
export function exchangeTabs(exchange, at, chosen) {
  const sides = (request, reply) => el("div", { class: "sides" },
    el("section", {}, el("h3", {}, "Request, scale to server"), request),
    el("section", {}, el("h3", {}, "Reply, server to scale"), reply));
  return tabs(`Exchange ${at + 1}`, [
    { name: "Head", make: () => sides(code(exchange.requestHead, "Request head"), code(exchange.responseHead, "Reply head")) },
    { name: "Decoded", make: () => sides(decodedRequest(exchange), decodedReply(exchange)) },
    { name: "Chunks", make: () => sides(framing(exchange.requestHeaders, null, exchange.requestBody), framing(exchange.responseHeaders, exchange.chunks, exchange.responseBody)) },
    { name: "Raw bytes", make: () => sides(dump(exchange.requestRaw, "Raw request"), dump(exchange.responseRaw, "Raw reply")) },
  ], chosen);
}

/** What `serve` renews when it gives this reply again; nothing where it renews nothing. */
export function renewals(exchange) {
  const fields = exchange.renewed ?? [];
  if (fields.length === 0) return null;
  return el("details", { class: "renewals" },
    el("summary", {}, `When this reply is given again, ${counted(fields.length, "field is", "fields are")} renewed`),
    el("dl", { class: "facts" }, ...fields.map((field) => el("div", {}, el("dt", {}, el("code", {}, field.path)), el("dd", {}, field.sentence)))));
}

function code(text, label) {
  return text
    ? el("pre", { class: "wire", tabindex: "0", role: "group", "aria-label": label }, text)
    : el("p", { class: "muted" }, "Nothing came.");
}

function decodedRequest(exchange) {
  const { request = [], measurements = [], problem } = exchange.decoded ?? {};
  if (request.length === 0) return code(exchange.requestBody, "Request body");
  const columns = ["Field", "Value", "Means"];
  return el("div", {},
    measurements.map((measurement) => el("p", { class: "note" },
      `Weighed ${atTime(measurement.takenAt)}: `, measurement.values.map((value) => `${value.value} ${value.unit ?? ""} ${value.name}`).join(", "))),
    problem && el("p", { class: "note warn" }, problem),
    table("Decoded request", columns, request.map((field) => row(columns, [el("code", {}, field.name), el("code", { class: "long", tabindex: "0" }, field.value), field.meaning]))));
}

function decodedReply(exchange) {
  return code(exchange.responseBody && (layOut(exchange.responseBody) ?? exchange.responseBody), "Reply body");
}

function framing(headers, chunks, body) {
  if (!chunks) {
    const length = headers?.find(([name]) => name.toLowerCase() === "content-length")?.[1];
    return el("p", {}, length === undefined ? "Not chunked, and without Content-Length." : `Not chunked: Content-Length says ${counted(Number(length), "byte")}.`);
  }
  const bytes = new TextEncoder().encode(body ?? "");
  let from = 0;
  return el("ol", { class: "chunks" }, ...chunks.map((size) => {
    const text = new TextDecoder().decode(bytes.subarray(from, from += size));
    return el("li", {}, el("span", { class: "muted" }, `${counted(size, "byte")}, written ${size.toString(16)}`), el("pre", { class: "wire", tabindex: "0", role: "group", "aria-label": `Chunk of ${counted(size, "byte")}` }, text));
  }), el("li", { class: "muted" }, "the chunk of size 0, which ends the body"));
}

function dump(raw, label) {
  if (!raw) return el("p", { class: "muted" }, "Nothing came.");
  const bytes = fromBase64(raw);
  const pre = el("pre", { class: "wire dump", tabindex: "0", role: "group", "aria-label": label });
  const more = el("button", { type: "button", class: "button", onclick: grow }, "Show more");
  let shown = 0;
  function grow() {
    const to = Math.min(shown + dumpStep, bytes.length);
    pre.append((shown > 0 ? "\n" : "") + hexDump(bytes, shown, to));
    shown = to;
    more.hidden = shown === bytes.length;
  }
  grow();
  return el("div", {}, el("p", { class: "muted" }, counted(bytes.length, "byte")), pre, more);
}
