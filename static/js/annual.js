/**
 * The builder of the annual report, and the pages beside it. A section is saved when it is left, the head of
 * the document and the switches when they change; then the page beside is drawn again. What could not be
 * saved stays in its box and in this tab; pressing “Lưu và xem lại” sends everything and shows both texts
 * where two people wrote. Without this script the same form does all of it.
 */

const preview = document.querySelector("[data-preview]");
const builder = document.querySelector("[data-builder]");
const BUILDING = "Đang dựng trang…";
const NOT_DRAWN = "Chưa dựng được trang; lời đã lưu. Tải lại trang để xem.";

/** The pages. Only where pictures could be drawn at all. */
class Pages {
  constructor(element) {
    this.element = element;
    this.image = element.querySelector("[data-page]");
    this.words = element.querySelector("[data-count-words]");
    this.address = element.dataset.address;
    this.query = new URLSearchParams(element.dataset.query);
    this.number = Number(element.dataset.number);
    this.count = Number(element.dataset.count);
    this.asked = 0;
    element.addEventListener("click", (event) => {
      const turn = event.target.closest("[data-turn]");
      if (!turn || turn.classList.contains("is-end")) return;
      event.preventDefault();
      this.show(this.number + Number(turn.dataset.turn));
    });
  }

  /** The words have changed: how many pages are there now, and what stands on this one? */
  async rebuild(mark) {
    this.query.set("v", mark);
    this.words.textContent = BUILDING;
    const asked = ++this.asked;
    try {
      const answer = await fetch(`${this.address}?${this.query}`, { headers: { Accept: "application/json" } });
      if (asked !== this.asked) return;
      if (!answer.ok) throw new TypeError(answer.status);
      this.count = (await answer.json()).pages;
      this.show(Math.min(this.number, this.count));
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      if (asked === this.asked) this.words.textContent = NOT_DRAWN;
    }
  }

  show(number) {
    this.number = number;
    const address = `${this.address}${number}/?${this.query}`;
    this.words.textContent = BUILDING;
    this.image.addEventListener("load", () => this.say(), { once: true });
    this.image.addEventListener("error", () => (this.words.textContent = NOT_DRAWN), { once: true });
    this.image.src = address;
    this.image.alt = `Trang ${number} của báo cáo; đọc dạng chữ ở dưới`;
    this.element.querySelector("[data-large]").href = `${address}&rong=lon`;
  }

  say() {
    this.words.textContent = `Trang ${this.number}/${this.count}`;
    for (const turn of this.element.querySelectorAll("[data-turn]")) {
      const page = this.number + Number(turn.dataset.turn);
      const isEnd = page < 1 || page > this.count;
      turn.replaceWith(this.arrow(turn.dataset.turn, isEnd, document.activeElement === turn));
    }
  }

  /** A link where there is such a page, a sign where there is none. */
  arrow(turn, isEnd, hadFocus) {
    const made = document.createElement(isEnd ? "span" : "a");
    made.dataset.turn = turn;
    const sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = turn === "1" ? "›" : "‹";
    made.append(sign);
    if (isEnd) {
      made.className = "is-end";
      made.setAttribute("aria-hidden", "true");
      return made;
    }
    const page = new URL(window.location.href);
    page.searchParams.set("trang", this.number + Number(turn));
    page.hash = "xem-truoc";
    made.href = page.href;
    const words = document.createElement("span");
    words.className = "visually-hidden";
    words.textContent = turn === "1" ? "Trang sau" : "Trang trước";
    made.append(words);
    if (hadFocus) requestAnimationFrame(() => made.focus());
    return made;
  }
}

/** Saving: one sending at a time, in the order in which things were left. */
class Builder {
  constructor(form, pages) {
    this.form = form;
    this.pages = pages;
    this.state = document.querySelector("[data-saved]");
    this.key = form.dataset.kept;
    this.line = Promise.resolve();
    this.stands = new Map(this.boxes().map((box) => [box.name, box.value]));
    this.isOpen = true;
    this.takeBack();
    form.addEventListener("input", () => this.keep());
    form.addEventListener("change", (event) => this.left(event.target));
    form.addEventListener("submit", () => (this.isOpen = false));
    window.addEventListener("beforeunload", (event) => {
      if (this.isOpen && this.unsaved().length) event.preventDefault();
    });
    document.querySelector(".action-bar").addEventListener("click", (event) => this.follow(event));
    document.querySelector("[data-drop-kept]")?.addEventListener("click", () => {
      this.isOpen = false;
      sessionStorage.removeItem(this.key);
    });
  }

