// Copy buttons: shown only where the script runs and the browser may write to the clipboard.
const status = document.getElementById("copied");

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = "The link is copied.";
      button.firstChild.textContent = "Copied";
      setTimeout(() => {
        button.firstChild.textContent = "Copy";
      }, 2000);
    } catch {
      field.focus();
      field.select();
      status.textContent = "The link is selected. Copy it with Ctrl and C.";
    }
  });
}
