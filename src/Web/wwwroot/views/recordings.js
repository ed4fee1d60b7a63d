import { api } from "../api.js";
import { el } from "../dom.js";
import { on } from "../events.js";
import { atTime, counted } from "../moment.js";

export const title = "Recordings";

const pageSize = 50;
const sources = { import: "a capture", learn: "learn", serve: "serve", relay: "relay" };

/** The conversations with scales, newest first, a page at a time. */
export async function render(view, { signal }) {
  const body = el("tbody", {});
  const more = el("button", { type: "button", class: "button", hidden: true, onclick: () => load(next) }, "Show older");
  const none = el("p", { class: "empty", hidden: true }, "Nothing was recorded yet. What a scale says is kept here, byte for byte.");
  const table = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Recordings" }, el("table", { class: "recordings" },
    el("thead", {}, el("tr", {}, ...["Started", "Scale", "From", "Exchanges", "Client → server"].map((name) => el("th", { scope: "col" }, name)))),
    body));
  let mac = new URLSearchParams(location.search).get("mac") ?? "";
  let next = null;
  let pages = 0;

  async function load(cursor) {
    const query = new URLSearchParams({ limit: String(pageSize) });
    if (mac) query.set("mac", mac);
    if (cursor) query.set("cursor", cursor);
    const page = await api.get(`/recordings?${query}`, { signal });
    const rows = page.recordings.map(row);
    if (cursor) body.append(...rows);
    else body.replaceChildren(...rows);
    pages = cursor ? pages + 1 : 1;
    next = page.next;
    more.hidden = next == null;
    none.hidden = body.hasChildNodes();
    table.hidden = !body.hasChildNodes();
    if (cursor) rows[0]?.querySelector("a").focus();
  }

  const devices = await api.get("/devices", { signal });
  view.append(
    el("h1", {}, "Recordings"),
    el("p", { class: "lead" }, "Each conversation with a scale as it went over the wire."),
    devices.length > 1 && filter(devices, mac, (chosen) => {
      mac = chosen;
      history.replaceState(history.state, "", chosen ? `/recordings?mac=${encodeURIComponent(chosen)}` : "/recordings");
      load(null);
    }),
    table, none, more);
  await load(null);

  // Somebody who reads older pages is left where they are.
  on("exchange", () => pages === 1 && load(null), signal);
}

function filter(devices, mac, changed) {
  return el("label", { class: "field inline" }, "Scale ",
    el("select", { onchange: (event) => changed(event.target.value) },
      el("option", { value: "" }, "all scales"),
      ...devices.map((device) => el("option", { value: device.mac, selected: device.mac === mac }, `${device.model ?? "scale"} ${device.mac}`))));
}

function row(recording) {
  return el("tr", {},
    el("th", { scope: "row" }, el("a", { href: `/recordings/${recording.id}`, "aria-label": `Conversation ${recording.id}, ${atTime(recording.startedAt)}` }, atTime(recording.startedAt))),
    el("td", {}, recording.mac ? el("code", {}, recording.mac) : "not told"),
    el("td", {}, sources[recording.source] ?? recording.source),
    el("td", { class: "number" }, counted(recording.exchanges, "exchange")),
    el("td", {}, el("code", {}, `${recording.client} → ${recording.server}`)));
}
