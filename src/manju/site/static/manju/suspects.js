// Found files coming in: sent at once, traced by the server; one file alone leads to its page, several become a list.
import { AT_ONCE, Refused, Sending, clock, say, size } from "./sending.js";

class Line {
  constructor(list, file) {
    Object.assign(this, { list, file, state: "queued" });
    this.row = document.createElement("tr");
    this.said = document.createElement("div");
    this.buttons = Object.assign(document.createElement("div"), { className: "row" });
    const name = Object.assign(document.createElement("td"), { textContent: file.name });
    const bytes = Object.assign(document.createElement("td"), { className: "r num", textContent: size(file.size) });
    this.row.append(name, bytes);
    for (const part of [this.said, this.buttons]) {
      const cell = document.createElement("td");
      cell.append(part);
      this.row.append(cell);
    }
    this.show("queued", say("排队", "Queued"));
  }

  show(state, words) {
    this.state = state;
    const text = Object.assign(document.createElement("span"), { textContent: words });
    if (state === "refused" || state === "failed") text.className = "mark mark--bad";
    if (state === "done") text.className = "mark mark--good";
    this.said.replaceChildren(text);
    if (["sending", "paused", "failed"].includes(state)) this.said.append(this.bar());
    const can = {
      queued: [[say("去掉", "Remove"), () => this.remove()]],
      sending: [[say("暂停", "Pause"), () => this.sending?.pause()]],
      paused: [[say("继续", "Resume"), () => this.queue()], [say("取消", "Cancel"), () => this.remove()]],
      failed: [[say("重试", "Retry"), () => this.queue()], [say("取消", "Cancel"), () => this.remove()]],
      refused: [[say("去掉", "Remove"), () => this.remove()]],
      done: [],
    }[state];
    this.buttons.replaceChildren(...can.map(([word, act]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--text", textContent: word });
      button.setAttribute("aria-label", `${word} ${this.file.name}`);
      button.addEventListener("click", act);
      return button;
    }));
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
    this.list.next();
  }

  async remove() {
    this.state = "removed";
    await this.sending?.cancel();
    this.row.remove();
    this.list.lines = this.list.lines.filter((line) => line !== this);
    this.list.next();
  }

  async send() {
    this.show("sending", say("开始", "Starting"));
    this.sending ??= new Sending(this.list.form, this.file, { for: "suspect" });
    try {
      const ended = await this.sending.run((offset, left) => {
        this.said.firstChild.textContent = say(`${size(offset)} / ${size(this.file.size)}，剩余约 ${clock(left)}`, `${size(offset)} / ${size(this.file.size)}, about ${clock(left)} left`);
        this.fill(this.said.lastChild, offset);
      });
      this.show("done", ended.said);
      this.page = ended.page;
      if (ended.page) this.said.append(" ", Object.assign(document.createElement("a"), { href: ended.page, textContent: say("看结果", "See the answer") }));
      document.body.dispatchEvent(new CustomEvent("manju:uploaded"));
    } catch (fault) {
      if (this.state === "removed") return;
      if (fault.name === "AbortError") this.show("paused", say("已暂停", "Paused"));
      else if (fault instanceof Refused) this.show("refused", fault.message);
      else this.show("failed", say("连不上服务器；传过的都在，重试就接着传。", "The server cannot be reached; what was sent is kept. Retry goes on."));
    }
  }
}

class List {
  constructor(form) {
    Object.assign(this, { form, lines: [] });
    form.dataset.ready = "";
    this.place = form.querySelector("[data-table]");
    this.total = form.querySelector("[data-total]");
    const input = form.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      this.take([...input.files]);
      input.value = "";
    });
    form.addEventListener("manju:files", (event) => this.take(event.detail));
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  take(files) {
    const known = new Set(this.lines.map((line) => `${line.file.name}|${line.file.size}`));
    const fresh = files.filter((file) => !known.has(`${file.name}|${file.size}`)).map((file) => new Line(this, file));
    this.lines.push(...fresh);
    this.place.querySelector("tbody").append(...fresh.map((line) => line.row));
    this.place.hidden = !this.lines.length;
    this.next();
  }

  next() {
    const sending = this.lines.filter((line) => line.state === "sending").length;
    const queued = this.lines.filter((line) => line.state === "queued");
    for (const line of queued.slice(0, Math.max(0, AT_ONCE - sending))) line.send().then(() => this.next());
    this.place.hidden = !this.lines.length;
    const done = this.lines.filter((line) => line.state === "done");
    this.total.textContent = this.lines.length > 1 ? say(`${done.length} / ${this.lines.length} 个传完`, `${done.length} of ${this.lines.length} done`) : "";
    if (this.lines.length === 1 && done.length === 1 && done[0].page) location.assign(done[0].page);
  }

  get busy() {
    return this.lines.some((line) => ["sending", "queued"].includes(line.state));
  }
}

const lists = [...document.querySelectorAll("form[data-suspects]")].map((form) => new List(form));

addEventListener("beforeunload", (event) => {
  if (lists.some((list) => list.busy)) event.preventDefault();
});
