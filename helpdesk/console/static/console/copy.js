// Buttons that copy a text, and the one that opens the test chat.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-chat]");
  if (!button) return;
  if (button.dataset.chat) {
    window.Handrail?.open();
    return;
  }
  const source = document.getElementById(button.dataset.copy);
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = "Copied";
  } catch {
    // Without the right to the clipboard: select it, so that one key copies.
    getSelection().selectAllChildren(source);
    button.textContent = "Press Ctrl C";
  }
  setTimeout(() => { button.textContent = before; }, 2000);
});
