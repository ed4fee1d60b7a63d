import { api } from "../api.js";
import { el } from "../dom.js";
import { on } from "../events.js";
import { atTime } from "../moment.js";
import { row, table } from "../table.js";

export const title = "Recordings";

const pageSize = 50;
const columns = ["Started", "Scale", "From", { name: "Exchanges", number: true }, "Client → server"];
const sources = { import: "a capture" };

/** The conversations with scales, newest first, a page at a time. */
export async function render(view, { signal }) {
  const listed = table("Recordings", columns, []);
  const body = listed.querySelector("tbody");
  const more = el("button", { type: "button", class: "button", hidden: true, onclick: () => load(next) }, "Show older");
  const none = el("p", { class: "empty", hidden: true }, "Nothing was recorded yet. What a scale says is kept here, byte for byte.");
  let mac = new URLSearchParams(location.search).get("mac") ?? "";
  let next = null;
  let olderShown = false;

  async function load(cursor) {
    const query = new URLSearchParams({ limit: String(pageSize) });
    if (mac) query.set("mac", mac);
    if (cursor) query.set("cursor", cursor);
    const page = await api.get(`/recordings?${query}`, { signal });
    const rows = page.recordings.map(recordingRow);
    if (cursor) body.append(...rows);
    else body.replaceChildren(...rows);
    olderShown = cursor != null;
    next = page.next;
    more.hidden = next == null;
    listed.hidden = !body.hasChildNodes();
    none.hidden = !listed.hidden;
    if (cursor) rows[0]?.querySelector("a").focus();
  }

  const devices = await api.get("/devices", { signal });
  view.append(
    el("h1", {}, "Recordings"),
    el("p", { class: "lead" }, "Each conversation with a scale as it went over the wire, newest first."));
  if (devices.length > 1) {
    view.append(filter(devices, mac, (chosen) => {
      mac = chosen;
      history.replaceState(history.state, "", chosen ? `/recordings?mac=${encodeURIComponent(chosen)}` : "/recordings");
      load(null);
    }));
  }
  view.append(listed, none, el("div", {}, more));
  // Somebody who reads older pages is left where they are.
  const loadNew = () => olderShown || body.contains(document.activeElement) || load(null);
  on("exchange", loadNew, signal);
  on("open", loadNew, signal);
  await load(null);
}

function filter(devices, mac, changed) {
  return el("label", { class: "field inline" }, "Scale",
    el("select", { onchange: (event) => changed(event.target.value) },
      el("option", { value: "" }, "all scales"),
      ...devices.map((device) => el("option", { value: device.mac, selected: device.mac === mac }, `${device.model ?? "scale"} ${device.mac}`))));
}

function recordingRow(recording) {
  return row(columns, [
    el("a", { href: `/recordings/${recording.id}`, "aria-label": `Conversation ${recording.id}, ${atTime(recording.startedAt)}` }, atTime(recording.startedAt)),
    recording.mac ? el("code", { class: "mac" }, recording.mac) : "not told",
    sources[recording.source] ?? recording.source,
    String(recording.exchanges),
    el("code", {}, `${recording.client} → ${recording.server}`),
  ]);
}
