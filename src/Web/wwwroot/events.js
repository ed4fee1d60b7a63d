// One stream for the page, whatever views listen. The browser opens it again by itself, and names the last measurement it had.
const heard = new EventTarget();
let stream = null;

function open() {
  stream = new EventSource("/api/v1/events");
  stream.addEventListener("open", () => heard.dispatchEvent(new CustomEvent("open")));
  for (const name of ["measurement", "contact", "exchange", "import", "setup", "forwarding"]) {
    stream.addEventListener(name, (event) => heard.dispatchEvent(new CustomEvent(name, { detail: JSON.parse(event.data) })));
  }
}

/**
 * Listens to what happens.
 * @param {string} name of the event; "open" is that the stream has begun, or begun again: what happened before was not heard
 * @param {(data: any) => void} listener
 * @param {AbortSignal} signal ends it
 */
export function on(name, listener, signal) {
  if (!stream || stream.readyState === EventSource.CLOSED) open();
  heard.addEventListener(name, (event) => listener(event.detail), { signal });
}
