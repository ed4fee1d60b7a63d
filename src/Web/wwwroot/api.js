/** What the server did not do, in its own words. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {{title?: string, detail?: string, errors?: {field: string, detail: string}[]}} [problem] RFC 9457
   */
  constructor(status, problem = {}) {
    const fields = (problem.errors ?? []).map((error) => `${error.field}: ${error.detail}`);
    super([problem.detail ?? problem.title ?? `The server answered ${status}.`, ...fields].join(" "));
    this.status = status;
    this.errors = problem.errors ?? [];
  }
}

async function ask(method, path, body, { signal } = {}) {
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      signal,
      // Only a page of this server can send it: another site's would have to ask first, and is refused.
      headers: { "X-ScaleProxy": "1", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new Error("ScaleProxy was not reached. Is it still running?", { cause: fault });
  }
  const isJson = /json/.test(answer.headers.get("Content-Type") ?? "");
  const content = isJson ? await answer.json() : null;
  if (!answer.ok) throw new Refused(answer.status, content ?? undefined);
  return content;
}

/** The server's resources, below /api/v1. Each gives the JSON of the answer, or throws what the owner can be told. */
export const api = {
  get: (path, options) => ask("GET", path, undefined, options),
  post: (path, body, options) => ask("POST", path, body, options),
  put: (path, body, options) => ask("PUT", path, body, options),
  patch: (path, body, options) => ask("PATCH", path, body, options),
  delete: (path, options) => ask("DELETE", path, undefined, options),
};
