import { api } from "../api.js";
import { el } from "../dom.js";
import { chart } from "../charts.js";
import { onDay } from "../moment.js";

/**
 * The battery over time, and the day it will be empty.
 * @param {HTMLElement} panel
 * @param {{mac: string}} device
 */
export async function batteryChart(panel, device) {
  const battery = await api.get(`/devices/${encodeURIComponent(device.mac)}/battery`);
  if (battery.takenAt.length === 0) {
    panel.replaceChildren(el("p", {}, "The scale has not told its battery yet."));
    return;
  }
  const plot = el("div", { class: "battery-chart" });
  panel.replaceChildren(plot, el("p", { class: "muted" }, battery.emptyOn
    ? `At this pace it is empty on ${onDay(battery.emptyOn)} (${battery.method}).`
    : "When it will be empty cannot be told yet: it takes more of a discharge."));
  chart(plot, { label: "Battery over time", unit: "%", x: battery.takenAt, points: battery.percent });
}
