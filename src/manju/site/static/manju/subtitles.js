// The subtitle editor: film, timeline and lines in step; dragging edges, keyboard, words of others that wait their turn.
const english = document.body.dataset.language === "en";
const say = (zh, en) => (english ? en : zh);
const EDGE = 9; // px at the end of a block by which its time is dragged
const SHORTEST = 0.1; // s

function clock(ms) {
  const whole = Math.max(0, Math.round(ms));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600000);
  const tail = `${two(Math.floor(whole / 60000) % 60)}:${two(Math.floor(whole / 1000) % 60)}.${String(whole % 1000).padStart(3, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}

function millis(text) {
  const parts = text.trim().replaceAll("：", ":").replace(/[，,]/, ".").split(":").map(Number);
  return parts.some(Number.isNaN) ? null : Math.round(parts.reduce((sum, part) => sum * 60 + part, 0) * 1000);
}

function equip(place) {
  if (place.dataset.equipped !== undefined) return;
  place.dataset.equipped = "";
  const video = place.querySelector("video");
  const board = place.querySelector("#board");
  const length = Number(place.dataset.length);
  const lines = () => [...board.querySelectorAll("[data-line]")];
  const line = (id) => board.querySelector(`#line-${CSS.escape(id)}`);
  const timeline = () => board.querySelector("[data-timeline]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let until = null;
  let nowLine = null;

  const shown = document.createElement("div");
  shown.className = "sub-shown";
  shown.dir = "auto";
  video?.parentElement.append(shown);

  const times = (row) => [millis(row.querySelector("[name=start]").value), millis(row.querySelector("[name=end]").value)];
  const words = (row) => row.querySelector("textarea").value;

  function follow() {
    if (!video) return;
    const at = video.currentTime * 1000;
    const here = lines().find((row) => { const [a, b] = times(row); return a <= at && at < b; }) || null;
    shown.textContent = here ? words(here) : "";
    if (here !== nowLine) {
      nowLine?.classList.remove("is-now");
      board.querySelectorAll(".cue.is-now").forEach((cue) => cue.classList.remove("is-now"));
      here?.classList.add("is-now");
      if (here) board.querySelector(`#cue-${here.dataset.line}`)?.classList.add("is-now");
      nowLine = here;
    }
    const bar = timeline();
    const now = bar?.querySelector("[data-now]");
    if (now) {
      const x = (at / length) * bar.firstElementChild.clientWidth;
      now.style.transform = `translateX(${x}px)`;
      if (!video.paused && (x < bar.scrollLeft + 20 || x > bar.scrollLeft + bar.clientWidth * 0.8)) bar.scrollLeft = x - bar.clientWidth * 0.3;
    }
    if (until !== null && at >= until) { video.pause(); until = null; }
    if (!video.paused) requestAnimationFrame(follow);
    const adding = place.querySelector("[data-insert] [name=start]");
    if (adding) adding.value = clock(at);
  }
  for (const name of ["play", "pause", "seeked", "timeupdate", "loadedmetadata"]) video?.addEventListener(name, follow);

  function seek(ms, { playTo = null } = {}) {
    if (video) { video.currentTime = ms / 1000 + 0.001; until = playTo; if (playTo !== null) video.play().catch(() => null); }
    const bar = timeline();
    if (bar) bar.scrollTo({ left: (ms / length) * bar.firstElementChild.clientWidth - bar.clientWidth * 0.3, behavior: calm ? "auto" : "smooth" });
  }
  const play = (row) => { const [a, b] = times(row); seek(a, { playTo: b }); };

  function go(row) {
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    row.querySelector("textarea").focus({ preventScroll: true });
    seek(times(row)[0]);
  }
  const nextUnchecked = (from) => {
    const all = lines();
    const at = from ? all.indexOf(from) : -1;
    return [...all.slice(at + 1), ...all.slice(0, at + 1)].find((row) => row !== from && row.querySelector("[data-check][aria-pressed=false]") && words(row).trim());
  };

  place.addEventListener("click", (event) => {
    const row = event.target.closest("[data-line]");
    if (row && event.target.closest("[data-seek]")) play(row);
    const cue = event.target.closest("[data-cue]");
    if (cue) { event.preventDefault(); if (!dragged) go(line(cue.dataset.cue)); }
    if (event.target.closest("[data-timeline]") && !cue) {
      const bar = timeline();
      seek(((event.clientX - bar.getBoundingClientRect().left + bar.scrollLeft) / bar.firstElementChild.clientWidth) * length);
    }
  });
  document.querySelector("[data-next]")?.addEventListener("click", (event) => { event.preventDefault(); go(nextUnchecked(null) || lines()[0]); });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target) || event.target.closest(".menu__list")) menu.open = false; });
  });

  place.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-line]");
    if (row && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      row.querySelector("[data-check][aria-pressed=false]")?.click();
      go(nextUnchecked(row));
    } else if (row && event.altKey && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      go(event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling);
    } else if (row && event.altKey && event.key.toLowerCase() === "p") {
      event.preventDefault();
      play(row);
    }
    const cue = event.target.closest("[data-cue]");
    // Shift moves the end, Alt the beginning, both together the whole line
    if (cue && ["ArrowLeft", "ArrowRight"].includes(event.key) && (event.shiftKey || event.altKey)) {
      event.preventDefault();
      event.stopPropagation();
      const by = event.key === "ArrowLeft" ? -100 : 100;
      const target = line(cue.dataset.cue);
      if (!target) return;
      const [a, b] = times(target);
      write(target, event.altKey ? a + by : a, event.shiftKey ? b + by : b);
    }
  });

  // Write times into a line's fields; the form stores itself.
  function write(row, start, end) {
    if (start < 0 || end - start < SHORTEST * 1000) return;
    row.querySelector("[name=start]").value = clock(start);
    row.querySelector("[name=end]").value = clock(end);
    place_(row, start, end);
    row.querySelector("[name=end]").dispatchEvent(new Event("change", { bubbles: true }));
  }
  function place_(row, start, end) {
    const cue = board.querySelector(`#cue-${row.dataset.line}`);
    if (cue) { cue.style.left = `${(start / length) * 100}%`; cue.style.width = `${((end - start) / length) * 100}%`; }
  }

  let dragged = false;
  place.addEventListener("pointerdown", (event) => {
    const cue = event.target.closest("[data-cue]");
    const row = cue && line(cue.dataset.cue);
    dragged = false;
    if (!row || event.button !== 0 || row.querySelector("textarea").readOnly) return;
    const box = cue.getBoundingClientRect();
    const [a, b] = times(row);
    const edge = event.clientX - box.left < EDGE ? "start" : box.right - event.clientX < EDGE ? "end" : "both";
    const perPixel = length / timeline().firstElementChild.clientWidth;
    const from = event.clientX;
    let [start, end] = [a, b];
    const move = (to) => {
      const by = Math.round((to.clientX - from) * perPixel / 10) * 10;
      if (Math.abs(to.clientX - from) > 3) dragged = true;
      if (!dragged) return;
      start = edge === "end" ? a : Math.max(0, Math.min(a + by, edge === "start" ? b - SHORTEST * 1000 : Infinity));
      end = edge === "start" ? b : edge === "both" ? start + (b - a) : Math.max(b + by, a + SHORTEST * 1000);
      place_(row, start, end);
    };
    const up = () => {
      cue.removeEventListener("pointermove", move);
      if (dragged) write(row, start, end);
    };
    event.preventDefault();
    cue.focus({ preventScroll: true });
    cue.setPointerCapture(event.pointerId);
    cue.addEventListener("pointermove", move);
    cue.addEventListener("pointerup", up, { once: true });
    cue.addEventListener("pointercancel", up, { once: true });
  });

  // While two texts stand against each other, nothing is stored until somebody has chosen.
  place.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest("form");
    const by = event.detail.requestConfig.triggeringEvent;
    if (event.target === form && form.querySelector(".line__theirs") && by?.type !== "submit") event.preventDefault();
  });
  // Splitting happens where the caret stands.
  place.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("[data-split]")) return;
    const field = event.target.closest("[data-line]").querySelector("textarea");
    if (field.selectionStart > 0 && field.selectionStart < field.value.length) event.detail.parameters.at = String(field.selectionStart);
  });
  // Somebody else's line is not put over one that is being typed in: it waits, and storing shows both.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const target = event.detail.target;
    if (!target.matches?.("[data-line]")) return;
    const field = target.querySelector("textarea");
    if (target.contains(document.activeElement) || field.value !== field.defaultValue) {
      event.detail.shouldSwap = false;
      target.classList.add("line--other");
      target.title = say("别人刚改过这一行", "Somebody has just changed this line");
    }
  });
  // Lines that a machine or somebody else added come by themselves as long as nobody is typing here.
  const typing = () => board.contains(document.activeElement) || lines().some((row) => {
    const field = row.querySelector("textarea");
    return field.value !== field.defaultValue;
  });
  const others = () => document.querySelector("#changes .subs__others");
  document.body.addEventListener("htmx:afterSettle", () => {
    const notice = others();
    if (!notice || notice.dataset.renewing !== undefined || typing()) return;
    notice.dataset.renewing = "";
    notice.hidden = true;
    window.htmx.trigger("[data-renew]", "renew");
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.requestConfig?.elt?.matches?.("[data-renew]") || !typing()) return;
    event.detail.shouldSwap = false; // somebody began to type meanwhile
    if (others()) others().hidden = false;
  });
  place.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    const row = form?.closest("[data-line]");
    if (row && event.detail.successful && event.target === form) row.querySelector("textarea").defaultValue = event.detail.requestConfig.parameters.get?.("text") ?? words(row);
  });
  follow();
}

const all = () => document.querySelectorAll("[data-subtitles]").forEach(equip);
all();
document.body.addEventListener("htmx:load", all);
