/**
 * What happens when a block of cells is pasted? Where it falls into empty boxes and every value reads cleanly,
 * it is filled in at once, with a way back. Anything else goes to the page that shows old and new side by side
 * before a single figure is written.
 */

import { readNumber } from "./numbers.js";

const MOST_ROWS = 200;
const MOST_COLUMNS = 20;
const LABEL = /^[0-9]+(?:\.[0-9]+)*$/;

/**
 * fill: puts a text into a box and saves it. announce, tell: say a sentence, to ears or to ears and eyes. preview: the address that shows a block before it is taken.
 */
export function listenToPaste(form, { boxes, fill, announce, tell, offerUndo, preview }) {
  form.addEventListener("paste", (event) => {
    const anchor = event.target.closest("input[type=text][name^=so-], input[type=text][name^=tren-]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const block = blockOf(text);
    if (!anchor?.closest("[data-cell]") || (block.length === 1 && block[0].length === 1)) return;
    event.preventDefault();
    if (block.length > MOST_ROWS || block.some((line) => line.length > MOST_COLUMNS)) {
      tell(`Khối dán lớn quá. Dán nhiều nhất ${MOST_ROWS} dòng, ${MOST_COLUMNS} cột.`);
      return;
    }
    const targets = byLabel(block) ?? byPlace(block, anchor);
    const isClean = targets?.length && targets.every(({ box, value }) => !box.value.trim() && isNumber(box, value));
    if (!isClean) return show(targets, text);
    // By code, not by box: the server's answer puts a fresh box in its place.
    const codes = targets.map(({ box }) => box.closest("[data-cell]").dataset.cell);
    targets.forEach(({ value }, place) => fill(codes[place], value));
    const pasted = codes.map((code) => [code, document.getElementById(`so-${code}`).value]);
    offerUndo(`Đã dán ${targets.length} ô.`, () => {
      const left = pasted.filter(([code, value]) => document.getElementById(`so-${code}`).value === value);
      for (const [code] of left) fill(code, "");
      announce(`Đã hoàn tác ${left.length} ô.`);
    });
  });

  function isNumber(box, value) {
    return readNumber(value, { kind: box.dataset.kind ?? "count" }).outcome === "number";
  }

  /**
   * Codes in the first column, in any order; null when there are none, and nothing when the block cannot be
   * placed here for sure: a code that two plans use, a value for which its row has no box.
   */
  function byLabel(block) {
    const known = new Map();
    for (const row of form.querySelectorAll("tr[data-row]")) {
      known.set(row.dataset.row, [...(known.get(row.dataset.row) ?? []), row]);
    }
    const lines = (isHeading(block[0]) ? block.slice(1) : block).map(([label, ...values]) => [label.trim(), values]);
    const isKnown = ([label, values]) => known.has(label) && values.length > 0;
    if (!lines.length || !lines.every(isKnown)) {
      return lines.some((line) => line[0].includes(".") && isKnown(line)) ? [] : null;
    }
    if (new Set(lines.map(([label]) => label)).size < lines.length) return [];
    const targets = [];
    for (const [label, values] of lines) {
      const [row, another] = known.get(label);
      const cells = [...row.querySelectorAll("[data-cell]")];
      for (const [place, value] of values.entries()) {
        if (!value.trim()) continue;
        const box = cells[place]?.querySelector("input[type=text][name^=so-]");
        if (another || !box || hasSecond(box)) return [];
        targets.push({ box, value });
      }
    }
    return targets;
  }

  /** "How many of how many" has two boxes, which belong together. */
  function hasSecond(box) {
    return Boolean(box.closest("[data-cell]").querySelector("[name^=tren-]"));
  }

  function isHeading(line) {
    return line.length > 1 && !LABEL.test(line[0].trim());
  }

  /** From the box on, over the boxes that can be filled in: a column downwards, else row by row. */
  function byPlace(block, anchor) {
    const all = boxes();
    const column = (box) => box.closest("td")?.dataset.column ?? "";
    const isColumn = block.every((line) => line.length === 1);
    const open = isColumn ? all.filter((box) => column(box) === column(anchor)) : all;
    const from = open.slice(open.indexOf(anchor));
    const values = block.flat();
    if (values.length > from.length) return null;
    const targets = values.map((value, place) => ({ box: from[place], value })).filter(({ value }) => value.trim());
    return targets.some(({ box }) => hasSecond(box)) ? null : targets;
  }

  /** Old and new side by side, on a page of its own. */
  async function show(targets, text) {
    const lines = targets?.map(({ box, value }) => `${box.closest("[data-cell]").dataset.cell}\t${value}`);
    await preview(lines?.length ? lines.join("\n") : text);
  }
}

/** Text of a clipboard as rows of cells: tabs and line ends, with quoted cells as Excel writes them. */
export function blockOf(text) {
  const rows = [[""]];
  let isQuoted = false;
  const signs = Array.from(text.replace(/\r\n?/g, "\n").replace(/\n$/, ""));
  for (let place = 0; place < signs.length; place += 1) {
    const line = rows[rows.length - 1];
    const sign = signs[place];
    if (sign === '"' && (isQuoted || line[line.length - 1] === "")) {
      if (isQuoted && signs[place + 1] === '"') line[line.length - 1] += signs[(place += 1)];
      else isQuoted = !isQuoted;
    } else if (sign === "\t" && !isQuoted) line.push("");
    else if (sign === "\n" && !isQuoted) rows.push([""]);
    else line[line.length - 1] += sign;
  }
  return rows;
}
