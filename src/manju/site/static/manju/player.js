// The player: Space plays, comma and full stop step a frame, arrows move five seconds; the position is a slider.
function clock(seconds) {
  const tenths = Math.max(0, Math.floor(seconds * 10 + 1e-6));
  const whole = Math.floor(tenths / 10);
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}.${tenths % 10}`;
}

function equip(player) {
  if (player.dataset.equipped !== undefined) return;
  player.dataset.equipped = "";
  const video = player.querySelector("video");
  const scrub = player.querySelector("[data-scrub]");
  const played = scrub.querySelector(".scrub__played");
  const head = scrub.querySelector(".scrub__head");
  const time = player.querySelector("[data-time]");
  const play = player.querySelector("[data-play]");
  const mute = player.querySelector("[data-mute]");
  const frame = 1 / (Number(player.dataset.fps) || 25);
  const length = () => (Number.isFinite(video.duration) && video.duration > 0 ? video.duration : Number(player.dataset.duration));

  video.controls = false;
  player.querySelector("[data-controls]").hidden = false;

  function show() {
    const at = Math.min(video.currentTime, length());
    const share = `${(at / length()) * 100}%`;
    played.style.width = share;
    head.style.left = share;
    const said = `${clock(at)} / ${clock(length())}`;
    time.textContent = said;
    scrub.setAttribute("aria-valuenow", at.toFixed(1));
    scrub.setAttribute("aria-valuemax", length().toFixed(1));
    scrub.setAttribute("aria-valuetext", said);
    play.setAttribute("aria-pressed", String(!video.paused));
    play.querySelector("path").setAttribute("d", video.paused ? "M5 3l8 5-8 5z" : "M5.5 3v10M10.5 3v10");
    mute.setAttribute("aria-pressed", String(video.muted));
    if (!video.paused) requestAnimationFrame(show);
  }

  const seek = (seconds) => { video.currentTime = Math.min(Math.max(0, seconds), Math.max(0, length() - 0.001)); };
  const turn = () => (video.paused ? video.play() : video.pause());
  // to the middle of the frame beside this one, so that rounding never lands on its edge
  const step = (by) => { video.pause(); seek((Math.floor(video.currentTime / frame + 1e-3) + by + 0.5) * frame); };

  play.addEventListener("click", turn);
  video.addEventListener("click", turn);
  player.querySelector("[data-back]").addEventListener("click", () => step(-1));
  player.querySelector("[data-on]").addEventListener("click", () => step(1));
  mute.addEventListener("click", () => { video.muted = !video.muted; show(); });
  for (const name of ["loadedmetadata", "play", "pause", "seeked", "timeupdate", "ended"]) video.addEventListener(name, show);

  const under = (event) => {
    const box = scrub.getBoundingClientRect();
    return (Math.min(Math.max(0, event.clientX - box.left), box.width) / box.width) * length();
  };
  scrub.addEventListener("pointerdown", (event) => { scrub.setPointerCapture(event.pointerId); seek(under(event)); });
  scrub.addEventListener("pointermove", (event) => scrub.hasPointerCapture(event.pointerId) && seek(under(event)));

  const keys = {
    " ": turn, ",": () => step(-1), ".": () => step(1),
    ArrowLeft: () => seek(video.currentTime - 5), ArrowRight: () => seek(video.currentTime + 5),
  };
  const onScrub = { Home: () => seek(0), End: () => seek(length()), ArrowDown: keys.ArrowLeft, ArrowUp: keys.ArrowRight,
    PageDown: () => seek(video.currentTime - 30), PageUp: () => seek(video.currentTime + 30) };
  document.addEventListener("keydown", (event) => {
    if (!player.isConnected || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const at = event.target;
    if (at.matches("input, textarea, select, [contenteditable]") || (event.key === " " && at.matches("button, a, summary"))) return;
    const act = keys[event.key] || (at === scrub && onScrub[event.key]);
    if (!act || (event.key.startsWith("Arrow") && at.closest("[role=tablist], [role=listbox], .tablewrap"))) return;
    event.preventDefault();
    act();
  });
  show();
}

const all = () => document.querySelectorAll("[data-player]").forEach(equip);
all();
document.body.addEventListener("htmx:load", all);
