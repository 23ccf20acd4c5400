/** A page on paper: the button “In”, and every closed part that holds something to read stands open. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Newer browsers open them by the style sheet for paper; this is for the older ones.
const opened = new Set();

window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details.more:not([open])")) {
    part.open = true;
    opened.add(part);
  }
});

window.addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
  opened.clear();
});
