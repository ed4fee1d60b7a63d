import { api } from "../api.js";
import { choose, field, numberOf, openForm } from "../form.js";
import { nameOf, refOf } from "../person.js";
import { toast } from "../toast.js";
import { fieldUnit, fromKilograms, toKilograms } from "../units.js";

/**
 * Adds somebody, or changes somebody.
 * @param {object|null} person null for somebody new
 * @param {() => Promise<void>} changed
 */
export function personForm(person, changed) {
  const fields = [
    field("Name", "name", { value: person?.name, maxlength: 64, autocomplete: "off", autofocus: true }),
    field("Short name", "shortName", { value: person?.shortName, required: true, maxlength: 3, size: 4, autocomplete: "off" }, "Three letters, as the scale shows it."),
    field("Height, cm", "height", { value: person?.heightM == null ? "" : Math.round(person.heightM * 1000) / 10, type: "number", min: 50, max: 250, step: 0.1 }, "BMI and fat are worked out from it."),
    field("Born", "birthDate", { value: person?.birthDate, type: "date" }),
    choose("Sex", "sex", [["", "not given"], ["female", "female"], ["male", "male"]], person?.sex ?? ""),
    field(`Goal, ${fieldUnit()}`, "goal", { value: person?.goalKg == null ? "" : fromKilograms(person.goalKg), type: "number", min: 1, max: 700, step: 0.1 }),
  ];
  openForm(person ? `Edit ${nameOf(person)}` : "Add somebody", person ? "Save" : "Add", fields, async (values) => {
    const height = numberOf(values, "height");
    const goal = numberOf(values, "goal");
    const said = {
      name: values.get("name").trim() || null,
      shortName: values.get("shortName").trim(),
      heightCm: height,
      birthDate: values.get("birthDate") || null,
      sex: values.get("sex") || null,
      goalKg: goal == null ? null : toKilograms(goal),
    };
    if (person) await api.patch(`/people/${encodeURIComponent(refOf(person))}`, said);
    else await api.post("/people", said);
    toast(person ? "Saved. The scale is told the next time it calls." : `${said.shortName} was added. The scale is told the next time it calls.`);
    await changed();
  });
}
