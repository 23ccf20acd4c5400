/**
 * The reviewer's page: J and K go through the queue, the return button counts the comments, what was typed in
 * one view is still there in the next, and the way back from an acceptance goes after ten seconds.
 */

const UNDO_SHOWN = 10_000;
const form = document.getElementById("decision-form");

for (const undo of document.querySelectorAll("[data-undo]")) {
  // Over the page, so that nothing moves under the hand when it goes.
  undo.classList.add("is-toast");
  setTimeout(() => undo.remove(), UNDO_SHOWN);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  const way = { j: "next", k: "previous" }[event.key.toLowerCase()];
  if (way) document.querySelector(`[data-queue-${way}]`)?.click();
});

if (form) keepComments();

/** Kept for this visit only, and only as long as nothing has happened to the report. */
function keepComments() {
  const place = `gop-y:${location.pathname.split("/").slice(0, 4).join("/")}`;
  const button = document.querySelector("[data-return-button]");
  const plain = button.textContent;
  const kept = read();
  for (const [name, value] of Object.entries(kept)) put(name, value);
  count();
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);

  function keep({ target }) {
    if (target.form !== form || !/^(loai-)?gop-y-/.test(target.name)) return;
    kept[target.name] = target.value;
    sessionStorage.setItem(place, JSON.stringify({ seen: form.dataset.seen, kept }));
    count();
  }

  function read() {
    const found = JSON.parse(sessionStorage.getItem(place) ?? "{}");
    if (found.seen === form.dataset.seen) return found.kept;
    sessionStorage.removeItem(place);
    return {};
  }

  /** Into its field; a comment on a figure that this view does not show goes along unseen. */
  function put(name, value) {
    const field = form.elements[name];
    if (!field) return form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    if (!value || (field.value && !field.options)) return;
    field.value = value;
    if (!field.options) field.closest("details").open = true;
  }

  function count() {
    const fields = [...form.elements].filter(({ name, value }) => name.startsWith("gop-y-") && value.trim());
    button.textContent = fields.length ? `Trả lại kèm ${fields.length} góp ý` : plain;
  }
}
