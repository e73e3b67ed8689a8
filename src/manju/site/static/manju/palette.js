// Search and jump: "/" or Ctrl-K opens it, arrows move, Enter opens, Esc closes; focus returns to where it was.
const palette = document.getElementById("palette");

if (palette) {
  const input = palette.querySelector("input[type=search]");
  const list = palette.querySelector("[role=listbox]");
  const typing = (el) => el.matches("input, textarea, select, [contenteditable]");

  const open = () => {
    if (palette.open) return;
    palette.showModal();
    input.focus();
    input.select();
  };

  const options = () => [...list.querySelectorAll("[role=option]")];

  const pick = (index) => {
    const all = options();
    if (!all.length) return;
    const at = (index + all.length) % all.length;
    all.forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };

  const picked = () => options().findIndex((o) => o.getAttribute("aria-selected") === "true");

  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !typing(event.target);
    const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (slash || control) {
      event.preventDefault();
      open();
    }
  });

  for (const button of document.querySelectorAll("[data-open=palette]")) button.addEventListener("click", open);

  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") pick(picked() + 1);
    else if (event.key === "ArrowUp") pick(picked() - 1);
    else if (event.key === "Enter" && picked() >= 0) location.assign(options()[picked()].href);
    else if (event.key === "Escape") palette.close(); // a search field would only empty itself
    else return;
    event.preventDefault();
  });

  list.addEventListener("htmx:afterSwap", () => pick(0));
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
}
