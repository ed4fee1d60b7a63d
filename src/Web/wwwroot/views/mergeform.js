import { api } from "../api.js";
import { el } from "../dom.js";
import { choose, openForm } from "../form.js";
import { nameOf, refOf } from "../person.js";
import { toast } from "../toast.js";

/**
 * Makes two people one, as where the vendor gave somebody a new number.
 * @param {object} person who stays
 * @param {object[]} people
 * @param {() => Promise<void>} changed
 */
export function mergeForm(person, people, changed) {
  const others = people.filter((other) => other !== person);
  const name = nameOf(person);
  openForm(`Merge with ${name}`, "Merge", [
    el("p", {}, `The other's weights become ${name}'s, and their vendor's numbers mean ${name} from then on.`),
    choose("Who is the same person?", "from", others.map((other) => [refOf(other), nameOf(other)]), refOf(others[0])),
  ], async (values) => {
    await api.post(`/people/${encodeURIComponent(refOf(person))}/merge`, { from: Number(values.get("from")) });
    toast(`Merged with ${name}.`);
    await changed();
  });
}
