// Bytes as people read them: hexadecimal beside ASCII, as `xxd` and Wireshark show them.

/**
 * The bytes of a base64 text.
 * @param {string} text
 * @returns {Uint8Array}
 */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/**
 * A dump of bytes: offset, hexadecimal, and ASCII with a dot for what does not print.
 * @param {Uint8Array} bytes
 * @param {number} [from] the first byte shown
 * @param {number} [to] the byte after the last one shown
 * @returns {string} one line for each 16 bytes
 */
export function hexDump(bytes, from = 0, to = bytes.length) {
  const lines = [];
  for (let offset = from; offset < to; offset += 16) {
    const row = bytes.subarray(offset, Math.min(offset + 16, to));
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    lines.push(`${offset.toString(16).padStart(4, "0")} ${hex.padEnd(47)} ${printable(row)}`);
  }
  return lines.join("\n");
}

/**
 * Bytes as text, line ends kept, every other byte that does not print as a dot.
 * @param {Uint8Array} bytes
 */
export function asText(bytes) {
  return Array.from(bytes, (byte) => (byte === 10 || (byte >= 32 && byte < 127) ? String.fromCharCode(byte) : byte === 13 ? "" : "·")).join("");
}

function printable(row) {
  return Array.from(row, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
}
