// JSON laid out for reading without being read as values: numbers and escapes stay as they were sent (63.420 is not 63.42).

/**
 * Puts each member on a line of its own.
 * @param {string} text
 * @returns {string|null} null where the text is no JSON
 */
export function layOut(text) {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let out = "";
  let depth = 0;
  const line = () => "\n" + "  ".repeat(depth);
  // A string, a mark, or a run of anything else: a number, true, false, null.
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g) ?? [];
  tokens.forEach((token, at) => {
    const closes = token === "}" || token === "]";
    const opens = token === "{" || token === "[";
    const empty = (opens && "}]".includes(tokens[at + 1])) || (closes && "{[".includes(tokens[at - 1]));
    depth += opens ? 1 : closes ? -1 : 0;
    if (closes && !empty) out += line();
    out += token === ":" ? ": " : token;
    if ((opens && !empty) || token === ",") out += line();
  });
  return out;
}
