import { on } from "./events.js";
import { toast } from "./toast.js";

/**
 * Shows what the server says, and again whenever it says something else. What happens while it is read is not missed, and what
 * has not changed stays as it is: nobody loses the place where they are.
 * @template T
 * @param {{names: string[], read: () => Promise<T>, show: (said: T) => void | Promise<void>, signal: AbortSignal}} what
 *   names: of the events after which it may have changed
 * @returns {Promise<() => Promise<void>>} done when it is shown; reads and shows it again, for who has changed it
 */
export async function keepShown({ names, read, show, signal }) {
  let shown = null;
  let last = Promise.resolve();
  let next = null;

  async function look() {
    next = null;
    const said = await read();
    const text = JSON.stringify(said);
    if (text === shown) return;
    shown = text;
    await show(said);
  }

  // One at a time. What is asked for while one waits for its turn is that one.
  function lookAgain() {
    if (!next) {
      next = last.then(look, look);
      last = next;
    }
    return next;
  }

  // The stream that opens did not tell what happened before.
  for (const name of [...names, "open"]) {
    on(name, () => lookAgain().catch((fault) => signal.aborted || toast(fault.message)), signal);
  }
  await lookAgain();
  return () => {
    shown = null;
    return lookAgain();
  };
}