  boxes() {
    return [...this.form.querySelectorAll("textarea[name^='phan-']")];
  }

  unsaved() {
    return this.boxes().filter((box) => box.value !== this.stands.get(box.name));
  }

  /** What was typed survives a reload and a sign-in that ran out, in this tab only. */
  keep() {
    const typed = this.unsaved().map((box) => [
      box.name,
      { text: box.value, version: this.version(box).value, suggested: this.suggested(box).value },
    ]);
    if (typed.length) sessionStorage.setItem(this.key, JSON.stringify(typed));
    else sessionStorage.removeItem(this.key);
    if (typed.length) this.state.textContent = "Chưa lưu";
  }

  takeBack() {
    for (const [name, kept] of JSON.parse(sessionStorage.getItem(this.key) ?? "[]")) {
      const box = this.form.elements[name];
      if (!box || box.value === kept.text || box.classList.contains("is-invalid")) continue;
      box.value = kept.text;
      this.version(box).value = kept.version;
      this.suggested(box).value = kept.suggested ?? "";
      box.closest("details").open = true;
      this.state.textContent = "Đã lấy lại chữ chưa lưu trên máy này";
    }
  }

  /** A file, or the page to issue from: with what was written last in it, so that is saved first. */
  async follow(event) {
    const link = event.target.closest("a");
    if (!link || !this.unsaved().length) return;
    event.preventDefault();
    await this.line;
    if (!this.unsaved().length) window.location.assign(link.href);
  }

  version(box) {
    return this.form.elements[`${box.name}-ban`];
  }

  /** The mark of what stood there as a suggestion when the page was made. */
  suggested(box) {
    return this.form.elements[`${box.name}-goi-y`];
  }

  left(field) {
    const part = field.closest("[data-part]");
    const isSetting = field.matches("[data-switch]") || field.closest("[data-settings]");
    if (isSetting) this.send(() => this.settings());
    else if (part) this.send(() => this.words(part));
  }

  /** The fields of one section. */
  words(part) {
    return [...part.querySelectorAll("[name^='phan-']")].filter((field) => field.type !== "checkbox" || field.checked);
  }

  /** Everything around the text, and which parts there are. */
  settings() {
    const fields = [...this.form.querySelectorAll("[data-settings] [name], [data-switch], [name='ban']")];
    return fields.filter((field) => field.type !== "checkbox" || field.checked);
  }

  send(fields) {
    this.line = this.line.then(() => this.post(fields()));
  }

  async post(fields) {
    const sent = new Map(fields.map((field) => [field.name, field.value]));
    this.state.textContent = "Đang lưu…";
    try {
      const answer = await fetch(this.form.dataset.save, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value },
        body: new URLSearchParams([...sent]),
        redirect: "manual",
      });
      if (answer.status === 409) {
        return this.refused(`${(await answer.json()).message} Bấm “Lưu và xem lại” để xem cả hai bên.`);
      }
      if (!answer.ok) return this.refused("Chưa lưu được. Chữ vẫn ở đây; tải lại trang hoặc đăng nhập lại.");
      this.saved(await answer.json(), sent);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      this.refused("Mất mạng: chưa lưu. Chữ vẫn ở đây; bấm Lưu và xem lại khi có mạng.");
    }
  }

  refused(message) {
    this.state.textContent = message;
  }

  saved(said, sent) {
    this.form.elements.ban.value = said.settings;
    for (const [code, part] of Object.entries(said.parts)) {
      const place = this.form.querySelector(`[data-part="${code}"]`);
      if (!place) continue;
      place.querySelector("[data-part-number]").textContent = part.number;
      place.classList.toggle("is-off", !part.on);
      const box = this.form.elements[`phan-${code}`];
      if (!box) continue;
      const state = place.querySelector("[data-part-state]");
      state.textContent = part.state;
      state.classList.toggle("is-generated", !part.touched);
      place.querySelector("[data-suggest]").hidden = !part.touched;
      if (!sent.has(box.name) && box.value !== this.stands.get(box.name)) continue; // somebody is typing there
      if (sent.has(box.name)) this.stands.set(box.name, sent.get(box.name));
      else if (box.value !== part.text) continue; // another's words: seen when the page is loaded again
      this.version(box).value = part.version;
    }
    this.keep();
    if (!this.unsaved().length) this.state.textContent = said.saved;
    this.pages?.rebuild(said.mark);
  }
}

const pages = preview?.querySelector("[data-page]") ? new Pages(preview) : null;
if (builder) new Builder(builder, pages);
