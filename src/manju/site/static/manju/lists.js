// Hit lists dropped anywhere on the page go into its form and are sent as if they had been chosen there.
const form = document.querySelector("form[data-lists]");
if (form) {
  const input = form.querySelector("input[type=file]");
  addEventListener("drop", (event) => {
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // upload.js takes masters elsewhere
    document.getElementById("drop-sheet").hidden = true;
    input.files = files;
    form.requestSubmit();
  }, true);
}
