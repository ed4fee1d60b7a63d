import { api } from "../api.js";
import { confirmed } from "../confirm.js";
import { el } from "../dom.js";
import { keepShown } from "../live.js";
import { onDay } from "../moment.js";
import { nameOf, refOf } from "../person.js";
import { toast } from "../toast.js";
import { massText } from "../units.js";
import { personForm } from "./personform.js";
import { mergeForm } from "./mergeform.js";
import { unassignedCard } from "./unassigned.js";
import { weighings } from "./weighings.js";

export const title = "People";

/** Who weighs here; weights that belong to nobody yet; and each person's weights. */
export async function render(view, { signal }) {
  const list = el("div", { class: "people" });
  const unassigned = unassignedCard({ signal, assigned: () => changed() });
  let latest;
  view.append(
    el("div", { class: "card-head" }, el("h1", {}, "People"),
      el("button", { type: "button", class: "button primary", onclick: () => personForm(null, changed) }, "Add somebody")),
    unassigned.element, list);

  function show([everybody, ofNobody]) {
    latest = [everybody, ofNobody];
    const people = everybody.filter((person) => !person.removed);
    list.replaceChildren(...(people.length > 0
      ? people.map((person) => card(person, people, changed))
      : [el("p", { class: "empty" }, "Nobody is known yet. The scale's next conversation with its vendor names its people; or add somebody here.")]));
    unassigned.show(ofNobody, people);
  }

  const lookAgain = await keepShown({ names: ["measurement"], read: () => Promise.all([api.get("/people", { signal }), unassigned.read()]), show, signal });
  document.addEventListener("settingchange", () => show(latest), { signal });

  function changed() {
    return lookAgain();
  }
}

function card(person, people, changed) {
  const heading = `person-${refOf(person)}`;
  const name = nameOf(person);
  return el("article", { class: "card person", "aria-labelledby": heading },
    el("header", { class: "card-head" },
      el("h2", { id: heading }, name, person.shortName && person.name ? el("span", { class: "muted" }, ` ${person.shortName}`) : null),
      el("div", { class: "actions" },
        el("button", { type: "button", class: "button", "aria-label": `Edit ${name}`, onclick: () => personForm(person, changed) }, "Edit"),
        people.length > 1 && el("button", { type: "button", class: "button", "aria-label": `Merge ${name} with somebody`, onclick: () => mergeForm(person, people, changed) }, "Merge"),
        el("button", { type: "button", class: "button danger", "aria-label": `Remove ${name}`, onclick: () => remove(person, changed) }, "Remove"))),
    el("dl", { class: "facts" },
      fact("Last weight", person.lastWeightKg == null ? "none yet" : massText(person.lastWeightKg)),
      fact("Goal", person.goalKg == null ? "none" : massText(person.goalKg)),
      fact("Height", person.heightM == null ? "not given" : `${Math.round(person.heightM * 100)} cm`),
      fact("Born", person.birthDate ? onDay(person.birthDate) : person.bornAbout ? `about ${person.bornAbout.slice(0, 4)}` : "not given"),
      fact("Sex", person.sex ?? "not given"),
      fact("Told to the scale", person.edited ? "as you have it here" : "as the vendor had it")),
    weighings(person, changed));
}

function fact(name, value) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, value));
}

async function remove(person, changed) {
  const sure = await confirmed(`Remove ${nameOf(person)}?`, "The scale is no longer told of them. Their weights stay in the archive.", "Remove");
  if (!sure) return;
  try {
    await api.delete(`/people/${encodeURIComponent(refOf(person))}`);
    toast(`${nameOf(person)} was removed.`);
  } catch (fault) {
    toast(fault.message);
  }
  await changed();
}
