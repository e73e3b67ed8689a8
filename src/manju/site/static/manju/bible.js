// A sheet of the bible saves itself: after a pause in typing and when it is left. What could not be saved stays typed.
const english = document.body.dataset.language === "en";
const say = (zh, en) => (english ? en : zh);
const PAUSE = 900; // ms without a key

function equip(form) {
  const said = form.querySelector("[data-said]");
  const revision = form.elements.revision;
  let timer = 0;
  let changed = false;
  let held = form.dataset.held !== undefined; // two texts to choose from: only the button saves
  let busy = false;

  const tell = (text, bad = false) => {
    said.textContent = text;
    said.classList.toggle("is-bad", bad);
  };

  async function save() {
    if (!changed || held || busy) return;
    busy = true;
    changed = false;
    tell(say("在存……", "saving …"));
    try {
      const answer = await fetch(location.pathname, {
        method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, keepalive: false,
      });
      if (answer.status === 409) {
        held = true;
        document.open();
        document.write(await answer.text());
        document.close();
        return;
      }
      const found = answer.ok || answer.status === 422 ? await answer.json() : {};
      if (answer.ok) {
        revision.value = found.revision;
        tell(found.said);
      } else {
        tell(found.problem || say("没存上，请点“存下”。", "Not saved; press Save."), true);
      }
    } catch {
      changed = true;
      tell(say("连不上，写的还在这里，连上再存。", "No connection; your words are still here and will be saved."), true);
      timer = setTimeout(save, 5000);
    } finally {
      busy = false;
      if (changed && !timer) timer = setTimeout(save, PAUSE);
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    tell(say("还没存", "not saved yet"));
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; save(); }, PAUSE);
  });
  form.addEventListener("change", () => chips());
  form.addEventListener("submit", () => { changed = false; clearTimeout(timer); });
  addEventListener("beforeunload", (event) => { if (changed && !held) event.preventDefault(); });

  function chips() {
    const list = form.querySelector("[data-chips]");
    const field = list && form.elements[list.dataset.chips];
    if (!field) return;
    const colours = field.value.split(/[\s,，]+/).filter((colour) => /^#[0-9a-f]{6}$/i.test(colour));
    list.replaceChildren(...colours.map((colour) => {
      const chip = document.createElement("li");
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 24 24");
      const square = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [name, value] of [["width", 24], ["height", 24], ["fill", colour]]) square.setAttribute(name, value);
      svg.append(square);
      const word = document.createElement("span");
      word.className = "num";
      word.textContent = colour;
      chip.append(svg, word);
      return chip;
    }));
  }
}

for (const form of document.querySelectorAll("[data-autosave]")) equip(form);

// a missing thing's link leads into its field
function land() {
  const place = location.hash.startsWith("#f-") && document.getElementById(location.hash.slice(1));
  if (place) (place.matches("input, textarea, select") ? place : place.querySelector("input:not([type=hidden]), textarea"))?.focus();
}
addEventListener("hashchange", land);
land();

// drawings begin at their middle, tabs at the current one
for (const place of document.querySelectorAll(".bible-scroll:has(.bible-node)")) place.scrollLeft = (place.scrollWidth - place.clientWidth) / 2;
const tabs = document.querySelector(".bible-tabs");
const current = tabs?.querySelector("[aria-current]");
if (current) tabs.scrollLeft = current.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
