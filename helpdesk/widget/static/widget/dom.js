// Builds elements: the only way this widget makes markup, so no text is ever parsed as HTML.

const paths = {
  back: "M14.5 5.5L8 12l6.5 6.5",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  send: "M12 19V5.5M6 11l6-6 6 6",
  person: "M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.75 20c.6-3.6 3.5-5.5 7.25-5.5s6.65 1.9 7.25 5.5",
  spark: "M12 3.5c.7 4.6 3.4 7.3 8 8-4.6.7-7.3 3.4-8 8-.7-4.6-3.4-7.3-8-8 4.6-.7 7.3-3.4 8-8z",
  up: "M7.5 10.5v9H4.5v-9zM7.5 10.5l4-7c1.6 0 2.4 1.2 2.1 2.7l-.6 3.3h5c1.2 0 2 1 1.7 2.2l-1.4 6c-.2 1-1 1.8-2.1 1.8H7.5",
  down: "M7.5 13.5v-9H4.5v9zM7.5 13.5l4 7c1.6 0 2.4-1.2 2.1-2.7l-.6-3.3h5c1.2 0 2-1 1.7-2.2l-1.4-6c-.2-1-1-1.8-2.1-1.8H7.5",
  page: "M7 3.5h7l4 4v13H7zM14 3.5v4h4M10 12.5h5M10 16h5",
  next: "M9.5 5.5L16 12l-6.5 6.5",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2",
  check: "M5 12.5l4.5 4.5L19 7.5",
  checks: "M2.5 12.5L7 17l9-9.5M11.5 16l1 1 9-9.5",
  more: "M5.5 11.6v.8M12 11.6v.8M18.5 11.6v.8",
  arrow: "M12 5v13M6.5 13L12 18.5 17.5 13",
  alert: "M12 8v5M12 16.5h.01M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z",
  cloud: "M4 4l16 16M8.5 8.2A5.5 5.5 0 0 0 7 19h10.5M19.6 17.6A4 4 0 0 0 17.5 11a5.5 5.5 0 0 0-6.2-4",
  face: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM9 10h.01M15 10h.01",
  clip: "M19 11.5l-7.2 7.2a4.4 4.4 0 0 1-6.2-6.2l7.9-7.9a2.9 2.9 0 0 1 4.1 4.1l-7.9 7.9a1.4 1.4 0 0 1-2-2l7.2-7.2",
  fetch: "M12 4.5v10M7.5 10.5L12 15l4.5-4.5M5 19.5h14",
  plus: "M12 5.5v13M5.5 12h13",
};

const vector = "http://www.w3.org/2000/svg";

// `extra`: lines drawn on top, where a family of pictures shares a base.
export function icon(name, extra = "") {
  const picture = document.createElementNS(vector, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("class", `icon icon-${name}`);
  const line = document.createElementNS(vector, "path");
  line.setAttribute("d", paths[name] + extra);
  picture.append(line);
  return picture;
}

// el("button.primary", { type: "button", onclick: press, hidden: false }, "text", child, null)
export function el(what, given = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "vars") for (const [key, setting] of Object.entries(value)) made.style.setProperty(key, setting);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function button(what, given, ...children) {
  return el(`button${what}`, { type: "button", ...given }, ...children);
}

// Brings a container's children to the wanted list, touching only what changed: a reader of the
// live region hears each message once, and focus and selection stay where they are.
export function reconcile(container, wanted) {
  const kept = container.parts || new Map();
  const next = new Map();
  let before = container.firstChild;
  for (const { key, sign, make } of wanted) {
    const old = kept.get(key);
    const node = old && old.sign === sign ? old.node : make();
    next.set(key, { sign, node });
    if (old && old.node !== node) {
      if (before === old.node) before = old.node.nextSibling;
      old.node.replaceWith(node);
    }
    if (node === before) before = before.nextSibling;
    else container.insertBefore(node, before);
  }
  for (const [key, { node }] of kept) if (!next.has(key)) node.remove();
  container.parts = next;
}
