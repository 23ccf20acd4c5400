/**
 * The entry page: every figure is saved when its box is left, its row answers at once, and the keyboard moves
 * as in a spreadsheet. The form under it works without any of this; the server reads, checks and judges every
 * figure itself, and what it answers replaces what was shown first.
 */

import { judge } from "./assessment.js";
import { boxesOf, listenToKeys, stopsOf } from "./keys.js";
import { exact, formatEntry, formatNumber, formatResult, fraction, messageOf, readNumber } from "./numbers.js";
import { listenToPaste } from "./pasting.js";
import "./print.js";
import { Saving } from "./saving.js";

const form = document.getElementById("report-form");
const foot = document.querySelector("[data-entry-foot]");
const FIELD = /^(?:so|tren|khac|ly-do|chu)-/;
const AS_BEFORE = "nhu-truoc:";
if (form && foot) start();

function start() {
  const rows = JSON.parse(document.getElementById("entry-rows").textContent);
  const saving = new Saving({
    address: location.pathname,
    token: form.elements.csrfmiddlewaretoken.value,
    key: form.dataset.queue,
  });
  document.body.classList.add("has-script");

  // --- Leaving a box

  form.addEventListener("change", ({ target }) => {
    // By its name: what stands under a row, a choice or a reason, stands outside of its cell.
    if (FIELD.test(target.name)) leave(target.name.replace(FIELD, ""), target);
  });

  function leave(code, target) {
    const box = boxOf(code);
    const isTyped = target.name === `so-${code}` || target.name === `tren-${code}`;
    if (isTyped && target.value.trim()) forgetOther(code);
    if (target.type === "radio" && target.value.startsWith(AS_BEFORE)) keep(code, target.value.slice(AS_BEFORE.length));
    if (isTyped && box?.dataset.kind) read(box, code);
    const fields = fieldsOf(code);
    if (target.type === "radio" && target.value.startsWith("so:")) answer(box, code, target.value.slice(3));
    for (const row of rows) if (row.numerator === code || row.denominator === code) showRow(row);
    saving.change(code, fields);
  }

  /** One of the readings of an unclear number was chosen. */
  function answer(box, code, text) {
    if (!box.dataset.kind) return;
    box.value = text;
    read(box, code);
  }

  /** Last year's answer stands: it goes into the cell as if it had been chosen there. */
  function keep(code, text) {
    const [so, tren] = text.split("/");
    put(`so-${code}`, so);
    if (tren !== undefined) put(`tren-${code}`, tren);
  }

  /** An answer given over "chưa thu thập được" takes its place. */
  function forgetOther(code) {
    for (const other of form.querySelectorAll(`[name="khac-${code}"]`)) {
      if (other.matches("select")) other.value = "";
      else other.checked = false;
    }
  }

  function fieldsOf(code) {
    const fields = {};
    for (const name of ["so", "tren", "khac", "ly-do", "chu", "phien-ban", "tranh"]) {
      const field = form.elements[`${name}-${code}`];
      const value = field && chosen(field);
      if (value !== undefined && value !== null && value !== false) fields[`${name}-${code}`] = value;
    }
    return fields;
  }

  function chosen(field) {
    // A group of radio buttons, or a select with radio buttons beside it, comes as a list.
    if (!(field instanceof RadioNodeList)) return field.type === "radio" && !field.checked ? null : field.value;
    const list = [...field];
    const ticked = list.find((one) => one.type === "radio" && one.checked);
    return (ticked ?? list.find((one) => one.type !== "radio"))?.value ?? null;
  }

  function read(box, code) {
    const found = readNumber(box.value, { kind: box.dataset.kind, numerator: "pair" in box.dataset });
    if (found.outcome === "number") box.value = formatEntry(found.value, box.dataset.kind);
    say(code, found, box.closest("[data-cell]").dataset.label);
  }

  /** What is wrong or unclear, under the row, before the server says it too. */
  function say(code, found, name) {
    const message = messageOf(found, name);
    const box = boxOf(code);
    box.setAttribute("aria-invalid", String(Boolean(message)));
    box.closest(".cell-input").classList.toggle("is-error", found.outcome === "error");
    box.closest(".cell-input").classList.toggle("is-ambiguous", found.outcome === "question");
    const strip = document.getElementById(`loi-nhan-${code}`);
    if (!message) {
      strip?.querySelectorAll(".strip-error, .strip-ambiguous").forEach((old) => old.remove());
      return;
    }
    const look = document.getElementById(`strip-${found.outcome}`).content.firstElementChild.cloneNode(true);
    look.querySelector("[data-words]").textContent = message;
    if (found.outcome === "question") {
      const pick = look.querySelector("label");
      for (const choice of found.choices.filter(({ answer }) => answer !== "retype")) {
        const label = pick.cloneNode(true);
        const radio = label.querySelector("input");
        radio.name = `khac-${code}`;
        radio.value = choice.value === null ? choice.answer : `so:${formatEntry(choice.value, box.dataset.kind)}`;
        label.querySelector("[data-label-words]").textContent = choice.label;
        pick.before(label);
      }
      pick.remove();
    }
    stripFor(code).replaceChildren(look);
  }

  function stripFor(code) {
    const found = document.getElementById(`loi-nhan-${code}`);
    if (found) return found;
    const stack = document.createElement("div");
    stack.className = "strip-stack";
    stack.id = `loi-nhan-${code}`;
    const cell = form.querySelector(`[data-cell="${code}"]`);
    stack.dataset.cell = code;
    const row = cell.closest("tr");
    if (!row) {
      cell.append(stack);
      return stack;
    }
    let strip = row.nextElementSibling;
    if (!strip?.matches(".strip-row")) {
      strip = document.getElementById("strip-row").content.firstElementChild.cloneNode(true);
      row.after(strip);
    }
    strip.firstElementChild.append(stack);
    return stack;
  }

  // --- Results, sooner

  function showRow(row) {
    const line = lineOf(row.numerator);
    if (!line || !("base" in row)) return;
    const [above, below] = [valueIn(row.numerator), valueIn(row.denominator)];
    const linked = line.querySelector("[data-whole]");
    if (linked) linked.textContent = below === null ? "—" : formatNumber(below);
    const place = line.querySelector("td.result span");
    const chip = line.querySelector("td.status");
    if (above === null || below === null || below.above === 0n) return wait(place, chip);
    const result = fraction(above.above * BigInt(row.base) * below.below, below.above * above.below);
    const bar = row.bar ? { ...row.bar, value: known(row.bar.value), second: known(row.bar.second) } : null;
    const about = { previous: known(row.previous), higher: Boolean(row.higher), isPercent: row.base === 100 };
    const verdict = (value) => judge(bar, Boolean(row.later), value, about);
    place.textContent = formatResult(result, row.base, {
      decimals: row.decimals,
      verdict: row.judged ? verdict : null,
    });
    if (chip && row.judged) showChip(chip, verdict(result));
  }

  function wait(place, chip) {
    place.textContent = "—";
    if (chip?.firstElementChild) showChip(chip, "no_data");
  }

  function showChip(place, status) {
    const look = document.getElementById(`chip-${status}`);
    if (look) place.replaceChildren(look.content.cloneNode(true));
  }

  function known(text) {
    if (text === undefined) return null;
    const [above, below = "1"] = text.split("/");
    const [one, other] = [exact(above), exact(below)];
    return fraction(one.above * other.below, one.below * other.above);
  }

  /** The number a box holds, or null; of what another unit gives there is no box, and the server's result stands. */
  function valueIn(code) {
    const box = boxOf(code);
    if (!box) return null;
    const found = readNumber(box.value, { kind: box.dataset.kind ?? "count" });
    return found.outcome === "number" ? found.value : null;
  }

  // --- What the server says

  saving.addEventListener("answer", ({ detail: { told, sent } }) => {
    const page = document.createElement("template");
    page.innerHTML = told.html;
    const wrong = [...sent.keys()].filter((code) => page.content.querySelector(`[id="loi-nhan-${code}"] .strip-error`));
    for (const cell of told.cells) takeIn(page.content, cell, sent);
    for (const fresh of page.content.querySelectorAll("tr[data-row]")) takeInRow(fresh, sent);
    putAnswersBack();
    for (const part of ["[data-progress]", "[data-report-state]"]) {
      document.querySelector(part).replaceWith(page.content.querySelector(part));
    }
    setTime(told.saved);
    if (wrong.length) announce(`${wrong.length} lỗi ở ${wrong.map(nameOf).join(", ")}.`);
  });

  /** A cell as the server has it; a box that the person went on with keeps what they typed. */
  function takeIn(page, { code, version, stands }, told) {
    const sent = told.get(code);
    const [old, fresh] = [form, page].map((side) => side.querySelector(`[data-cell="${code}"]`));
    // Two answers between which nobody has chosen yet stay beside each other.
    if (!old || !fresh || (!sent && form.elements[`tranh-${code}`])) return;
    const isUntouched = !old.contains(document.activeElement) && !saving.waiting.has(code);
    const isSame = sent && Object.entries(fieldsOf(code)).every(([name, value]) => sent[name] === value);
    const [strip, said] = [old, fresh].map((side) => side.querySelector(".strip-stack"));
    if (isUntouched && (isSame || !sent)) {
      said?.remove();
      old.replaceChildren(...fresh.childNodes);
      if (strip) old.append(strip);
      quieten(old);
    } else if (stands || page.querySelector(`[name="tranh-${code}"]`)) {
      // What somebody else wrote there meanwhile was not seen, unless both answers are put side by side.
      form.elements[`phien-ban-${code}`].value = version;
    }
    if (isAlike(strip, said)) return;
    if (strip?.contains(document.activeElement)) return takeInBeside(strip, said, told);
    strip?.remove();
    if (said) old.append(said);
  }

  /** Do two strips say the same? Then the one that stands stays: somebody may be about to answer it. */
  function isAlike(one, other) {
    const words = (strip) => strip.textContent.replace(/\s+/g, "");
    return Boolean(one && other) && words(one) === words(other);
  }

  /** Words that hold the focus, and a choice that is still open, stay. What there is besides is said all the same. */
  function takeInBeside(strip, said, sent) {
    const stacks = (part) => (part?.matches(".strip-stack") ? [part] : [...(part?.querySelectorAll(".strip-stack") ?? [])]);
    const news = new Map(stacks(said).map((stack) => [stack.id, stack]));
    for (const old of stacks(strip)) {
      const code = old.id.slice("loi-nhan-".length);
      const fresh = news.get(old.id);
      news.delete(old.id);
      if (!sent?.has(code) && old.querySelector("[name^=tranh-]")) continue;
      if (!old.contains(document.activeElement)) {
        old.replaceWith(...(fresh ? [fresh] : []));
        continue;
      }
      const [before, asked] = [old, fresh].map((one) => one?.querySelector(".strip-ambiguous"));
      if (isAlike(before, asked) || (!asked && !sent?.has(code))) continue;
      const held = before?.contains(document.activeElement);
      before?.remove();
      if (asked) old.prepend(asked);
      if (held) boxOf(code)?.focus();
    }
    for (const fresh of news.values()) strip.firstElementChild.append(fresh);
  }

  /** Tab goes from box to box; what else a cell offers is a key away (Alt and the arrow down). */
  function quieten(part) {
    for (const aside of part.querySelectorAll(".other > summary, .base-link, [data-details]")) aside.tabIndex = -1;
  }

  /** The row's result and verdict, and the words below it. */
  function takeInRow(fresh, sent) {
    const old = lineOf(fresh.querySelector("[data-cell]").dataset.cell);
    if (!old) return;
    for (const part of ["td.result", "td.status", "td.linked"]) {
      const [before, after] = [old, fresh].map((side) => side.querySelector(part));
      if (before && after) before.replaceChildren(...after.childNodes);
    }
    quieten(old);
    const [before, after] = [old, fresh].map((side) => side.nextElementSibling);
    const [strip, said] = [before, after].map((next) => (next?.matches(".strip-row") ? next : null));
    if (isAlike(strip, said)) return;
    const isOpen = (part) => [...part.querySelectorAll("[name^=tranh-]")].some(({ name }) => !sent.has(name.slice(6)));
    if (strip && (strip.contains(document.activeElement) || isOpen(strip))) return takeInBeside(strip, said, sent);
    strip?.remove();
    if (said) old.after(said);
    old.classList.toggle("has-strip", Boolean(said));
  }

  // --- Answers to comments are sent with the form; a strip that is drawn afresh has them still

  const answers = new Map();

  form.addEventListener("input", ({ target }) => {
    if (target.name.startsWith("tra-loi-")) answers.set(target.name, target.value);
  });

  function putAnswersBack() {
    for (const [name, text] of answers) {
      const field = form.elements[name];
      if (!field || field.value === text) continue;
      field.value = text;
      field.closest("details").open = true;
    }
  }

  // --- The foot

  const state = foot.querySelector("[data-save-state]");
  const live = foot.querySelector("[data-live]");

  function setTime(time) {
    state.dataset.time = time;
  }

  function announce(words) {
    live.textContent = words;
  }

  saving.addEventListener("state", ({ detail }) => {
    document.body.classList.toggle("is-offline", detail.isOffline);
    const words = wordsFor(detail);
    if (words === null) return;
    const parts = [words];
    if (detail.isOffline) parts.push(button("Thử lại ngay", () => saving.retry()));
    if (detail.halted === "signed-out") parts.push(link("Đăng nhập lại", form.dataset.signIn));
    state.replaceChildren(...parts);
    state.classList.toggle("is-lost", Boolean(detail.isOffline || detail.halted));
  });

  function wordsFor({ unsent, seconds, halted, isOffline, pace, message }) {
    if (halted === "signed-out") return `Phiên đăng nhập đã hết. ${unsent} ô giữ lại trên máy này. `;
    if (halted) return `${message} `;
    if (isOffline) return `Chưa lưu được ${unsent} ô – tự thử lại sau ${seconds} giây `;
    if (unsent) return pace === "slow" ? "Đang lưu…" : null;
    return state.dataset.time ? `Đã lưu ${state.dataset.time}` : null;
  }

  function button(words, act) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "link-button", textContent: words });
    made.addEventListener("click", act);
    return made;
  }

  function link(words, address) {
    return Object.assign(document.createElement("a"), { href: address, textContent: words });
  }

  // --- Going on

  const finish = foot.querySelector("[value=check]");
  listenToKeys(form, { finish, onSave: saveNow, onDetails: openDetails, onNextOpen: goToOpen, onOther: openOther, onHelp: openHelp });
  listenToPaste(form, { boxes: () => boxesOf(form), fill, announce, tell, offerUndo, preview });
  foot.querySelector("[data-next-open]").addEventListener("click", () => goToOpen(1));
  foot.querySelector("[data-next-open]").hidden = stopsOf(form).length === 0;
  const help = document.querySelector("[data-keys-help]");
  if (help) Object.assign(help, { hidden: false, onclick: openHelp });

  function fill(code, value) {
    const box = boxOf(code);
    box.value = value;
    leave(code, box);
  }

  /** A sentence above the foot, for eyes and ears; it stays until the next one, or until it is closed. */
  function tell(words, act = button("Đóng", () => {})) {
    document.querySelector(".undo")?.remove();
    const said = Object.assign(document.createElement("p"), { className: "undo", textContent: `${words} ` });
    act.addEventListener("click", () => said.remove());
    said.append(act);
    foot.before(said);
    announce(words);
  }

  function offerUndo(words, undo) {
    tell(words, button("Hoàn tác", undo));
  }

  /** Old and new side by side, before anything is written: the page for that, with this block. */
  async function preview(text) {
    await saveNow();
    const answer = await fetch(form.dataset.paste, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": saving.token },
      body: new URLSearchParams({ text }),
    }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (told?.address) location.assign(told.address);
    else tell(told?.message ?? "Chưa xem trước được khối vừa dán: mất kết nối. Chưa có gì được ghi.");
  }

  async function saveNow() {
    document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
    await saving.settle();
    const { unsent, seconds, halted } = saving;
    announce(wordsFor({ unsent, seconds, halted, isOffline: seconds > 0, message: "" }) ?? "Đang lưu…");
  }

  function nameOf(code) {
    return rows.find((row) => row.numerator === code)?.label ?? boxOf(code)?.closest("[data-cell]").dataset.label ?? code;
  }

  /** The next box, in the given direction and round the end, that is empty, wrong or waits for an answer. */
  function goToOpen(by) {
    const stops = stopsOf(form);
    const here = stops.findIndex((stop) => stop === document.activeElement || stop.contains(document.activeElement));
    for (let step = 1; step <= stops.length; step += 1) {
      const stop = stops[(here + by * step + stops.length * 2) % stops.length];
      if (isOpen(stop)) return (stop.matches("fieldset") ? stop.querySelector("input") : stop).focus();
    }
    announce("Không còn ô nào trống hoặc có lỗi.");
  }

  function isOpen(stop) {
    const cell = stop.closest("[data-cell]");
    if (cell.querySelector(".is-error, .is-ambiguous, .is-commented, .is-warning, [aria-invalid=true]")) return true;
    const other = form.elements[`khac-${cell.dataset.cell}`];
    if (other && chosen(other)) return false;
    if (stop.matches("fieldset")) return !stop.querySelector(":checked");
    return !stop.value.trim();
  }

  const details = document.getElementById("cell-details");

  form.addEventListener("click", (event) => {
    const about = event.target.closest("[data-details]");
    if (!about || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showDetails(about.closest("tr").querySelector("[data-cell]").dataset.cell);
  });

  function openDetails(target) {
    const cell = target.closest("[data-cell]") ?? target.closest("tr")?.querySelector("[data-cell]");
    if (cell) showDetails(cell.dataset.cell);
  }

  /** The page about a cell, in a drawer beside the form; the focus comes back when it is closed. */
  async function showDetails(code) {
    const address = form.dataset.about.replace(/-\/$/, `${code}/`);
    const answer = await fetch(address, { redirect: "error" }).catch(() => null);
    if (!answer?.ok) return announce("Chưa xem được chi tiết: cần có mạng.");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    details.querySelector("[data-about]").replaceChildren(page.querySelector("h1"), page.getElementById("chi-tiet"));
    details.showModal();
  }

  /** The answers that are no number, of the cell that the focus is in. */
  function openOther(target) {
    const other = target.closest("[data-cell]")?.querySelector(".other");
    if (!other) return;
    other.open = !other.open;
    if (other.open) other.querySelector("select").focus();
  }

  function openHelp() {
    document.getElementById("keys-help")?.showModal();
  }

  // What was just typed is saved before the page goes on; without a line the page stays.
  form.addEventListener("submit", async (event) => {
    if (!saving.unsent) return;
    event.preventDefault();
    if (await saving.settle()) event.submitter?.click();
    else tell("Chưa đi tiếp được: còn ô chưa lưu. Số đã gõ được giữ lại; thử lại khi có mạng.");
  });

  quieten(form);

  // --- What an earlier visit left

  for (const [code, fields] of saving.restore()) {
    for (const [name, value] of Object.entries(fields)) put(name, value);
    const box = boxOf(code);
    if (box?.dataset.kind) read(box, code);
  }

  function put(name, value) {
    const field = form.elements[name];
    if (!field) return;
    const list = field instanceof RadioNodeList ? [...field] : [field];
    for (const one of list) {
      if (one.type === "radio") one.checked = one.value === value;
      else one.value = value;
    }
  }

  /** The row that is about a figure; its number may stand in the form twice, once for each of two plans. */
  function lineOf(code) {
    return form.querySelector(`tr[data-row] > [data-cell="${code}"]`)?.parentElement;
  }

  function boxOf(code) {
    return code ? document.getElementById(`so-${code}`) : null;
  }
}
