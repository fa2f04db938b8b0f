// A sheet over the desk: fetched by htmx, closed by Escape, by its form, or by whatever says so.

const sheet = () => document.getElementById("sheet");

export function startSheet() {
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target === sheet() && !sheet().open) sheet().showModal();
  });
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && detail.elt.matches("[data-closes-sheet]")) sheet().close();
  });
  document.addEventListener("click", (event) => {
    const wanted = event.target.closest("#sheet [data-close-sheet]");
    if (!wanted) return;
    event.preventDefault();
    sheet().close();
  });
}
