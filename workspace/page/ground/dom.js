/** How does data become something to see? Always as text nodes and checked addresses, never as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** Drawn for this page on a 20 by 20 grid; strokes only, so that they take the text's colour. */
const DRAWINGS = {
  add: "M10 4v12M4 10h12",
  back: "M12 4l-6 6 6 6",
  bolt: "M11 3L5 11h4l-1 6 6-8h-4z",
  check: "M4 10.5l4 4 8-9",
  close: "M5 5l10 10M15 5L5 15",
  columns: "M3.500 4h13v12h-13zM10 4v12",
  down: "M5 8l5 5 5-5",
  edit: "M4 16l1-4 8-8 3 3-8 8zM11 6l3 3",
  eye: "M2.5 10S5.500 5 10 5s7.500 5 7.500 5-3 5-7.500 5-7.500-5-7.500-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  file: "M6 3h6l3 3v11H6zM12 3v3h3",
  forward: "M8 4l6 6-6 6",
  hash: "M8 3.500L6.500 16.500M13.500 3.500L12 16.500M4 7.500h13M3 12.500h13",
  link: "M11.500 4H16v4.500M16 4l-7 7M9 5H4v11h11v-5",
  lock: "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  moon: "M16 11.500A6.500 6.500 0 0 1 8.500 4a6.500 6.500 0 1 0 7.500 7.500z",
  more: "M5 9.500v1M4.500 10h1M10 9.500v1M9.500 10h1M15 9.500v1M14.500 10h1",
  pin: "M7 3h6M8 3v5l-3 3.500h10L12 8V3M10 11.500V17",
  search: "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM13 13l4 4",
  send: "M3.500 16.500L17 10 3.500 3.500l1.500 5.500 6 1-6 1z",
  smile: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM7 12c1.500 2 4.500 2 6 0M7.500 8h.01M12.500 8h.01",
  sun: "M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM10 2v1.500M10 16.500V18M2 10h1.500M16.500 10H18M4.500 4.500l1 1M14.500 14.500l1 1M4.500 15.500l1-1M14.500 5.500l1-1",
  thread: "M4 4h12v9H9l-4 3.500V13H4zM7 7.500h6M7 10h4",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 11h6.600L14 6",
  weather: "M6 15h8.500a3 3 0 0 0 .3-6 4.500 4.500 0 0 0-8.700-1A3.500 3.500 0 0 0 6 15z",
};

/**
 * Make an element: `h("button.primary", {type: "button", onclick}, "Send")`.
 * Strings become text nodes; null, undefined and false are left out.
 */
export function h(spec, props, ...children) {
  const [name, ...classes] = spec.split(".");
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) setProperty(node, key, value);
  node.append(...present(children));
  return node;
}

/** Replace all children of a node. */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
  return node;
}

/** Draw one of this page's own icons; it is decoration, the control around it carries the name. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  drawing.append(path);
  return drawing;
}

/** Make a button that shows an icon and says its name to screen readers and on hover. */
export function iconButton(name, label, onclick, more = {}) {
  return h("button.icon-button", { type: "button", "aria-label": label, title: label, onclick, ...more }, icon(name));
}

/** Return the address if a click on it can only navigate, else null. */
export function safeUrl(address) {
  try {
    const url = new URL(String(address), location.href);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Make a link that opens beside the page, or plain text if its address could do anything else. */
export function link(address, ...children) {
  const href = safeUrl(address);
  if (!href) return h("span", null, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

function setProperty(node, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "class") node.classList.add(...value.split(" "));
  else if (key === "value") node.value = value;
  else if (key === "dataset") Object.assign(node.dataset, value);
  else node.setAttribute(key, value === true ? "" : String(value));
}
