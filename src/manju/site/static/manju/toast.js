// Short words after a deed: shown for ten seconds, which pause while somebody points at them or has focus in them.
const place = document.getElementById("toasts");

export function toast(words) {
  const el = document.createElement("div");
  el.className = "toast";
  el.textContent = words;
  place.append(el);
  let left = 10;
  const timer = setInterval(() => {
    if (el.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left <= 0) {
      clearInterval(timer);
      el.remove();
    }
  }, 1000);
}

document.body.addEventListener("manju:toast", (event) => toast(event.detail.value));

// A request that could not be answered says so beside the thing that was pressed, and keeps what was typed.
document.body.addEventListener("htmx:sendError", () =>
  toast(document.body.dataset.language === "en" ? "The server cannot be reached. Try again." : "连不上服务器，请再试一次。"),
);
