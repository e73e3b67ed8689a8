// Writing a script: Ctrl-S saves, and leaving with unsaved words asks first.
for (const form of document.querySelectorAll("form[data-writing]")) {
  const text = form.querySelector("textarea");
  let saved = text.value;
  form.addEventListener("submit", () => { saved = text.value; });
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit();
  });
  window.addEventListener("beforeunload", (event) => { if (text.value !== saved) event.preventDefault(); });
}
