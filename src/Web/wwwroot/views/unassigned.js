import { api } from "../api.js";
import { el } from "../dom.js";
import { atTime, counted } from "../moment.js";
import { nameOf, refOf } from "../person.js";
import { toast } from "../toast.js";
import { massText } from "../units.js";

const shownAtOnce = 20;

/**
 * Weights that could not be given to anybody, each with the reason and a button a person.
 * @param {{signal: AbortSignal, assigned: () => Promise<void>}} page
 */
export function unassignedCard({ signal, assigned }) {
  const list = el("ul", { class: "rows" });
  const heading = el("h2", { id: "unassigned", tabindex: "-1" });
  const element = el("section", { class: "card attention", "aria-labelledby": "unassigned", hidden: true }, heading, list);

  async function read() {
    return (await api.get(`/measurements?unassigned=true&order=newest&limit=${shownAtOnce}`, { signal })).measurements;
  }

  function show(measurements, people) {
    const weights = measurements.filter((measurement) => measurement.weightKg != null);
    element.hidden = weights.length === 0;
    heading.textContent = `${counted(weights.length, "weighing")} of nobody yet`;
    list.replaceChildren(...weights.map((measurement) => row(measurement, people)));
  }

  function row(measurement, people) {
    const what = `${massText(measurement.weightKg)}, ${atTime(measurement.takenAt)}`;
    return el("li", {},
      el("div", {},
        el("strong", {}, massText(measurement.weightKg)), " ", el("time", { datetime: measurement.takenAt, class: "muted" }, atTime(measurement.takenAt)),
        el("p", { class: "muted" }, measurement.assignment?.reason ?? "The scale said nobody.")),
      el("div", { class: "actions" },
        ...people.map((person) => el("button", { type: "button", class: "button", "aria-label": `Give ${what} to ${nameOf(person)}`, onclick: () => give(measurement, person) }, nameOf(person))),
        el("button", { type: "button", class: "button danger", "aria-label": `Delete ${what}`, onclick: () => remove(measurement) }, "Delete")));
  }

  async function give(measurement, person) {
    await tried(async () => {
      await api.put(`/measurements/${measurement.id}/person`, { person: Number(refOf(person)) });
      toast(`Given to ${nameOf(person)}.`, () => tried(() => api.put(`/measurements/${measurement.id}/person`, { person: null })));
    });
  }

  async function remove(measurement) {
    await tried(async () => {
      await api.delete(`/measurements/${measurement.id}`);
      toast("Deleted.", () => tried(() => api.post(`/measurements/${measurement.id}/restore`)));
    });
  }

  async function tried(act) {
    try {
      await act();
    } catch (fault) {
      toast(fault.message);
    }
    await assigned();
    if (element.hidden) document.querySelector("#view h1")?.focus();
    else heading.focus();
  }

  return { element, read, show };
}
