/**
 * How does a text get from the page to a chat? One press; without this script it is selected by hand.
 * A page without HTTPS, as on the network of a commune, has no clipboard: there the old command copies.
 */

const told = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const box = document.getElementById(button.dataset.copies);
    box.focus();
    box.select();
    const isCopied = await copied(box.value);
    const words = isCopied ? "Đã sao chép" : "Nhấn Ctrl+C để sao chép";
    button.textContent = words;
    if (told) told.textContent = `${words}.`;
  });
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}
