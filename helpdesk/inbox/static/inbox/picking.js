// Choosing rows: one by one, a range with Shift, all on the page. The list is drawn anew whenever
// something moves, so what was chosen is kept here; what left the page is chosen no more.

import { say } from "./say.js";

const chosen = new Set();
let last = null;
let place = "";

const picks = () => [...document.querySelectorAll("#rows .row-pick")];
const bar = () => document.getElementById("bulk");

export function startPicking() {
  place = document.getElementById("rows").dataset.place;
  document.addEventListener("click", onClick);
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.id === "sheet") report();
    else keep();
  });
}

function onClick(event) {
  const pick = event.target.closest(".row-pick");
  if (pick) return choose(pick, event.shiftKey);
  const all = event.target.closest("[data-pick]");
  if (all) picks().forEach((one) => set(one, all.dataset.pick === "all"));
  if (all) show();
}

function choose(pick, isRange) {
  const rows = picks();
  const from = rows.findIndex((one) => one.value === last);
  const to = rows.indexOf(pick);
  const range = isRange && from >= 0 ? rows.slice(Math.min(from, to), Math.max(from, to) + 1) : [pick];
  range.forEach((one) => set(one, pick.checked));
  last = pick.value;
  show();
}

function set(pick, isChosen) {
  pick.checked = isChosen;
  if (isChosen) chosen.add(pick.value);
  else chosen.delete(pick.value);
}

// After the list was drawn anew: the same rows of the same list.
function keep() {
  const rows = document.getElementById("rows");
  if (!rows) return;
  if (rows.dataset.place !== place) chosen.clear();
  place = rows.dataset.place;
  const here = new Map(picks().map((pick) => [pick.value, pick]));
  for (const one of [...chosen]) {
    if (here.has(one)) here.get(one).checked = true;
    else chosen.delete(one);
  }
  show();
}

// What is done is chosen no more; what was refused stays chosen, to be tried otherwise.
function report() {
  for (const { dataset } of document.querySelectorAll("#sheet [data-done]")) chosen.delete(dataset.done);
  picks().forEach((pick) => (pick.checked = chosen.has(pick.value)));
  show();
}

function show() {
  const isAny = chosen.size > 0;
  bar().hidden = !isAny;
  document.getElementById("list").classList.toggle("picking", isAny);
  document.getElementById("bulk-count").textContent = say("{number} chosen", { number: chosen.size });
}
