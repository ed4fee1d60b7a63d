import { api } from "../api.js";
import { el } from "../dom.js";
import { field, numberOf, openForm } from "../form.js";
import { atTime } from "../moment.js";
import { nameOf, refOf } from "../person.js";
import { toast } from "../toast.js";
import { fieldUnit, massText, toKilograms } from "../units.js";

const pageSize = 25;

/**
 * A person's weights, newest first, asked for when they are first looked at; and a weight entered by hand.
 * @param {object} person
 * @param {() => Promise<void>} changed
 */
export function weighings(person, changed) {
  const rows = el("tbody", {});
  const more = el("button", { type: "button", class: "button", hidden: true, onclick: () => load(next) }, "Show older");
  const details = el("details", { ontoggle: () => details.open && !rows.hasChildNodes() && load(null) },
    el("summary", {}, "Weights"),
    el("div", { class: "toolbar" }, el("button", { type: "button", class: "button", onclick: () => enter(person, changed) }, "Enter a weight by hand")),
    el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": `Weights of ${nameOf(person)}` }, el("table", {},
      el("thead", {}, el("tr", {}, ...["When", "Weight", "Also", "From", "Actions"].map((name) => el("th", { scope: "col" }, name)))), rows)),
    more);
  let next = null;

  async function load(cursor) {
    try {
      const page = await api.get(`/measurements?user=${encodeURIComponent(refOf(person))}&order=newest&limit=${pageSize}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
      next = page.next;
      more.hidden = next == null;
      rows.append(...page.measurements.map(row));
    } catch (fault) {
      toast(fault.message);
    }
  }

  function row(measurement) {
    const when = atTime(measurement.takenAt);
    const line = el("tr", {},
      el("th", { scope: "row" }, el("time", { datetime: measurement.takenAt }, when)),
      el("td", {}, measurement.weightKg == null ? "" : massText(measurement.weightKg)),
      el("td", { class: "muted" }, also(measurement)),
      el("td", {}, measurement.source),
      el("td", { class: "actions" },
        el("button", { type: "button", class: "button", "aria-label": `Not mine: ${when}, ${nameOf(person)}`, onclick: () => nobodys(measurement) }, "Not mine"),
        el("button", { type: "button", class: "button danger", "aria-label": `Delete ${when}`, onclick: () => remove(measurement, line) }, "Delete")));
    return line;
  }

  async function remove(measurement, line) {
    try {
      await api.delete(`/measurements/${measurement.id}`);
      line.hidden = true;
      details.querySelector("summary").focus();
      toast("Deleted.", async () => {
        await api.post(`/measurements/${measurement.id}/restore`);
        line.hidden = false;
      });
    } catch (fault) {
      toast(fault.message);
    }
  }

  async function nobodys(measurement) {
    try {
      await api.put(`/measurements/${measurement.id}/person`, { person: null });
      toast("It belongs to nobody now.");
      await changed();
    } catch (fault) {
      toast(fault.message);
    }
  }

  return details;
}

const shownApart = new Set(["weight"]);

function also(measurement) {
  const said = measurement.values.filter((value) => !shownApart.has(value.name)).map((value) => `${value.name} ${value.value} ${value.unit ?? ""}`.trim());
  const derived = measurement.derived.map((value) => `${value.name} ${value.value} ${value.unit ?? ""}`.trim());
  return [...said, ...derived].join(", ");
}

function enter(person, changed) {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  openForm(`A weight of ${nameOf(person)}`, "Enter", [
    field("When", "takenAt", { type: "datetime-local", value: local, max: local, required: true }),
    field(`Weight, ${fieldUnit()}`, "weight", { type: "number", min: 0.1, max: 1500, step: "any", required: true, autofocus: true }),
    field("Fat, %", "fat", { type: "number", min: 1, max: 80, step: 0.1 }),
  ], async (values) => {
    const fat = numberOf(values, "fat");
    await api.post("/measurements", {
      person: Number(refOf(person)),
      takenAt: new Date(values.get("takenAt")).toISOString(),
      weightKg: toKilograms(numberOf(values, "weight")),
      ...(fat == null ? {} : { fatPercent: fat }),
    });
    toast("Entered.");
    await changed();
  });
}
