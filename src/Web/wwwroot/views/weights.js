import { api } from "../api.js";
import { el } from "../dom.js";
import { on } from "../events.js";
import { atTime, counted, fromNow } from "../moment.js";
import { nameOf, refOf } from "../person.js";
import { settings } from "../settings.js";
import { massText } from "../units.js";
import { trendCard } from "./trend.js";

export const title = "Weights";

/** Everybody's last weight, as it arrives, and how one of them is going. */
export async function render(view, { signal, go }) {
  const [status, people] = await Promise.all([api.get("/status", { signal }), api.get("/people", { signal })]);
  if (!status.learned && status.measurements === 0) {
    await go("/setup", { replace: true });
    return;
  }

  const shown = people.filter((person) => !person.removed);
  const tiles = el("div", { class: "tiles-people", role: "group", "aria-label": "Whose weights" });
  const news = el("p", { class: "visually-hidden", "aria-live": "polite" });
  const unassigned = el("div", {});
  view.append(el("h1", {}, "Weights"), news, unassigned, tiles);
  showUnassigned(status.unassigned);
  if (shown.length === 0) {
    tiles.append(el("p", { class: "empty" }, "Nobody is known yet. ", el("a", { href: "/people" }, "Add somebody"), ", or step on the scale."));
    on("measurement", () => go("/", { replace: true }), signal);
    return;
  }

  const wanted = settings.get("person", "");
  let current = shown.find((person) => refOf(person) === wanted) ?? newest(shown);
  const trend = trendCard({ signal });
  view.append(trend.element);
  showTiles();
  await trend.showPerson(current);

  function showTiles(fresh) {
    tiles.replaceChildren(...shown.map((person) => tile(person, person === current, person === fresh, () => {
      current = person;
      settings.set("person", refOf(person));
      showTiles();
      tiles.querySelector("[aria-pressed=true]").focus();
      trend.showPerson(person);
    })));
  }

  function showUnassigned(count) {
    unassigned.replaceChildren(...(count > 0
      ? [el("p", { class: "note warn" }, `${counted(count, "weighing")} ${count === 1 ? "belongs" : "belong"} to nobody yet. `, el("a", { href: "/people#unassigned" }, "Say whose"))]
      : []));
  }

  on("measurement", async (measurement) => {
    if (measurement.weightKg == null) return;
    const person = shown.find((one) => one.vendorIds.includes(measurement.userId));
    if (!person) {
      news.textContent = `Somebody weighed ${massText(measurement.weightKg)}.`;
      showUnassigned((await api.get("/status", { signal })).unassigned);
      return;
    }

    if (!(person.lastWeighedAtUnix > measurement.takenAtUnix)) {
      person.lastWeightKg = measurement.weightKg;
      person.lastWeighedAtUnix = measurement.takenAtUnix;
    }
    showTiles(person);
    news.textContent = `${nameOf(person)} weighed ${massText(measurement.weightKg)}.`;
    if (person === current) await trend.showPerson(person);
  }, signal);
  document.addEventListener("settingchange", (event) => {
    if (event.detail === "unit") showTiles();
    if (event.detail !== "person") trend.showPerson(current);
  }, { signal });
}

const newest = (people) => people.reduce((last, person) => ((person.lastWeighedAtUnix ?? 0) > (last.lastWeighedAtUnix ?? 0) ? person : last));

function tile(person, pressed, fresh, chosen) {
  const at = person.lastWeighedAtUnix == null ? null : new Date(person.lastWeighedAtUnix * 1000).toISOString();
  return el("button", { type: "button", class: fresh ? "person-tile fresh" : "person-tile", "aria-pressed": String(pressed), onclick: chosen },
    el("span", { class: "person-name" }, nameOf(person)),
    el("span", { class: "person-weight" }, person.lastWeightKg == null ? "—" : massText(person.lastWeightKg)),
    at ? el("time", { class: "muted", datetime: at, title: atTime(at) }, fromNow(at)) : el("span", { class: "muted" }, "not weighed yet"));
}
