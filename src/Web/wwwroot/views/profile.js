import { api } from "../api.js";
import { el } from "../dom.js";
import { atTime, counted } from "../moment.js";

const framings = { chunked: "chunked", contentLength: "with Content-Length", untilClose: "until the connection closes", none: "without a body" };

/**
 * What was learned of a scale: each reply, each field, where it came from, and what becomes of it when it is given again.
 * @param {HTMLElement} panel
 * @param {{mac: string}} device
 */
export async function profileDocument(panel, device) {
  await show(panel, device, false);
}

async function show(panel, device, whole) {
  const profile = await api.get(`/devices/${encodeURIComponent(device.mac)}/profile${whole ? "?whole=true" : ""}`);
  panel.replaceChildren(
    el("p", {}, "These replies are the vendor's own, kept byte for byte. What is marked is renewed each time; the rest is sent as it was learned."),
    wholeSwitch(whole, "Show whole", "the scale's secret, tokens, session ids and names, in clear", (on) => show(panel, device, on)),
    ...profile.replies.map(reply),
    profile.missing?.length > 0 && el("p", { class: "note" },
      `Not seen yet: ${profile.missing.join(", ")}. Such a request is kept raw, and answered {"status":0} with the head of a reply above.`));
}

/**
 * A switch between redacted and whole, which says what it shows.
 * @param {boolean} on
 * @param {string} name
 * @param {string} what what is shown when it is on
 * @param {(on: boolean) => void} changed
 */
export function wholeSwitch(on, name, what, changed) {
  return el("label", { class: "switch" },
    el("input", { type: "checkbox", role: "switch", checked: on, onchange: (event) => changed(event.target.checked) }),
    el("span", {}, el("strong", {}, name), ` ${what}`));
}

function reply(learned) {
  const renewed = learned.fields.filter((field) => field.renewed).length;
  return el("details", { class: "reply" },
    el("summary", {},
      el("span", { class: "reply-kind" }, `Reply to ${learned.kind}`),
      el("span", { class: "muted" }, ` status ${learned.status ?? "none"}, ${framings[learned.framing] ?? learned.framing}, ${counted(learned.fields.length, "field")}, ${renewed} renewed, learned ${atTime(learned.seenAt)}`)),
    el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": `Fields of the reply to ${learned.kind}` }, el("table", { class: "fields" },
      el("thead", {}, el("tr", {}, ...["Field", "Learned", "When it is given again", "Came from"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, ...learned.fields.map(row)))));
}

function row(field) {
  return el("tr", { class: field.renewed ? "renewed" : "" },
    el("th", { scope: "row" }, el("code", {}, field.path)),
    el("td", {}, el("code", {}, field.value)),
    el("td", {}, field.renewed ? el("span", { class: "mark" }, field.renewed.sentence) : "sent as learned"),
    el("td", {}, field.source ?? ""));
}
