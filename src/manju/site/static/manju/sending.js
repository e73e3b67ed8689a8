// Sending one file in pieces of 8 MB (tus 1.0): goes on after a fault, a pause, or another day in the same browser.
import { csrf } from "./csrf.js";

const PIECE = 8 * 2 ** 20;
export const AT_ONCE = 2;
const TRIES = 6;
const KEPT = "manju-uploads";
const english = document.body.dataset.language === "en";
export const say = (zh, en) => (english ? en : zh);

export class Refused extends Error {}

export function size(bytes) {
  for (const [unit, step] of [["GB", 1e9], ["MB", 1e6], ["KB", 1e3]]) if (bytes >= step) return `${(bytes / step).toFixed(1)} ${unit}`;
  return `${bytes} B`;
}

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

// Where a file stopped: known to this browser by what the file is and where it goes.
export const memory = {
  all: () => JSON.parse(localStorage.getItem(KEPT) || "{}"),
  key: (file, ...where) => [file.name, file.size, file.lastModified, ...where].join("|"),
  get(key) { return this.all()[key]; },
  set(key, address) { localStorage.setItem(KEPT, JSON.stringify({ ...this.all(), [key]: address })); },
  drop(key) { const { [key]: _, ...rest } = this.all(); localStorage.setItem(KEPT, JSON.stringify(rest)); },
};

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

async function checksum(piece) {
  if (!crypto.subtle) return {}; // plain http on another machine: the browser offers no hashing
  const digest = await crypto.subtle.digest("SHA-256", await piece.arrayBuffer());
  return { "Upload-Checksum": `sha256 ${btoa(String.fromCharCode(...new Uint8Array(digest)))}` };
}

// One file on its way: every method may be called again after a fault and goes on from what the server has.
export class Sending {
  // `about`: what it is for, such as { season, number } or { for: "suspect" }
  constructor(form, file, about) {
    Object.assign(this, { form, file, about, offset: 0 });
    this.key = memory.key(file, ...Object.values(about));
  }

  async run(onProgress) {
    this.stopper = new AbortController();
    for (let failed = 0; ; ) {
      try {
        this.address ??= memory.get(this.key) || (await this.open());
        this.offset = await this.stands();
        const began = { at: performance.now(), offset: this.offset };
        for (;;) {
          const ended = await this.piece();
          failed = 0;
          const spent = (performance.now() - began.at) / 1000;
          onProgress(this.offset, ((this.file.size - this.offset) * spent) / Math.max(1, this.offset - began.offset));
          if (ended) return ended;
        }
      } catch (fault) {
        if (fault instanceof Refused || fault.name === "AbortError" || ++failed >= TRIES) throw fault;
        await new Promise((done) => setTimeout(done, 500 * 2 ** failed));
      }
    }
  }

  async ask(address, options) {
    const headers = { "Tus-Resumable": "1.0.0", ...csrf(), ...options.headers };
    const answer = await fetch(address, { ...options, headers, signal: this.stopper.signal, redirect: "manual" });
    if (answer.type === "opaqueredirect") throw new Refused(say("登录过期了，请重新登录再接着传。", "You were logged out: log in and go on."));
    return answer;
  }

  async open() {
    const about = { filename: this.file.name, ...this.about };
    const metadata = Object.entries(about).map(([k, v]) => `${k} ${base64(String(v))}`).join(",");
    const answer = await this.ask(this.form.dataset.create, { method: "POST", headers: { "Upload-Length": String(this.file.size), "Upload-Metadata": metadata } });
    if (answer.status !== 201) await this.complain(answer);
    const address = answer.headers.get("Location");
    memory.set(this.key, address);
    return address;
  }

  async stands() {
    const answer = await this.ask(this.address, { method: "HEAD", headers: {} });
    if (answer.status === 404 || answer.status === 410) {
      this.forget();
      throw new Error("begin again");
    }
    if (!answer.ok) await this.complain(answer);
    return Number(answer.headers.get("Upload-Offset"));
  }

  async piece() {
    const part = this.file.slice(this.offset, this.offset + PIECE);
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.offset), ...(await checksum(part)) };
    const answer = await this.ask(this.address, { method: "PATCH", headers, body: part });
    if (answer.status !== 204) await this.complain(answer);
    this.offset = Number(answer.headers.get("Upload-Offset"));
    if (this.offset < this.file.size) return null;
    this.forget();
    return { page: answer.headers.get("Manju-Episode") || answer.headers.get("Manju-Page"), said: decodeURIComponent(answer.headers.get("Manju-Said") || "") };
  }

  // 409, 410, 423, 460 and faults of the server pass by asking again; what is refused stays refused.
  async complain(answer) {
    if ([409, 423, 460].includes(answer.status) || answer.status === 500 || answer.status > 501 && answer.status !== 507) throw new Error(String(answer.status));
    if (answer.status === 404 || answer.status === 410) {
      this.forget();
      throw new Error("begin again");
    }
    if (answer.status === 422) this.forget();
    const problem = await answer.json().catch(() => ({}));
    throw new Refused([problem.title, problem.detail].filter(Boolean).join(" ") || say(`服务器不收（${answer.status}）。`, `The server refused it (${answer.status}).`));
  }

  forget() {
    memory.drop(this.key);
    this.address = undefined;
  }

  pause() { this.stopper?.abort(); }

  async cancel() {
    this.pause();
    const address = this.address || memory.get(this.key);
    memory.drop(this.key);
    if (address) await fetch(address, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0", ...csrf() } }).catch(() => null);
  }
}
