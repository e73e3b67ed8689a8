// Choosing among takes by keyboard: K keeps, X rejects the take in focus, arrows move; the reason is typed and Enter keeps it.
document.addEventListener("keydown", (event) => {
  const take = event.target.closest?.("[data-take]");
  if (!take || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input, textarea");
  if (typing) {
    if (event.key === "Escape") take.focus();
    return;
  }
  const form = take.querySelector("form");
  const all = [...document.querySelectorAll("[data-take]")];
  const at = all.indexOf(take);
  const key = event.key.toLowerCase();
  if (key === "arrowright" || key === "arrowleft") {
    all[at + (key === "arrowright" ? 1 : -1)]?.focus();
    event.preventDefault();
  } else if (form && (key === "k" || key === "x")) {
    form.requestSubmit(form.querySelector(`button[value=${key === "k" ? "kept" : "rejected"}]`));
    event.preventDefault();
  } else if (form && key === "r") {
    form.closest("details")?.setAttribute("open", "");
    form.querySelector("input[name=reason]").focus();
    event.preventDefault();
  }
});

// A take that was swapped keeps the focus that it had, so that the next key means the next take.
let last = "";
document.addEventListener("htmx:beforeRequest", (event) => { last = event.target.closest("[data-take]")?.id || ""; });
document.addEventListener("htmx:afterSwap", () => { if (last) document.getElementById(last)?.focus(); last = ""; });
