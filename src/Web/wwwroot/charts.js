import { el } from "./dom.js";
import { atTime } from "./moment.js";

/* global uPlot */

const height = () => (window.innerWidth < 600 ? 260 : 360);

/**
 * Draws a series over time, and lets it be read point by point with the arrow keys.
 * @param {HTMLElement} container emptied first
 * @param {object} series
 * @param {string} series.label what it is, for whoever cannot see it
 * @param {string} series.unit the axis's
 * @param {number[]} series.x unix seconds, ascending
 * @param {number[]} series.points
 * @param {number[]} [series.smoothed] a line through the points
 * @param {number|null} [series.goal] a level to reach
 * @param {(value: number) => string} [series.text] a value with its unit, as exact as it is known
 * @param {[number, number]} [series.between] unix seconds, what is shown
 * @returns {{show: (from: number, to: number) => void, remove: () => void}}
 */
export function chart(container, { label, unit, x, points, smoothed, goal, text = (value) => `${value} ${unit}`, between }) {
  const readout = el("p", { class: "readout" });
  const spoken = el("p", { class: "visually-hidden", "aria-live": "polite" });
  const plotted = el("div", { class: "plot", tabindex: "0", role: "application", "aria-roledescription": "chart", "aria-label": `${label}: ${summary(x, points, text)} Left and right arrows go from point to point.` });
  container.replaceChildren(plotted, readout, spoken);
  let [from, to] = between ?? [x[0], x.at(-1)];
  let at = -1;
  const width = () => Math.max(container.clientWidth, 240);
  let plot = drawn();

  function drawn() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 }, font: `12px ${colour("--font")}` };
    return new uPlot({
      width: width(),
      height: height(),
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 10 } },
      scales: { x: { time: true, range: () => [from, Math.max(to, from + 1)] }, y: { range: levels } },
      axes: [{ ...axis, space: 80, values: (_, seconds) => seconds.map(dateText) }, { ...axis, size: 56, label: unit, labelSize: 20, labelFont: axis.font }],
      series: [
        {},
        // Only the trend is a line: nothing was weighed between two points.
        { stroke: colour("--point"), width: smoothed ? 1 : 1.5, paths: smoothed ? () => null : undefined, points: { show: true, size: pointSize(), fill: colour("--point") } },
        { stroke: colour("--accent"), width: 2.5, points: { show: false } },
        { stroke: colour("--good"), width: 1.5, dash: [6, 6], points: { show: false } },
      ],
      hooks: { setCursor: [({ cursor }) => cursor.idx != null && read(cursor.idx)] },
    }, [x, points, smoothed ?? x.map(() => null), x.map(() => goal ?? null)], plotted);
  }

  // Where there are many more points than can be told apart, they are a faint cloud about the trend.
  function pointSize() {
    const shown = x.filter((second) => second >= from && second <= to).length;
    return shown > 1500 ? 2.5 : shown > 300 ? 4 : 7;
  }

  function dateText(second) {
    const days = (to - from) / 86400;
    const form = days <= 2 ? { hour: "numeric", minute: "2-digit" } : days <= 200 ? { day: "numeric", month: "short" } : days <= 1500 ? { month: "short", year: "numeric" } : { year: "numeric" };
    return new Intl.DateTimeFormat(undefined, form).format(second * 1000);
  }

  function levels() {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < x.length; i++) {
      if (x[i] < from || x[i] > to) continue;
      low = Math.min(low, points[i], smoothed?.[i] ?? points[i]);
      high = Math.max(high, points[i], smoothed?.[i] ?? points[i]);
    }
    if (low > high) [low, high] = [0, 1];
    const span = Math.max(high - low, Math.abs(high) * 0.01, 0.2);
    // A goal far away would press the weights flat against the other edge.
    if (goal != null && goal > low - span * 2 && goal < high + span * 2) [low, high] = [Math.min(low, goal), Math.max(high, goal)];
    return [low - span * 0.1, high + span * 0.1];
  }

  function read(index) {
    at = index;
    readout.textContent = sentence(index);
  }

  function sentence(index) {
    const trend = smoothed ? `, trend ${text(Number(smoothed[index].toFixed(2)))}` : "";
    return `${atTime(x[index] * 1000)}: ${text(points[index])}${trend}`;
  }

  function step(event) {
    const first = x.findIndex((second) => second >= from);
    const last = x.findLastIndex((second) => second <= to);
    const next = { ArrowLeft: at < 0 ? last : at - 1, ArrowRight: at < 0 ? first : at + 1, Home: first, End: last, PageUp: at - 10, PageDown: at + 10 }[event.key];
    if (next === undefined || first < 0) return;
    event.preventDefault();
    at = Math.min(Math.max(next, first), last);
    plot.setCursor({ left: plot.valToPos(x[at], "x"), top: plot.valToPos(points[at], "y") }, false);
    read(at);
    spoken.textContent = sentence(at);
  }

  const resized = new ResizeObserver(() => plot.setSize({ width: width(), height: height() }));
  resized.observe(container);
  plotted.addEventListener("keydown", step);
  if (x.length > 0) readout.textContent = sentence(x.length - 1);
  return {
    show(first, last) {
      [from, to] = [first, last];
      at = -1;
      plot.destroy();
      plot = drawn();
    },
    remove() {
      resized.disconnect();
      plot.destroy();
    },
  };
}

function summary(x, points, text) {
  if (x.length === 0) return "nothing yet.";
  const [low, high] = points.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  return `${x.length.toLocaleString()} points from ${atTime(x[0] * 1000)} to ${atTime(x.at(-1) * 1000)}, between ${text(low)} and ${text(high)}, the last ${text(points.at(-1))}.`;
}
