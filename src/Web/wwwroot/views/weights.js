import { api } from "../api.js";
import { el } from "../dom.js";
import { on } from "../events.js";
import { keepShown } from "../live.js";
import { atTime, counted, fromNow } from "../moment.js";
import { nameOf, refOf } from "../person.js";
import { settings } from "../settings.js";
import { massText } from "../units.js";
import { trendCard } from "./trend.js";

export const title = "Weights";

/** Everybody's last weight, as it arrives, and how one of them is going. */
export async function render(view, { signal, go }) {
  const tiles = el("div", { class: "tiles-people", role: "group", "aria-label": "Whose weights" });
  const news = el("p", { class: "visually-hidden", "aria-live": "polite" });
  const unassigned = el("div", {});
  const trend = trendCard({ signal });
  view.append(el("h1", {}, "Weights"), news, unassigned, tiles, trend.element);
  let people = [];
  let current = null;
  let fresh = null;

  async function read() {
    const [status, everybody] = await Promise.all([api.get("/status", { signal }), api.get("/people", { signal })]);
    return { status, everybody };
  }

  async function show({ status, everybody }) {
    if (!status.learned && status.measurements === 0) {
      await go("/setup", { replace: true });
      return;
    }

    people = everybody.filter((person) => !person.removed);
    showUnassigned(status.unassigned);
    trend.element.hidden = people.length === 0;
    if (people.length === 0) {
      tiles.replaceChildren(el("p", { class: "empty" }, "Nobody is known yet. ", el("a", { href: "/people" }, "Add somebody"), ", or step on the scale."));
      return;
    }

    const before = current;
    const wanted = before ? refOf(before) : settings.get("person", "");
    current = people.find((person) => refOf(person) === wanted) ?? newest(people);
    showTiles();
    if (JSON.stringify(current) !== JSON.stringify(before)) await trend.showPerson(current);
  }

  function showTiles() {
    const focused = [...tiles.children].indexOf(document.activeElement);
    tiles.replaceChildren(...people.map((person) => tile(person, person === current, refOf(person) === fresh, () => {
      current = person;
      settings.set("person", refOf(person));
      showTiles();
      trend.showPerson(person);
    })));
    tiles.children[focused]?.focus();
    fresh = null;
  }

  function showUnassigned(count) {
    unassigned.replaceChildren(...(count > 0
      ? [el("p", { class: "note warn" }, `${counted(count, "weighing")} ${count === 1 ? "belongs" : "belong"} to nobody yet. `, el("a", { href: "/people#unassigned" }, "Say whose"))]
      : []));
  }

  on("measurement", (measurement) => {
    if (measurement.weightKg == null) return;
    const person = people.find((one) => one.vendorIds.includes(measurement.userId));
    fresh = person ? refOf(person) : null;
    news.textContent = `${person ? nameOf(person) : "Somebody"} weighed ${massText(measurement.weightKg)}.`;
  }, signal);
  await keepShown({ names: ["measurement"], read, show, signal });
  document.addEventListener("settingchange", (event) => {
    if (!current) return;
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
