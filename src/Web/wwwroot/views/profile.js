import { api } from "../api.js";
import { el } from "../dom.js";
import { atTime, counted } from "../moment.js";
import { toggle } from "../switch.js";
import { row, table } from "../table.js";

const framings = { chunked: "chunked", contentLength: "with Content-Length", untilClose: "until the connection closes", none: "without a body" };
const columns = ["Field", "Learned", "When it is given again", "Came from"];

/**
 * What was learned of a scale: each reply, each field, where it came from, and what becomes of it when it is given again.
 * @param {HTMLElement} panel
 * @param {{mac: string}} device
 */
export async function profileDocument(panel, device) {
  const content = el("div", {});
  const load = async (whole) => {
    const profile = await api.get(`/devices/${encodeURIComponent(device.mac)}/profile${whole ? "?whole=true" : ""}`);
    const open = new Set(Array.from(content.querySelectorAll("details[open]"), (details) => details.dataset.reply));
    content.replaceChildren(...replies(profile, open));
  };
  await load(false);
  panel.replaceChildren(
    el("p", {}, "These replies are the vendor's own, kept byte for byte. What is marked is renewed each time; the rest is sent as it was learned."),
    toggle("Show whole", (on) => on
      ? "The scale's secret, tokens, session ids and names are shown in clear."
      : "Stand-ins are shown for the scale's secret, tokens, session ids and names.", load),
    content);
}

function replies(profile, open) {
  const missing = profile.missing ?? [];
  return [
    profile.secret && el("p", { class: "note warn" }, "Its secret: ", el("code", {}, profile.secret), ". Whoever knows it can speak as this scale."),
    ...profile.replies.map((learned) => reply(learned, open)),
    missing.length > 0 && el("p", { class: "note" }, `Not seen yet: ${missing.join(", ")}. Such a request is kept raw, and answered {"status":0} with the head of a reply above.`),
  ].filter(Boolean);
}

function reply(learned, open) {
  const name = `${learned.kind}, status ${learned.status ?? "none"}`;
  const renewed = learned.fields.filter((field) => field.renewed).length;
  return el("details", { class: "reply", "data-reply": name, open: open.has(name) },
    el("summary", {}, `Reply to ${name} `,
      el("span", { class: "muted" }, `${counted(learned.fields.length, "field")}, ${renewed} renewed`)),
    el("p", { class: "muted" }, learned.startLine && el("code", {}, learned.startLine), `, ${framings[learned.framing] ?? learned.framing}, learned ${atTime(learned.seenAt)}`),
    table(`Fields of the reply to ${name}`, columns, learned.fields.map((field) => fieldRow(field, learned.recording))));
}

function fieldRow(field, recording) {
  return row(columns, [
    el("code", {}, field.path),
    el("code", {}, field.value),
    field.renewed ? el("span", { class: "mark" }, field.renewed.sentence) : "sent as learned",
    recording ? el("a", { href: `/recordings/${recording}` }, field.source) : field.source,
  ], field.renewed ? "renewed" : null);
}
