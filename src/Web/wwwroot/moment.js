// Times and sizes in words.

const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const steps = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]];

/** A moment as its reader's clock and calendar give it. @param {string} iso */
export const atTime = (iso) => whole.format(new Date(iso));

/** A day, "14 March 2027". @param {string} iso */
export const onDay = (iso) => day.format(new Date(iso));

/** How long ago, or ahead, "3 days ago". @param {string} iso @param {number} [now] unix milliseconds */
export function fromNow(iso, now = Date.now()) {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const [unit, length] = steps.find(([, least]) => Math.abs(seconds) >= least) ?? ["second", 1];
  return Math.abs(seconds) < 60 ? "just now" : relative.format(Math.round(seconds / length), unit);
}

/** A number of bytes, "8.2 kB". @param {number} bytes */
export function bytesText(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), 3);
  return `${(bytes / 1000 ** power).toFixed(1)} ${["", "kB", "MB", "GB"][power]}`;
}

/** A number with its noun, "1 packet", "35 packets". @param {number} count @param {string} noun @param {string} [many] */
export const counted = (count, noun, many = `${noun}s`) => `${count.toLocaleString()} ${count === 1 ? noun : many}`;
