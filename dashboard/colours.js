// The theme's colours for canvases, read again when the theme changes.

let cache = new Map();

export function colour(name) {
  let value = cache.get(name);
  if (value === undefined) {
    // light-dark() is resolved by giving it to an element.
    const probe = document.createElement("i");
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    value = getComputedStyle(probe).color;
    probe.remove();
    cache.set(name, value);
  }
  return value;
}

/** The same colour, less of it. @param share 0 to 1 */
export function faded(name, share) {
  const [r, g, b] = colour(name).match(/[\d.]+/g).map(Number);
  return `rgba(${r},${g},${b},${share})`;
}

export function forgetColours() {
  cache = new Map();
}
