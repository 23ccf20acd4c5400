/**
 * How does the list of files keep up with what is being made? It is asked for again every two seconds while
 * something moves and the page is looked at. Without this script there is the link “Xem lại”.
 */

const EVERY = 2000;
const list = document.querySelector("[data-exports]");
const said = document.querySelector("[data-said]");
let timer = 0;

function isMoving() {
  return list.querySelector("[data-moving]") !== null;
}

function states() {
  const found = new Map();
  for (const cell of list.querySelectorAll("[data-state]")) {
    found.set(cell.closest("[id]").id, { title: cell.dataset.file, state: cell.dataset.state, words: cell.textContent });
  }
  return found;
}

function show(html) {
  const before = states();
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const focusedId = focused === null ? "" : focused.id;
  const rowId = focused === null ? "" : (focused.closest("tr[id]") || {}).id;
  list.innerHTML = html;
  hideLink();
  if (focused !== null) {
    const row = rowId ? document.getElementById(rowId) : null;
    const next = (focusedId && document.getElementById(focusedId)) || (row && row.querySelector("a, button"));
    if (next) next.focus();
  }
  tell(before);
}

/** Only what came to an end is said aloud: a count that moves every two seconds would drown everything else. */
function tell(before) {
  const news = [];
  for (const [id, now] of states()) {
    const was = before.get(id);
    if (was && was.state !== now.state && now.state !== "running") {
      news.push(`${now.title}: ${now.words.replace(/\s+/g, " ").trim()}.`);
    }
  }
  if (news.length > 0) said.textContent = news.join(" ");
}

function hideLink() {
  const link = list.querySelector("[data-look-again]");
  if (link) link.closest("p").hidden = true;
}

async function look() {
  timer = 0;
  if (document.hidden) return;
  try {
    const answer = await fetch(list.dataset.exports, { headers: { Accept: "text/html" }, credentials: "same-origin", redirect: "error" });
    if (!answer.ok) return;
    const html = await answer.text();
    // What does not move is left alone, with whatever somebody is doing in it.
    if (html.trim() !== "") show(html);
  } catch {
    // The line is down for a moment; the next look tells.
  }
  wait();
}

function wait() {
  if (timer === 0 && isMoving()) timer = setTimeout(look, EVERY);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) wait();
});
// A small file goes to the browser's downloads and leaves this page as it was.
for (const form of document.querySelectorAll(".export-form form")) {
  form.addEventListener("submit", () => setTimeout(look, EVERY));
}

hideLink();
wait();
