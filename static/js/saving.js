/**
 * How does what was typed reach the server, once, whatever the line does?
 *
 * Each cell is sent when it is left, several at a time, in order. A batch that got no answer is sent again
 * exactly as it was until it gets one; only then does the next go out. The server leaves an answer alone that
 * already stands, so a repeat changes nothing, and a version per cell keeps two people apart. What has not
 * been answered yet waits in the tab's own storage: it survives a reload and goes when the tab is closed.
 */

const BATCH_AFTER = 350; // ms from leaving a cell; also the least time between two requests
const TRY_AGAIN_AFTER = 10; // seconds
const GONE = "Báo cáo này không còn mở cho bạn. Những gì vừa gõ chưa được lưu; hãy tải lại trang.";
const GIVE_UP_AFTER = 20_000; // ms without an answer

export class Saving extends EventTarget {
  /** address: where the form is posted. token: the form's own against forgery. key: whose queue it is. */
  constructor({ address, token, key }) {
    super();
    Object.assign(this, { address, token, key });
    this.waiting = new Map(); // code → fields, changed since the last batch went out
    this.sending = null; // the batch without an answer
    this.halted = ""; // "signed-out" or "refused": nothing goes out any more
    this.timer = null;
    this.seconds = 0; // until the next try
    window.addEventListener("online", () => this.retry());
    window.addEventListener("beforeunload", (event) => {
      // On the way to the sign-in the queue comes along; only what a closing tab would lose is worth a question.
      if (this.unsent && !this.halted) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.flush();
    });
  }

  /** How many cells have no answer yet. */
  get unsent() {
    return new Set([...this.waiting.keys(), ...(this.sending ?? new Map()).keys()]).size;
  }

  /** What an earlier visit of this tab left unsent, code → fields; it goes out again by itself. */
  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    if (!kept) return new Map();
    this.sending = kept.sending.length ? new Map(kept.sending) : null;
    this.waiting = new Map(kept.waiting);
    const found = new Map([...kept.sending, ...kept.waiting]);
    if (this.sending) this.post();
    else this.schedule();
    return found;
  }

  /** A cell was left with these fields (name → value, its version among them). */
  change(code, fields) {
    this.waiting.set(code, fields);
    this.keep();
    this.tell();
    this.schedule();
  }

  schedule() {
    if (this.sending || this.halted || this.timer || !this.waiting.size) return;
    this.timer = setTimeout(() => this.flush(), BATCH_AFTER);
  }

  /** Send what waits now; resolves when nothing waits, or nothing can go out. */
  async flush() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.sending || this.halted || !this.waiting.size) return;
    [this.sending, this.waiting] = [this.waiting, new Map()];
    this.keep();
    await this.post();
  }

  /** Send everything there is; true once every cell has its answer, false when that cannot be now. */
  async settle() {
    if (this.seconds) this.retry();
    while (this.unsent && !this.halted && !this.seconds) {
      const said = new Promise((resolve) => this.addEventListener("state", resolve, { once: true }));
      this.flush();
      await said;
    }
    return !this.unsent;
  }

  retry() {
    if (this.sending && this.seconds) this.post();
  }

  async post() {
    clearInterval(this.countdown);
    this.seconds = 0;
    const slow = setTimeout(() => this.tell("slow"), 1000);
    const abort = new AbortController();
    const limit = setTimeout(() => abort.abort(), GIVE_UP_AFTER);
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": this.token },
        body: new URLSearchParams([...this.sending.values()].flatMap((fields) => Object.entries(fields))),
        signal: abort.signal,
        redirect: "manual",
      });
      await this.hear(answer);
    } catch (error) {
      // A page instead of an answer (the sign-in of a public network) is no answer either.
      if (!(error instanceof TypeError || error instanceof SyntaxError || error.name === "AbortError")) throw error;
      this.wait();
    } finally {
      clearTimeout(slow);
      clearTimeout(limit);
    }
  }

  async hear(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 403) return this.halt("signed-out");
    if (answer.status === 409) return this.halt("refused", (await answer.json()).message);
    // A posting that ended, a report that is gone: asking again in ten seconds brings nothing.
    if (answer.status === 404 || answer.status === 400) return this.halt("refused", GONE);
    if (!answer.ok) return this.wait();
    const told = await answer.json();
    const sent = this.sending;
    this.sending = null;
    for (const cell of told.cells) {
      // Of a cell that says something else by now the person has seen the older version only.
      const next = cell.stands && this.waiting.get(cell.code);
      if (next) next[`phien-ban-${cell.code}`] = String(cell.version);
    }
    this.keep();
    this.dispatchEvent(new CustomEvent("answer", { detail: { told, sent } }));
    this.tell();
    this.schedule();
  }

  /** No line: the same batch again after some seconds, or when the line is back. */
  wait() {
    this.seconds = TRY_AGAIN_AFTER;
    this.countdown = setInterval(() => {
      this.seconds -= 1;
      if (this.seconds > 0) this.tell();
      else this.post();
    }, 1000);
    this.tell();
  }

  halt(why, message = "") {
    this.halted = why;
    // A form that takes no more answers will not take these later either; they stay on the page.
    if (why === "refused") {
      [this.sending, this.waiting] = [null, new Map()];
      this.keep();
    }
    this.tell("", message);
  }

  keep() {
    const kept = { sending: [...(this.sending ?? [])], waiting: [...this.waiting] };
    if (kept.sending.length || kept.waiting.length) sessionStorage.setItem(this.key, JSON.stringify(kept));
    else sessionStorage.removeItem(this.key);
  }

  tell(pace = "", message = "") {
    const { unsent, seconds, halted } = this;
    const isOffline = seconds > 0;
    this.dispatchEvent(new CustomEvent("state", { detail: { unsent, seconds, halted, isOffline, pace, message } }));
  }
}
