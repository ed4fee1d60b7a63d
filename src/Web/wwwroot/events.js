// One stream for the page, whatever views listen. The browser opens it again by itself, and names the last measurement it had.
const heard = new EventTarget();
let stream = null;

function open() {
  stream = new EventSource("/api/v1/events");
  for (const name of ["measurement", "contact", "exchange", "import", "setup", "forwarding"]) {
    stream.addEventListener(name, (event) => heard.dispatchEvent(new CustomEvent(name, { detail: JSON.parse(event.data) })));
  }
}

/**
 * Listens to what happens.
 * @param {string} name of the event
 * @param {(data: any) => void} listener
 * @param {AbortSignal} signal ends it
 */
export function on(name, listener, signal) {
  if (!stream || stream.readyState === EventSource.CLOSED) open();
  heard.addEventListener(name, (event) => listener(event.detail), { signal });
}
