import { api } from "../api.js";
import { confirmed } from "../confirm.js";
import { el } from "../dom.js";
import { keepShown } from "../live.js";
import { atTime, counted, fromNow } from "../moment.js";
import { row, table } from "../table.js";
import { toast } from "../toast.js";

export const title = "Forwarding";

const modes = {
  off: "Nothing goes on to the vendor. That is how ScaleProxy is unless it is asked: start `serve` with --forward relay or --forward queue to change it.",
  relay: "Each conversation is passed on to the vendor as it happens; what does not get through waits here.",
  queue: "The scale is answered here. What it sent waits in this queue until the vendor has it.",
};
const columns = ["What", "State", { name: "Tries", number: true }, "Last error", "Next try", "Actions"];

/** What waits for the vendor, and why. */
export async function render(view, { signal }) {
  const content = el("div", {});
  view.append(el("h1", {}, "Forwarding"), content);

  async function act(path, done) {
    try {
      await api.post(`/forwarding/${path}`);
      toast(done);
    } catch (fault) {
      toast(fault.message);
    }
    await changed();
    content.querySelector("h2")?.focus();
  }

  const changed = await keepShown({
    names: ["forwarding"],
    read: () => api.get("/forwarding", { signal }),
    show: (queue) => content.replaceChildren(...shown(queue, act)),
    signal,
  });
}

function shown(queue, act) {
  const parts = [el("p", { class: "lead" }, modes[queue.mode] ?? queue.mode)];
  if (queue.mode === "off" && queue.items.length === 0) return parts;
  parts.push(el("dl", { class: "tiles" },
    tile("Waiting", queue.waiting, queue.oldestWaitingAt && `the oldest came ${fromNow(queue.oldestWaitingAt)}`),
    tile("Failed", queue.failed),
    tile("Sent", queue.sent)));
  if (queue.lastError) {
    parts.push(el("p", { class: "note warn" }, el("strong", {}, "Last error: "), queue.lastError));
  }
  parts.push(el("div", { class: "card-head" },
    el("h2", { tabindex: "-1" }, "The queue"),
    queue.failed > 0 && el("button", { type: "button", class: "button", onclick: () => act("retry", "All that failed is tried again.") }, "Retry all failed")));
  parts.push(queue.items.length === 0 ? el("p", { class: "empty" }, "Nothing waits.") : table("The queue", columns, queue.items.map((item) => itemRow(item, act))));
  return parts;
}

function tile(name, count, more) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, el("strong", {}, count.toLocaleString()), more && el("span", { class: "muted" }, more)));
}

function itemRow(item, act) {
  const what = item.measurementId ? `Measurement ${item.measurementId}` : `Maintenance data ${item.id}`;
  const open = item.state === "waiting" || item.state === "failed";
  return row(columns, [
    item.takenAtUnix ? el("span", {}, what, el("br"), el("span", { class: "muted" }, atTime(item.takenAtUnix * 1000))) : what,
    el("span", { class: `state ${item.state}` }, item.state),
    String(item.attempts),
    item.lastError,
    item.nextAttemptAt && el("time", { datetime: item.nextAttemptAt, title: atTime(item.nextAttemptAt) }, fromNow(item.nextAttemptAt)),
    open && el("div", { class: "actions" },
      el("button", { type: "button", class: "button", "aria-label": `Retry ${what}`, onclick: () => act(`${item.id}/retry`, "It is tried again.") }, "Retry"),
      el("button", { type: "button", class: "button danger", "aria-label": `Drop ${what}`, onclick: () => drop(item, what, act) }, "Drop")),
  ]);
}

async function drop(item, what, act) {
  const sure = await confirmed(`Drop ${what}?`, "It stays in your archive, but the vendor will never get it. This cannot be undone.", "Drop");
  if (sure) await act(`${item.id}/drop`, "Dropped. It stays in your archive.");
}
