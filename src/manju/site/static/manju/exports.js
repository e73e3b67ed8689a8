// Exports coming in: chosen or dropped anywhere on the page, they are sent at once; the server reads them.
for (const form of document.querySelectorAll("form[data-exports]")) {
  form.dataset.ready = "";
  const input = form.querySelector("input[type=file]");
  const send = () => {
    if (!input.files.length) return;
    const named = [...input.files].map((file) => file.name);
    const said = form.querySelector("[data-chosen]");
    said.textContent = named.slice(0, 5).join("、") + (named.length > 5 ? ` … ${named.length}` : "");
    form.requestSubmit();
  };
  input.addEventListener("change", send);
  form.addEventListener("manju:files", (event) => {
    const taken = new DataTransfer();
    for (const file of event.detail) taken.items.add(file);
    input.files = taken.files;
    send();
  });
}
