// The theme button: light and dark turn at once; the server remembers it for the person.
import { csrf } from "./csrf.js";

const root = document.documentElement;

function dark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.addEventListener("click", () => {
    const to = dark() ? "light" : "dark";
    root.dataset.theme = to;
    fetch(button.dataset.themeSwitch, { method: "POST", headers: csrf(), body: new URLSearchParams({ to }) });
  });
}
