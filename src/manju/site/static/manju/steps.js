// Suspect and master side by side, in step: the suspect leads, the master follows along the pieces that match.
// Space plays, comma and full stop step a frame, brackets jump between pieces, S locks, F turns the suspect round.
const FRAME = 1 / 25;
const DRIFT = 0.12; // seconds the master may be off while both play

function clock(seconds) {
  const tenths = Math.max(0, Math.floor(seconds * 10 + 1e-6));
  return `${String(Math.floor(tenths / 600)).padStart(2, "0")}:${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}.${tenths % 10}`;
}

const english = document.body.dataset.language === "en";
const say = (zh, en) => (english ? en : zh);

function equip(place) {
  if (place.dataset.equipped !== undefined) return;
  place.dataset.equipped = "";
  const pieces = JSON.parse(place.dataset.segments).map(([from, to, start, speed, mirrored]) => ({ from, to, start, speed, mirrored }));
  const suspect = place.querySelector("[data-suspect]");
  const master = place.querySelector("[data-master]");
  const sights = [...place.querySelectorAll("[data-sight]")];
  const controls = place.querySelector("[data-controls]");
  const find = (name) => controls.querySelector(`[data-${name}]`);
  const [scrub, play, mute, time, said, flip, lock] = ["scrub", "play", "mute", "time", "said", "flip", "lock"].map(find);
  const head = scrub.querySelector(".scrub__head");
  const played = scrub.querySelector(".scrub__played");
  const at = (name) => place.querySelector(`[data-at=${name}]`);
  let locked = true;

  suspect.controls = false;
  if (master) { master.controls = false; master.muted = true; }
  controls.hidden = false;

  const length = () => (Number.isFinite(suspect.duration) && suspect.duration > 0 ? suspect.duration : Number(place.dataset.duration));
  const piece = (t) => pieces.find((p) => t >= p.from - 0.05 && t <= p.to + 0.05);

  // Bring the master to where the suspect is: hold it when this second matches nothing.
  function follow({ exactly }) {
    if (!master || !locked) return;
    const here = piece(suspect.currentTime);
    master.parentElement.classList.toggle("is-out", !here);
    if (!here) { master.pause(); return; }
    const wanted = here.start + (suspect.currentTime - here.from) * here.speed;
    const rate = Math.min(4, Math.max(0.25, suspect.playbackRate * here.speed));
    if (master.playbackRate !== rate) master.playbackRate = rate;
    if (Math.abs(master.currentTime - wanted) > (exactly ? FRAME / 4 : DRIFT)) master.currentTime = wanted;
    if (suspect.paused) master.pause();
    else if (master.paused) master.play().catch(() => null);
  }

  function show() {
    const now = Math.min(suspect.currentTime, length());
    const share = `${(now / length()) * 100}%`;
    played.style.width = share;
    head.style.left = share;
    const words = `${clock(now)} / ${clock(length())}`;
    time.textContent = words;
    scrub.setAttribute("aria-valuenow", now.toFixed(1));
    scrub.setAttribute("aria-valuemax", length().toFixed(1));
    scrub.setAttribute("aria-valuetext", words);
    at("suspect").textContent = clock(now);
    at("master").textContent = master ? clock(master.currentTime) : "";
    play.setAttribute("aria-pressed", String(!suspect.paused));
    play.querySelector("path").setAttribute("d", suspect.paused ? "M5 3l8 5-8 5z" : "M5.5 3v10M10.5 3v10");
    mute.setAttribute("aria-pressed", String(suspect.muted));
    const here = piece(now);
    const status = !here ? say("这一秒不是我们的", "This second is not ours")
      : !locked ? say("各放各的", "Playing apart")
      : here.mirrored ? say("两路同步播放，可疑片左右相反", "In step; the suspect is mirrored") : say("两路同步播放", "In step");
    if (said.textContent !== status) said.textContent = status;
    if (sights.length) {
      const nearest = sights.reduce((a, b) => (Math.abs(b.dataset.sight - now) < Math.abs(a.dataset.sight - now) ? b : a));
      for (const sight of sights) sight.hidden = sight !== nearest;
    }
  }

  function run() {
    follow({ exactly: false });
    show();
    if (!suspect.paused && place.isConnected) requestAnimationFrame(run);
  }

  const seek = (seconds) => { suspect.currentTime = Math.min(Math.max(0, seconds), Math.max(0, length() - 0.001)); };
  const turn = () => (suspect.paused ? suspect.play() : suspect.pause());
  const step = (by) => { suspect.pause(); seek((Math.floor(suspect.currentTime / FRAME + 1e-3) + by + 0.5) * FRAME); };
  const jump = (by) => {
    const starts = pieces.map((p) => p.from).sort((a, b) => a - b);
    const now = suspect.currentTime;
    const to = by > 0 ? starts.find((s) => s > now + 0.05) : starts.filter((s) => s < now - 0.3).pop();
    if (to !== undefined) seek(to + 0.01);
  };
  const setLock = () => {
    locked = !locked;
    lock.setAttribute("aria-pressed", String(locked));
    if (master) { master.controls = !locked; master.pause(); }
    follow({ exactly: true });
    show();
  };
  const setFlip = () => {
    const flipped = suspect.classList.toggle("is-flipped");
    flip.setAttribute("aria-pressed", String(flipped));
  };

  play.addEventListener("click", turn);
  suspect.addEventListener("click", turn);
  find("back").addEventListener("click", () => step(-1));
  find("on").addEventListener("click", () => step(1));
  mute.addEventListener("click", () => { suspect.muted = !suspect.muted; show(); });
  lock.addEventListener("click", setLock);
  flip?.addEventListener("click", setFlip);
  suspect.addEventListener("play", run);
  for (const name of ["loadedmetadata", "pause", "seeked", "ended"]) suspect.addEventListener(name, () => { follow({ exactly: true }); show(); });
  master?.addEventListener("loadedmetadata", () => follow({ exactly: true }));
  master?.addEventListener("seeked", show);

  const under = (event) => {
    const box = scrub.getBoundingClientRect();
    return (Math.min(Math.max(0, event.clientX - box.left), box.width) / box.width) * length();
  };
  scrub.addEventListener("pointerdown", (event) => { scrub.setPointerCapture(event.pointerId); seek(under(event)); });
  scrub.addEventListener("pointermove", (event) => scrub.hasPointerCapture(event.pointerId) && seek(under(event)));

  const keys = {
    " ": turn, ",": () => step(-1), ".": () => step(1), "[": () => jump(-1), "]": () => jump(1),
    s: setLock, S: setLock, f: () => flip && setFlip(), F: () => flip && setFlip(),
    ArrowLeft: () => seek(suspect.currentTime - 1), ArrowRight: () => seek(suspect.currentTime + 1),
  };
  const onScrub = { Home: () => seek(0), End: () => seek(length()), ArrowDown: keys.ArrowLeft, ArrowUp: keys.ArrowRight };
  document.addEventListener("keydown", (event) => {
    if (!place.isConnected || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const on = event.target;
    if (on.matches("input, textarea, select, [contenteditable]") || (event.key === " " && on.matches("button, a, summary"))) return;
    const act = keys[event.key] || (on === scrub && onScrub[event.key]);
    if (!act || (event.key.startsWith("Arrow") && on.closest("[role=tablist], [role=listbox], .tablewrap, .chart"))) return;
    event.preventDefault();
    act();
  });
  if (pieces.length) seek(pieces[0].from + 0.01);
  show();
}

const all = () => document.querySelectorAll("[data-steps]").forEach(equip);
all();
document.body.addEventListener("htmx:load", all);
