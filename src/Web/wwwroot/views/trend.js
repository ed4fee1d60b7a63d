import { api } from "../api.js";
import { chart } from "../charts.js";
import { el } from "../dom.js";
import { atTime, counted } from "../moment.js";
import { nameOf, refOf } from "../person.js";
import { settings } from "../settings.js";
import { changeText, massScale, massText } from "../units.js";

const day = 86400;
const values = { weight: "Weight", fat: "Fat", bmi: "BMI" };
const ranges = { week: ["Week", 7 * day], month: ["Month", 30 * day], quarter: ["Quarter", 91 * day], year: ["Year", 365 * day], all: ["All", Infinity] };
const rowsOfTable = 100;

/**
 * The chart of a person, with what to show and since when.
 * @returns {{element: HTMLElement, showPerson: (person: object) => Promise<void>}}
 */
export function trendCard({ signal }) {
  const heading = el("h2", { id: "trend-title" });
  const plot = el("div", { class: "trend-plot" });
  const facts = el("p", { class: "muted" });
  const table = el("div", { class: "scroll" });
  let person = null;
  let series = null;
  let drawn = null;
  let value = settings.get("value", "weight");
  let range = settings.get("range", "quarter");

  const element = el("section", { class: "card trend", "aria-labelledby": "trend-title" },
    el("div", { class: "card-head" }, heading,
      el("div", { class: "toolbar" },
        choice("What to show", values, () => value, (chosen) => { value = chosen; settings.set("value", chosen); load(); }),
        choice("Since when", ranges, () => range, (chosen) => { range = chosen; settings.set("range", chosen); showRange(); }))),
    plot, facts,
    el("details", {}, el("summary", {}, "As a table"), table));

  signal.addEventListener("abort", () => drawn?.remove());

  async function load() {
    series = await api.get(`/people/${encodeURIComponent(refOf(person))}/trend?value=${value}`, { signal });
    heading.textContent = `${nameOf(person)}: ${value === "bmi" ? "BMI" : value}`;
    drawn?.remove();
    drawn = null;
    if (series.takenAt.length === 0) {
      plot.replaceChildren(el("p", { class: "empty" }, nothing()));
    } else {
      draw();
    }
    showFacts();
    showTable();
  }

  function nothing() {
    return value === "bmi"
      ? "BMI takes a height: give it under People."
      : value === "fat" ? "No fat was measured or can be worked out: that takes a height, a birth date and a sex, given under People." : "Nothing was weighed yet.";
  }

  function draw() {
    const isMass = series.unit === "kg";
    const { factor, name } = isMass ? massScale() : { factor: 1, name: series.unit ?? "" };
    const scaled = (numbers) => (factor === 1 ? numbers : numbers.map((number) => number * factor));
    drawn = chart(plot, {
      label: `${values[value]} of ${nameOf(person)}`,
      unit: name,
      x: series.takenAt,
      points: scaled(series.points),
      smoothed: scaled(series.smoothed),
      goal: series.goal == null ? null : series.goal * factor,
      text: (number) => (isMass ? massText(Number((number / factor).toFixed(3))) : `${number} ${series.unit ?? ""}`.trim()),
      between: between(),
    });
  }

  // Up to the last point: the weights of somebody who has not come for long are there to be seen.
  function between() {
    const last = series.takenAt.at(-1);
    const length = ranges[range][1];
    return length === Infinity ? [series.takenAt[0], last + day / 2] : [last - length, last + day / 2];
  }

  function showRange() {
    if (drawn) drawn.show(...between());
    showFacts();
    showTable();
  }

  function inRange() {
    if (series.takenAt.length === 0) return [];
    const [from, to] = between();
    return series.takenAt.flatMap((second, index) => (second >= from && second <= to ? [index] : []));
  }

  function showFacts() {
    const indexes = inRange();
    const lines = [];
    if (indexes.length > 1) {
      const change = series.smoothed[indexes.at(-1)] - series.smoothed[indexes[0]];
      lines.push(`${counted(indexes.length, "point")}; the trend ${Math.abs(change) < 0.05 ? "stayed where it was" : `changed by ${changed(change)}`}.`);
    }
    if (series.takenAt.length > 0) lines.push(`Trend line: ${series.trend.name}.`);
    if (series.formula) lines.push(`${values[value]} by ${series.formula}.`);
    if (series.goal != null) lines.push(`Goal ${massText(series.goal)}, dashed.`);
    facts.textContent = lines.join(" ");
  }

  const changed = (change) => (series.unit === "kg" ? changeText(change) : `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(1)} ${series.unit ?? ""}`.trim());

  function showTable() {
    const indexes = inRange().reverse().slice(0, rowsOfTable);
    const text = (number) => (series.unit === "kg" ? massText(Number(number.toFixed(3))) : `${number} ${series.unit ?? ""}`.trim());
    table.replaceChildren(el("table", {},
      el("thead", {}, el("tr", {}, ...["When", values[value], "Trend"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, ...indexes.map((index) => el("tr", {},
        el("th", { scope: "row" }, atTime(series.takenAt[index] * 1000)),
        el("td", {}, text(series.points[index])),
        el("td", {}, text(Number(series.smoothed[index].toFixed(2)))))))));
  }

  return {
    element,
    showPerson(next) {
      person = next;
      return load();
    },
  };
}

function choice(label, options, current, chosen) {
  const group = el("div", { class: "segments", role: "group", "aria-label": label });
  const show = () => group.replaceChildren(...Object.entries(options).map(([key, option]) =>
    el("button", { type: "button", "aria-pressed": String(key === current()), onclick: () => { chosen(key); show(); group.querySelector("[aria-pressed=true]").focus(); } }, Array.isArray(option) ? option[0] : option)));
  show();
  return group;
}
