import { api } from "../api.js";
import { el } from "../dom.js";
import { on } from "../events.js";
import { keepShown } from "../live.js";
import { atTime, counted, fromNow, onDay } from "../moment.js";
import { row, table } from "../table.js";
import { batteryChart } from "./battery.js";
import { profileDocument } from "./profile.js";

export const title = "Scales";

/** Each scale: how it is, and what was learned of it. */
export async function render(view, { signal }) {
  const list = el("div", { class: "scale-list" });
  view.append(el("h1", {}, "Scales"), list);
  const lookAgain = await keepShown({
    names: [],
    read: () => api.get("/devices", { signal }),
    show: (devices) => list.replaceChildren(...(devices.length > 0 ? devices.map(card) : [none()])),
    signal,
  });
  // The card of a scale that speaks says so at once; what else changed is read when the view is opened again.
  on("contact", ({ mac, at }) => {
    const contact = list.querySelector(`[data-contact="${CSS.escape(mac)}"]`);
    if (contact) contact.replaceChildren(contactText(at));
    else lookAgain();
  }, signal);
}

function none() {
  return el("p", { class: "empty" }, "No scale is known yet. ", el("a", { href: "/setup" }, "Set up ScaleProxy"), " with a capture, or let the scale come by.");
}

function card(device) {
  const heading = `scale-${device.mac.replaceAll(":", "")}`;
  return el("article", { class: "card scale", "aria-labelledby": heading },
    el("header", { class: "card-head" },
      el("h2", { id: heading }, device.model ?? "Scale of an unknown model"),
      el("code", { class: "mac" }, device.mac)),
    device.noContact && el("p", { class: "note warn", role: "status" },
      el("strong", {}, `No contact for ${counted(device.silentForDays, "day")}.`),
      " A scale with nothing to send calls every two days. Look at its batteries, its Wi-Fi, and whether the name server still sends it here."),
    el("dl", { class: "facts" },
      fact("Battery", battery(device)),
      fact("Empty on", device.emptyOn ? onDay(device.emptyOn) : "not known yet: it takes more of a discharge"),
      fact("Firmware", device.firmware ?? "not told"),
      fact("Last contact", el("span", { "data-contact": device.mac }, contactText(device.lastContactAt ?? device.lastSeen))),
      fact("First seen", device.firstSeen ? atTime(device.firstSeen) : "never"),
      fact("Replies learned", String(device.replies))),
    secret(device),
    opened("Battery over time", (panel) => batteryChart(panel, device)),
    opened("What was learned", (panel) => profileDocument(panel, device)));
}

function fact(name, value) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, value));
}

function battery(device) {
  if (device.battery == null) return "not told";
  return el("span", { class: "battery" },
    el("meter", { min: "0", max: "100", low: "20", optimum: "100", value: String(device.battery), "aria-label": "Battery" }),
    ` ${device.battery} %`);
}

function contactText(at) {
  return at ? el("time", { datetime: at, title: atTime(at) }, fromNow(at)) : document.createTextNode("never");
}

function secret(device) {
  const shakes = device.handshakes ?? [];
  const explained = shakes.filter((shake) => shake.verified === true).length;
  return el("section", { class: "secret" },
    el("h3", {}, device.secretKnown ? "Its secret is known" : "Its secret is not known"),
    el("p", {}, device.secretKnown
      ? "So each session gets a fresh token, the scale's answer to it is checked, and what waits for the vendor can be handed on in this scale's name."
      : "So it is given the token that was learned, nobody can check that it is this scale that answers, and nothing can be handed to the vendor later in its name. The scale tells its secret in its next maintenance upload."),
    shakes.length > 0 && el("p", {}, `${counted(shakes.length, "handshake")} seen, `, device.secretKnown
      ? `${explained} explained by the secret.`
      : "none can be checked without the secret."),
    shakes.length > 0 && opened("Handshakes", (panel) => panel.append(handshakes(shakes))));
}

function handshakes(shakes) {
  const columns = ["Token given (once)", "The scale's answer (md5)", "Checked"];
  const checked = { true: "explained by the secret", false: "not explained by the secret", null: "cannot be checked" };
  return table("Handshakes", columns, shakes.map((shake) => row(columns, [el("code", {}, shake.once), el("code", {}, shake.md5), checked[shake.verified]])));
}

// What takes asking for is asked for when it is first opened.
function opened(summary, fill) {
  const panel = el("div", { class: "detail" });
  const details = el("details", {}, el("summary", {}, summary), panel);
  let asked = false;
  details.addEventListener("toggle", async () => {
    if (asked || !details.open) return;
    asked = true;
    panel.setAttribute("aria-busy", "true");
    try {
      await fill(panel);
    } catch (fault) {
      asked = false;
      panel.replaceChildren(el("p", { class: "note warn", role: "alert" }, fault.message));
    } finally {
      panel.removeAttribute("aria-busy");
    }
  });
  return details;
}
