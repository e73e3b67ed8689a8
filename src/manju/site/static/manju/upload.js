// Masters coming in: a table of files with the episode each name says, pause, resume, retry, drop anywhere.
import { csrf } from "./csrf.js";
import { AT_ONCE, Refused, Sending, clock, memory, say, size } from "./sending.js";
import { toast } from "./toast.js";

// A file's line in the table: number, progress, and the buttons that fit its state.
class Line {
  constructor(table, file) {
    Object.assign(this, { table, file, state: "waiting" });
    this.row = document.createElement("tr");
    this.number = Object.assign(document.createElement("input"), { className: "input ep-number", inputMode: "numeric", autocomplete: "off" });
    this.number.setAttribute("aria-label", say(`${file.name} 是第几集`, `Episode of ${file.name}`));
    this.number.addEventListener("input", () => table.check());
    this.said = document.createElement("div");
    this.buttons = Object.assign(document.createElement("div"), { className: "row" });
    const name = Object.assign(document.createElement("td"), { textContent: file.name });
    const bytes = Object.assign(document.createElement("td"), { className: "r num", textContent: size(file.size) });
    for (const part of [name, bytes, this.number, this.said, this.buttons]) {
      const cell = part.tagName === "TD" ? part : document.createElement("td");
      if (cell !== part) cell.append(part);
      this.row.append(cell);
    }
    this.show();
  }

  get value() {
    const n = Number(this.number.value);
    return Number.isInteger(n) && n >= 1 && n <= 2000 ? n : null;
  }

  show(state = this.state, words = "") {
    this.state = state;
    this.number.disabled = !["waiting", "refused"].includes(state);
    this.said.replaceChildren();
    const text = document.createElement("span");
    text.textContent = words;
    if (state === "refused" || state === "failed") text.className = "mark mark--bad";
    if (state === "done") text.className = "mark mark--good";
    this.said.append(text);
    if (["sending", "paused", "failed"].includes(state)) this.said.append(this.bar());
    const can = {
      waiting: [[say("去掉", "Remove"), () => this.remove()]],
      queued: [[say("去掉", "Remove"), () => this.remove()]],
      sending: [[say("暂停", "Pause"), () => this.pause()]],
      paused: [[say("继续", "Resume"), () => this.queue()], [say("取消", "Cancel"), () => this.remove()]],
      failed: [[say("重试", "Retry"), () => this.queue()], [say("取消", "Cancel"), () => this.remove()]],
      refused: [[say("去掉", "Remove"), () => this.remove()]],
      done: [],
    }[state];
    const focused = this.buttons.contains(document.activeElement);
    this.buttons.replaceChildren(...can.map(([word, act]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--text", textContent: word });
      button.setAttribute("aria-label", `${word} ${this.file.name}`);
      button.addEventListener("click", act);
      return button;
    }));
    if (focused) this.buttons.querySelector("button")?.focus();
  }

  bar() {
    const bar = Object.assign(document.createElement("div"), { className: "job__bar" });
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-label", this.file.name);
    bar.append(document.createElement("i"));
    this.fill(bar, this.sending?.offset || 0);
    return bar;
  }

  fill(bar, offset) {
    const percent = Math.floor((offset * 100) / Math.max(1, this.file.size));
    bar.setAttribute("aria-valuenow", percent);
    bar.firstChild.style.width = `${percent}%`;
  }

  queue() {
    this.show("queued", say("排队", "Queued"));
    this.table.next();
  }

  pause() {
    this.sending?.pause();
  }

  async remove() {
    this.state = "removed";
    await this.sending?.cancel();
    this.row.remove();
    this.table.lines = this.table.lines.filter((line) => line !== this);
    this.table.check();
    this.table.next();
  }

  async send() {
    this.show("sending", say("开始", "Starting"));
    if (!this.sending || this.sending.about.number !== this.value) this.sending = new Sending(this.table.form, this.file, { season: this.table.season, number: this.value });
    try {
      const ended = await this.sending.run((offset, left) => {
        this.said.firstChild.textContent = say(`${size(offset)} / ${size(this.file.size)}，剩余约 ${clock(left)}`, `${size(offset)} / ${size(this.file.size)}, about ${clock(left)} left`);
        this.fill(this.said.lastChild, offset);
        this.table.tell();
      });
      this.show("done", ended.said);
      if (ended.page) this.said.append(" ", Object.assign(document.createElement("a"), { href: ended.page, textContent: say("看这一集", "Open the episode") }));
      document.body.dispatchEvent(new CustomEvent("manju:uploaded"));
    } catch (fault) {
      if (this.state === "removed") return;
      if (fault.name === "AbortError") this.show("paused", say("已暂停", "Paused"));
      else if (fault instanceof Refused) this.show("refused", fault.message);
      else this.show("failed", say("连不上服务器；传过的都在，重试就接着传。", "The server cannot be reached; what was sent is kept. Retry goes on."));
    }
  }
}

