/**
 * Makes an element. What comes from the archive only ever becomes text: names and bytes cannot turn into markup.
 * @param {string} tag
 * @param {Object<string, unknown>} [attributes] `on…` are listeners; true stands for an empty attribute; false and null for none
 * @param {...unknown} children elements and texts; false, null and undefined are passed over, arrays opened
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}
