// A sheet over the desk: fetched by htmx, closed by Escape, by its form, or by whatever says so.

const sheet = () => document.getElementById("sheet");

export function startSheet() {
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target !== sheet() || sheet().open) return;
    for (const menu of document.querySelectorAll(".menu[open]")) menu.open = false;
    sheet().showModal();
  });
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && detail.elt.matches("[data-closes-sheet]")) sheet().close();
  });
  // A button's or form's own answer: what went wrong is said in the sheet, over which no toast lies.
  document.body.addEventListener("handrail:answered", (event) => {
    if (!sheet().contains(event.target)) return;
    if (event.detail.failed) complain(event.detail.words);
    else sheet().close();
  });
  // Whoever fills in a field has chosen what it belongs to.
  document.addEventListener("input", ({ target }) => {
    const { chooses } = target.dataset;
    const choice = chooses && target.form.querySelector(`input[type="radio"][value="${chooses}"]`);
    if (choice) choice.checked = true;
  });
  document.addEventListener("click", (event) => {
    const wanted = event.target.closest("#sheet [data-close-sheet]");
    if (!wanted) return;
    event.preventDefault();
    sheet().close();
  });
}

function complain(words) {
  const place = sheet().querySelector("[data-wrong]");
  if (!place) return;
  place.textContent = words;
  place.hidden = false;
}