class Table {
  constructor(form) {
    Object.assign(this, { form, lines: [], have: new Set() });
    form.dataset.ready = "";
    this.place = form.querySelector("[data-table]");
    this.go = form.querySelector("[data-go]");
    this.total = form.querySelector("[data-total]");
    const input = form.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      this.take([...input.files]);
      input.value = "";
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start();
    });
    form.querySelector("select[name=season]")?.addEventListener("change", () => this.read());
    this.go.addEventListener("click", () => this.start());
  }

  get season() {
    return this.form.elements.season.value;
  }

  async take(files) {
    const known = new Set(this.lines.map((line) => memory.key(line.file, "", "")));
    const fresh = files.filter((file) => !known.has(memory.key(file, "", ""))).map((file) => new Line(this, file));
    this.lines.push(...fresh);
    this.place.querySelector("tbody").append(...fresh.map((line) => line.row));
    this.place.hidden = false;
    await this.read(fresh);
    (fresh.find((line) => line.value === null)?.number || this.go).focus();
  }

  // The server reads the numbers, so that names mean the same everywhere.
  async read(fresh = []) {
    const body = new URLSearchParams();
    for (const line of fresh) body.append("name", line.file.name);
    body.set("season", this.season);
    const answer = await fetch(this.form.dataset.numbers, { method: "POST", headers: csrf(), body }).catch(() => null);
    if (answer?.ok) {
      const { readings, have } = await answer.json();
      this.have = new Set(have);
      const asked = fresh.length === 1 ? this.form.elements.number?.value : "";
      fresh.forEach((line, i) => {
        line.candidates = readings[i].candidates;
        line.number.value = asked || (readings[i].number ?? "");
      });
    }
    this.check();
  }

  check() {
    const times = new Map();
    for (const line of this.lines) times.set(line.value, (times.get(line.value) || 0) + 1);
    for (const line of this.lines.filter((l) => l.state === "waiting" || l.state === "refused")) {
      const twice = line.value !== null && times.get(line.value) > 1;
      const unclear = line.value === null;
      line.number.setAttribute("aria-invalid", String(unclear || twice));
      if (line.state === "refused" && !unclear) continue;
      const among = line.candidates?.length > 1 ? say(`（${line.candidates.join("、")}？）`, ` (${line.candidates.join(", ")}?)`) : "";
      line.show("waiting", unclear ? say(`第几集？${among}`, `Which episode?${among}`) : twice ? say("和另一个文件同一集", "Same episode as another file")
        : this.have.has(line.value) ? say("会换下现有母版", "Replaces the present master") : "");
    }
    this.tell();
  }

  ready() {
    const waiting = this.lines.filter((line) => line.state === "waiting");
    return waiting.filter((line) => line.value !== null && this.lines.every((other) => other === line || other.value !== line.value || other.state === "done"));
  }

  start() {
    if (!this.season) {
      this.form.elements.season.focus();
      toast(say("先选一季。", "Choose a season first."));
      return;
    }
    for (const line of this.ready()) line.show("queued", say("排队", "Queued"));
    this.next();
  }

  next() {
    const sending = this.lines.filter((line) => line.state === "sending").length;
    const queued = this.lines.filter((line) => line.state === "queued");
    for (const line of queued.slice(0, Math.max(0, AT_ONCE - sending))) line.send().then(() => this.next());
    this.tell();
  }

  tell() {
    const ready = this.ready().length;
    this.place.hidden = !this.lines.length;
    this.go.hidden = !ready;
    this.go.textContent = say(`开始上传 ${ready} 个`, `Upload ${ready} file${ready === 1 ? "" : "s"}`);
    const done = this.lines.filter((line) => line.state === "done").length;
    const words = done || this.busy ? say(`${done} / ${this.lines.length} 个传完`, `${done} of ${this.lines.length} done`) : "";
    if (this.total.textContent !== words) this.total.textContent = words;
  }

  get busy() {
    return this.lines.some((line) => ["sending", "queued"].includes(line.state));
  }
}

const tables = new Map();
function table(form) {
  if (!tables.has(form)) tables.set(form, new Table(form));
  return tables.get(form);
}
for (const form of document.querySelectorAll("form[data-upload]")) table(form);

addEventListener("beforeunload", (event) => {
  if ([...tables.values()].some((t) => t.busy)) event.preventDefault();
});

// Drop anywhere: the page's own place takes the files; a page without one asks where they go.
const sheet = document.getElementById("drop-sheet");
if (sheet) {
  let depth = 0;
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  const hide = () => { depth = 0; sheet.hidden = true; };
  addEventListener("dragenter", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth += 1;
    sheet.hidden = false;
  });
  addEventListener("dragleave", (event) => { if (carriesFiles(event) && (depth -= 1) <= 0) hide(); });
  addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    hide();
    const files = [...event.dataTransfer.files];
    const other = document.querySelector("form[data-suspects], form[data-exports]"); // suspects.js, exports.js take them
    if (other) {
      other.dispatchEvent(new CustomEvent("manju:files", { detail: files }));
      return;
    }
    const form = document.querySelector("form[data-upload]") || (await ask());
    if (form && files.length) await table(form).take(files);
    form?.scrollIntoView({ block: "nearest" });
  });

  async function ask() {
    const here = document.querySelector("[data-season]");
    const query = new URLSearchParams({ dialog: 1, season: here?.dataset.season || "", number: here?.dataset.number || "" });
    const answer = await fetch(`${sheet.dataset.address}?${query}`, { headers: csrf() }).catch(() => null);
    if (!answer?.ok) {
      toast(answer?.status === 403 ? say("你的角色不能传母版。", "Your role does not allow uploading.") : say("连不上服务器，请再试一次。", "The server cannot be reached. Try again."));
      return null;
    }
    document.body.insertAdjacentHTML("beforeend", await answer.text());
    const dialog = document.body.lastElementChild.closest("dialog") || document.querySelector("dialog.receive-dialog");
    dialog.showModal();
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      const form = dialog.querySelector("form[data-upload]");
      if (form && tables.get(form)?.busy) return; // goes on; the page warns before it is left
      tables.delete(form);
      dialog.remove();
    });
    return dialog.querySelector("form[data-upload]");
  }
}
