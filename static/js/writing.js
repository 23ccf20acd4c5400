/**
 * The page of a report in words: the box grows with its text, and what was typed survives a reload and a
 * sign-in that ran out. It is kept in this tab only: a commune shares its computers.
 */

const form = document.getElementById("paper-form");
const box = document.getElementById("van-ban");
const version = form.elements["phien-ban"];
const files = document.getElementById("tep");
const state = document.querySelector("[data-kept-state]");
const place = form.dataset.kept;
const isUnsaved = "unsaved" in form.dataset; // the server showed the text again and took it nowhere
const stands = isUnsaved ? "" : box.value;

takeBack();
grow();

box.addEventListener("input", () => {
  grow();
  keep();
});
form.addEventListener("submit", () => window.removeEventListener("beforeunload", warn));
window.addEventListener("beforeunload", warn);
document.querySelector("[data-drop-kept]")?.addEventListener("click", () => {
  window.removeEventListener("beforeunload", warn);
  sessionStorage.removeItem(place);
});

function keep() {
  store();
  if (state) state.textContent = "Chưa lưu";
}

function store() {
  sessionStorage.setItem(place, JSON.stringify({ version: version.value, text: box.value }));
}

/** What was typed over the text that stands, or over an older one: then the server shows both. */
function takeBack() {
  if (isUnsaved) return store();
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  if (!kept) return;
  if (kept.text.trim() === stands.trim()) {
    sessionStorage.removeItem(place);
    return;
  }
  box.value = kept.text;
  if (Number(kept.version) < Number(version.value)) version.value = kept.version;
  if (state) state.textContent = "Đã lấy lại chữ chưa lưu trên máy này";
}

function warn(event) {
  if (box.value.trim() === stands.trim() && !files.files.length) return;
  event.preventDefault();
  event.returnValue = "";
}

function grow() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 4}px`;
}
