/**
 * How does one move through the form by keyboard? Like a spreadsheet, without taking any key from the reader
 * of the page: every box stays in the order of Tab, and typing stays the browser's own.
 */

const BOX = "input[type=text][name^=so-], input[type=text][name^=tren-]";
const STOP = `${BOX}, fieldset.choice, textarea[name^=so-], select[name^=so-]`;

/** form: the entry form. finish: where Enter goes after the last box. act: what the other keys do. */
export function listenToKeys(form, { finish, onSave, onDetails, onNextOpen, onOther, onHelp }) {
  const before = new WeakMap(); // what a box held when it was entered

  form.addEventListener("focusin", ({ target }) => {
    if (!target.matches(BOX)) return;
    target.enterKeyHint = "next";
    before.set(target, target.value);
    target.select();
  });

  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === "F8" && isPlain) return take(event, () => onNextOpen(event.shiftKey ? -1 : 1));
    if (event.key === "F1" && isPlain) return take(event, onHelp);
    if (event.key.toLowerCase() === "s" && event.ctrlKey && !event.altKey) return take(event, onSave);
    if (!form.contains(event.target)) return;
    if (event.key === "Enter" && event.ctrlKey) return take(event, () => onDetails(event.target));
    if (event.key === "ArrowDown" && event.altKey && !event.target.matches("select")) {
      return take(event, () => onOther(event.target));
    }
    if (event.ctrlKey && (event.key === "Home" || event.key === "End")) {
      const all = boxes();
      return take(event, () => all[event.key === "Home" ? 0 : all.length - 1]?.focus());
    }
    if (!isPlain || event.isComposing || !event.target.matches(BOX)) return;
    inBox(event, event.target);
  });

  function inBox(event, box) {
    const isAll = box.selectionStart === 0 && box.selectionEnd === box.value.length;
    const isCaret = box.selectionStart === box.selectionEnd;
    switch (event.key) {
      case "Enter":
        return take(event, () => move(box, event.shiftKey ? -1 : 1));
      case "ArrowDown":
        return take(event, () => move(box, 1));
      case "ArrowUp":
        return take(event, () => move(box, -1));
      case "ArrowLeft":
        if (!event.shiftKey && (isAll || (isCaret && box.selectionStart === 0))) take(event, () => step(box, -1));
        return;
      case "ArrowRight":
        if (!event.shiftKey && (isAll || (isCaret && box.selectionEnd === box.value.length))) {
          take(event, () => step(box, 1));
        }
        return;
      case "Escape":
        return take(event, () => {
          box.value = before.get(box) ?? box.value;
          box.select();
        });
      case "F2":
        return take(event, () => box.setSelectionRange(box.value.length, box.value.length));
    }
  }

  function take(event, act) {
    event.preventDefault();
    act();
  }

  function boxes() {
    return boxesOf(form);
  }

  function step(box, by) {
    const all = boxes();
    all[all.indexOf(box) + by]?.focus();
  }

  /** The next box in the same column; after the last of the base figures, the first of the table. */
  function move(box, by) {
    // Cards stand below each other: the next answer of the page, whatever its kind.
    if (matchMedia("(max-width: 47.99em)").matches) return onward(box, by);
    const all = boxes();
    const alike = all.filter((other) => column(other) === column(box));
    const next = alike[alike.indexOf(box) + by];
    if (next) next.focus();
    else if (by > 0) (column(box) === "" ? all.find((other) => column(other) !== "") ?? finish : finish).focus();
    else if (column(box) !== "") all.filter((other) => column(other) === "").pop()?.focus();
  }

  function onward(box, by) {
    const all = stopsOf(form);
    const next = all[all.indexOf(box) + by];
    if (next) (next.matches("fieldset") ? next.querySelector("input") : next).focus();
    else if (by > 0) finish.focus();
  }

  function column(box) {
    return box.closest("td")?.dataset.column ?? "";
  }
}

/** The boxes for numbers, in the order of the page. */
export function boxesOf(form) {
  return [...form.querySelectorAll(BOX)].filter((box) => box.offsetParent !== null);
}

/** The things of the form that F8 goes through, in order: boxes, and groups of radio buttons. */
export function stopsOf(form) {
  return [...form.querySelectorAll(STOP)].filter((stop) => stop.offsetParent !== null);
}
