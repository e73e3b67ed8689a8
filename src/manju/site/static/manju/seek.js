// Findings jump the player to their second and play: links with data-seek; without script they reload at ?t=.
document.body.addEventListener("click", (event) => {
  const link = event.target.closest("[data-seek]");
  const film = document.querySelector("video[data-film]");
  if (!link || !film || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const seconds = Number(link.dataset.seek);
  film.currentTime = seconds;
  film.play().catch(() => {}); // a browser that wants a second tap keeps the frame standing
  film.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  history.replaceState(null, "", `?t=${seconds}`);
});
