import { settings } from "./settings.js";

const kilogramsAPound = 0.45359237;
const poundsAStone = 14;

const unit = () => settings.get("unit", "kg");

/**
 * A mass as its owner reads it. Kilograms are given as exactly as they were archived.
 * @param {number} kilograms
 */
export function massText(kilograms) {
  const pounds = kilograms / kilogramsAPound;
  switch (unit()) {
    case "lb":
      return `${pounds.toFixed(1)} lb`;
    case "st": {
      const tenths = Math.round(pounds * 10);
      return `${Math.floor(tenths / (poundsAStone * 10))} st ${((tenths % (poundsAStone * 10)) / 10).toFixed(1)} lb`;
    }
    default:
      return `${kilograms} kg`;
  }
}

/** A difference of masses with its sign, "−0.4 kg". @param {number} kilograms */
export function changeText(kilograms) {
  const [value, name] = unit() === "kg" ? [kilograms, "kg"] : [kilograms / kilogramsAPound, "lb"];
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)} ${name}`;
}

/** For the axis of a chart: what a kilogram counts in the chosen unit, and its name. */
export const massScale = () => ({ kg: { factor: 1, name: "kg" }, lb: { factor: 1 / kilogramsAPound, name: "lb" }, st: { factor: 1 / kilogramsAPound / poundsAStone, name: "st" } })[unit()];

/** For an input field: kilograms of what was typed, in pounds where those or stones were chosen. @param {number} typed */
export const toKilograms = (typed) => (unit() === "kg" ? typed : Number((typed * kilogramsAPound).toFixed(3)));

/** For an input field: what stands in it for so many kilograms. @param {number} kilograms */
export const fromKilograms = (kilograms) => (unit() === "kg" ? kilograms : Number((kilograms / kilogramsAPound).toFixed(1)));

/** The unit of such a field. */
export const fieldUnit = () => (unit() === "kg" ? "kg" : "lb");
