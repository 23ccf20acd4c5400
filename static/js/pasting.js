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
 * rows: the components of the form ({label, numerator, denominator}). fill: puts a text into a box and saves
 * it. announce, tell: say a sentence, to ears or to ears and eyes. preview: the address that shows a block before it is taken.
 */
export function listenToPaste(form, { rows, boxes, fill, announce, tell, offerUndo, preview }) {
  form.addEventListener("paste", (event) => {
    const anchor = event.target.closest("input[type=text]");
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
    offerUndo(`Đã dán ${targets.length} ô.`, () => {
      for (const code of codes) fill(code, "");
      announce(`Đã hoàn tác ${targets.length} ô.`);
    });
  });

  function isNumber(box, value) {
    return readNumber(value, { kind: box.dataset.kind ?? "count" }).outcome === "number";
  }

  /** Codes in the first column, in any order; null when they are not the codes of this form. */
  function byLabel(block) {
    const known = new Map(rows.map((row) => [row.label, row]));
    const lines = isHeading(block[0]) ? block.slice(1) : block;
    if (!lines.length || lines.some((line) => line.length < 2 || !known.has(line[0].trim()))) return null;
    const targets = [];
    for (const [label, above, below = ""] of lines) {
      const row = known.get(label.trim());
      for (const [code, value] of [[row.numerator, above], [row.denominator, below]]) {
        const box = value.trim() && document.getElementById(`so-${code}`);
        if (box) targets.push({ box, value });
      }
    }
    return targets;
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
    return values.map((value, place) => ({ box: from[place], value })).filter(({ value }) => value.trim());
  }

  /** Old and new side by side, on a page of its own. */
  async function show(targets, text) {
    const lines = targets?.map(({ box, value }) => `${box.closest("[data-cell]").dataset.cell}\t${value}`);
    await preview(lines?.join("\n") ?? text);
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
