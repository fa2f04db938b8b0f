// A field in a list has no label of its own: it is called as its column is, and as its row.
document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll("#result_list td input:not([type=hidden], .action-select), #result_list td select")) {
    const name = field.closest("tr").querySelector("th a")?.textContent ?? "";
    field.setAttribute("aria-label", `${field.closest("td").dataset.label}: ${name.trim()}`);
  }
});
