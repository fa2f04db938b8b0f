// What goes along with a reply: the actions of macros whose words were put into it.

const place = () => document.getElementById("along");

export function startAlong(changed) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".along-one button");
    if (!button) return;
    button.parentElement.remove();
    show();
    changed();
    document.getElementById("body").focus();
  });
}

export const alongside = () => [...place().children].map((one) => one.told);

export function addAlong(told) {
  place().querySelector(`[data-macro="${told.macro}"]`)?.remove();
  const one = document.createElement("li");
  one.className = "along-one";
  one.dataset.macro = told.macro;
  one.told = told;
  const words = Object.assign(document.createElement("span"), { textContent: told.along.join(" · "), dir: "auto" });
  const kept = Object.assign(document.createElement("input"), { type: "hidden", name: "macro", value: told.macro });
  one.append(words, kept, leaveOut(told.name));
  place().append(one);
  show();
}

export function clearAlong() {
  place()?.replaceChildren();
  show();
}

function leaveOut(name) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "icon-button" });
  button.setAttribute("aria-label", place().dataset.remove.replace("%s", name));
  const shown = document.querySelector(".clip .icon").cloneNode(true);
  const use = shown.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#cross"));
  button.append(shown);
  return button;
}

function show() {
  if (place()) place().hidden = !place().children.length;
}
