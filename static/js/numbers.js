/**
 * How is a number that somebody typed or pasted read, and how is a number written?
 *
 * The browser's half of `indicators/numbers.py`: it answers sooner, the server's answer counts. Both are held
 * to the same vectors (`indicators/number_vectors.json`), so change them together. Exact arithmetic only:
 * a number is a fraction of two BigInts. No lookbehind in any pattern: Safari 15 does not know it.
 */

export const MAX_LENGTH = 60;
export const MAX_VALUE = 10n ** 15n;
export const MAX_DECIMALS = 15;
const MOST_DECIMALS = 6;

const NOTE_POINT = "đã hiểu dấu chấm là dấu phẩy thập phân";
const NOTE_ENGLISH = "đã hiểu theo kiểu Anh–Mỹ";

// --- Fractions

/** The fraction above/below in its lowest terms; both BigInt, below not 0. */
export function fraction(above, below = 1n) {
  let [left, right] = [above < 0n ? -above : above, below < 0n ? -below : below];
  while (right) [left, right] = [right, left % right];
  const sign = below < 0n ? -1n : 1n;
  return { above: (sign * above) / (left || 1n), below: (sign * below) / (left || 1n) };
}

/** "97.5" and "-3" (a decimal point, no grouping) as a fraction. */
export function exact(text) {
  const [whole, part = ""] = String(text).split(".");
  return fraction(BigInt(whole + part), 10n ** BigInt(part.length));
}

/** Below 0, 0 or above 0, as one is less than, equal to or more than other. */
export function compare(one, other) {
  const difference = one.above * other.below - other.above * one.below;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function isWhole(value) {
  return value.below === 1n;
}

// --- Reading

const EDGES = " \\t\\n\\r\\v\\f\\x85\\u2028\\u2029";
const EDGE = new RegExp(`^[${EDGES}]+|[${EDGES}]+$`, "g");
const SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const UNIT = /([0-9]) *(?:%|‰|trẻ em|trẻ|cháu|em|ca|vụ|trường hợp|người|đồng)(?=\/|$)/giu;
const DASHES = new Set("-‐‑‒–—");

const BY_POINT = "[1-9][0-9]{0,2}(?:\\.[0-9]{3})+";
const BY_SPACE = "[1-9][0-9]{0,2}(?: [0-9]{3})+";
const BY_COMMA = "[1-9][0-9]{0,2}(?:,[0-9]{3})+";
const whole = (pattern) => new RegExp(`^(?:${pattern})$`);
const PLAIN_WHOLE = whole(`[0-9]+|${BY_SPACE}`);
const POINT_WHOLE = whole(BY_POINT);
const COMMA_WHOLE = whole(BY_COMMA);
const VIETNAMESE = whole(`(?:[0-9]+|${BY_POINT}|${BY_SPACE}),[0-9]+`);
const POINT = whole(`(?:[0-9]+|${BY_SPACE}(?!\\.[0-9]{3}$))\\.[0-9]+`);
const ENGLISH = whole(`${BY_COMMA}\\.[0-9]+`);
const SUM = whole("=([0-9]+(?:\\+[0-9]+)*)");
const NEGATIVE = whole("- ?[0-9][0-9., ]*");
const PAIR = whole("[0-9][0-9., ]*/[0-9][0-9., ]*");

/**
 * Read one cell, never guessing between two plausible readings.
 *
 * kind: "count" or "decimal". numerator: a denominator stands beside it, so "5/804" is split in two.
 * Returns {outcome: "blank" | "number" | "question" | "error", value, denominator, choices, error, note,
 * formula, question, complaint}; what does not apply is null, "" or empty.
 */
export function readNumber(raw, { kind, numerator = false }) {
  const text = tidy(raw);
  if (!text) return reading("blank");
  if (Array.from(text).length > MAX_LENGTH) return notANumber(`phải là số, dài nhất ${MAX_LENGTH} ký tự`);
  if (DASHES.has(text)) return dashQuestion();
  const plain = bare(text);
  if (SUM.test(plain)) return readSum(plain);
  if (NEGATIVE.test(plain)) return notANumber(`không được là số âm. Bạn nhập ${text}`);
  if (PAIR.test(plain)) {
    if (!numerator) return notANumber(`phải là một số. Chỉ ô tử số nhận cách viết ${text}`);
    return readPair(plain, kind);
  }
  return readPlain(plain, kind, text);
}

/** The sentence for the person, about the thing called `name`; "" when all is clear. */
export function messageOf(found, name) {
  if (found.outcome === "error") return `${name} ${found.complaint}`;
  return found.outcome === "question" ? `${name}: ${found.question}` : "";
}

function reading(outcome, told = {}) {
  const nothing = { value: null, denominator: null, choices: [], error: "", note: "", formula: "" };
  return { outcome, ...nothing, question: "", complaint: "", ...told };
}

function tidy(raw) {
  return raw
    .normalize("NFC")
    .replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(SPACE, " ")
    .replace(INVISIBLE, "")
    .replace(/\u2212/g, "-")
    .replace(EDGE, "");
}

function bare(text) {
  return text
    .replace(/ +/g, " ")
    .replace(/ *([.,/+=]) */g, "$1")
    .replace(UNIT, "$1");
}

function notANumber(complaint) {
  return reading("error", { error: "E1", complaint });
}

function dashQuestion() {
  return reading("question", {
    question: "Dấu gạch nghĩa là gì?",
    choices: [
      { answer: "zero", label: "0 – không có trường hợp nào", value: fraction(0n) },
      { answer: "no_cases", label: "Không phát sinh", value: null },
      { answer: "not_collected", label: "Chưa thu thập được", value: null },
    ],
  });
}

function readSum(text) {
  const total = text
    .slice(1)
    .split("+")
    .reduce((sum, term) => sum + BigInt(term), 0n);
  const found = number(fraction(total), 0);
  if (found.outcome === "error") return found;
  return { ...found, note: `${formatNumber(found.value)} = ${text.slice(1)}`, formula: text };
}

function readPair(text, kind) {
  const [above, below] = text.split("/");
  const denominator = readPlain(below, "count", below);
  let numerator = readPlain(above, "count", above);
  if (kind === "decimal" && numerator.outcome !== "number") numerator = readPlain(above, kind, above);
  if (numerator.outcome === "error") return numerator;
  if (denominator.value === null) return notANumber(`phải là số, ví dụ 5/804. Bạn nhập ${text}`);
  return { ...numerator, denominator: denominator.value };
}

function readPlain(given, kind, typed) {
  const text = given.replace(/^0+(?=[0-9])/, "");
  const digits = text.replace(/[., ]/g, "");
  const isCount = kind === "count";
  if (PLAIN_WHOLE.test(text)) return number(fraction(BigInt(digits)), 0);
  if (POINT_WHOLE.test(text)) {
    if (isCount || text.split(".").length > 2) return number(fraction(BigInt(digits)), 0);
    return thousandOrThousandth(BigInt(digits));
  }
  if (COMMA_WHOLE.test(text)) {
    if (text.split(",").length > 2) return number(fraction(BigInt(digits)), 0, NOTE_ENGLISH);
    if (isCount) return thousandMeant(BigInt(digits));
  }
  const note = decimalNote(text);
  if (note === null) return notANumber(`phải là số, ví dụ ${isCount ? "57" : "97,5"}`);
  if (isCount) return reading("error", { error: "E2", complaint: `phải là số nguyên. Bạn nhập ${typed}` });
  const tight = text.replace(/ /g, "");
  const comma = tight.lastIndexOf(note ? "." : ",");
  const part = tight.slice(comma + 1);
  const value = exact(`${tight.slice(0, comma).replace(/[.,]/g, "")}.${part}`);
  return number(value, part.length, note);
}

function decimalNote(text) {
  if (VIETNAMESE.test(text)) return "";
  if (POINT.test(text)) return NOTE_POINT;
  return ENGLISH.test(text) ? NOTE_ENGLISH : null;
}

function number(value, decimals, note = "") {
  if (value.above > MAX_VALUE * value.below) {
    return notANumber(`quá lớn, nhiều nhất là ${formatNumber(fraction(MAX_VALUE))}`);
  }
  if (decimals > MAX_DECIMALS) return notANumber(`chỉ nhận nhiều nhất ${MAX_DECIMALS} chữ số sau dấu phẩy`);
  return reading("number", { value, note });
}

function thousandMeant(count) {
  return reading("question", {
    question: `Ý bạn là ${formatNumber(fraction(count))}?`,
    choices: [
      { answer: "number", label: "Đúng", value: fraction(count) },
      { answer: "retype", label: "Sửa", value: null },
    ],
  });
}

function thousandOrThousandth(count) {
  const thousand = `${formatNumber(fraction(count))} (${inWords(Number(count))})`;
  const small = fraction(count, 1000n);
  const decimal = formatNumber(small, 3);
  return reading("question", {
    question: `Ý bạn là ${thousand} hay ${decimal}?`,
    choices: [
      { answer: "number", label: thousand, value: fraction(count) },
      { answer: "number", label: decimal, value: small },
    ],
  });
}

const DIGIT_WORDS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/** 0 to 999.999 as it is read aloud: 1234 is "một nghìn hai trăm ba mươi tư". */
export function inWords(count) {
  const [thousands, rest] = [Math.floor(count / 1000), count % 1000];
  if (!thousands) return belowThousand(rest, false);
  const words = `${belowThousand(thousands, false)} nghìn`;
  return rest ? `${words} ${belowThousand(rest, true)}` : words;
}

function belowThousand(count, isFull) {
  const [hundreds, tens, ones] = [Math.floor(count / 100), Math.floor((count % 100) / 10), count % 10];
  const words = hundreds || isFull ? [DIGIT_WORDS[hundreds], "trăm"] : [];
  if (tens > 1) words.push(DIGIT_WORDS[tens], "mươi");
  else if (tens === 1) words.push("mười");
  else if (ones && words.length) words.push("linh");
  if (ones === 1 && tens > 1) words.push("mốt");
  else if (ones === 4 && tens > 1) words.push("tư");
  else if (ones === 5 && tens) words.push("lăm");
  else if (ones || !words.length) words.push(DIGIT_WORDS[ones]);
  return words.join(" ");
}

// --- Writing

/** The nearest number with so many decimals; a half goes away from zero. */
export function roundHalfUp(value, decimals) {
  const scale = 10n ** BigInt(decimals);
  const size = value.above < 0n ? -value.above : value.above;
  const rounded = (2n * size * scale + value.below) / (2n * value.below);
  return fraction(value.above < 0n ? -rounded : rounded, scale);
}

/** 1.234,5 with U+2212 as minus; without `decimals` all the digits the number has. */
export function formatNumber(value, decimals = ownDecimals(value)) {
  const scale = 10n ** BigInt(decimals);
  const rounded = roundHalfUp(value, decimals);
  const scaled = (rounded.above * scale) / rounded.below;
  const size = scaled < 0n ? -scaled : scaled;
  const grouped = String(size / scale).replace(/\B(?=(?:[0-9]{3})+$)/g, ".");
  const part = decimals ? `,${String(size % scale).padStart(decimals, "0")}` : "";
  return `${scaled < 0n ? "−" : ""}${grouped}${part}`;
}

/** A number as it stands in its cell, so that `readNumber` gives it back without a question. */
export function formatEntry(value, kind) {
  const text = formatNumber(value);
  const looksLikeThousand = text.split(".").length === 2 && !text.includes(",");
  return kind === "decimal" && looksLikeThousand ? `${text},0` : text;
}

/** What stands after a result told per `base`: 98%, 0,4‰, 74,6/10.000. */
export function suffixOf(base) {
  if (base === 100) return "%";
  return base === 1000 ? "‰" : `/${formatNumber(fraction(BigInt(base)))}`;
}

/**
 * A result (numerator × base ÷ denominator) as text, with so many further digits that it never contradicts
 * its status. `verdict` gives something comparable with === for a value, or is left out.
 */
export function formatResult(value, base, { decimals = 1, verdict = null } = {}) {
  const [shown, digits, isNear] = rounded(value, decimals, verdict);
  const isShort = isWhole(value) && (shown.above === 0n || (base === 100 && compare(shown, fraction(100n)) === 0));
  return `${isNear ? "≈" : ""}${formatNumber(shown, isShort ? 0 : digits)}${suffixOf(base)}`;
}

function rounded(value, decimals, verdict) {
  const first = roundHalfUp(value, decimals);
  if (verdict === null) return [first, decimals, false];
  const wanted = verdict(value);
  for (let digits = decimals; digits <= Math.max(decimals, MOST_DECIMALS); digits += 1) {
    const near = roundHalfUp(value, digits);
    if (verdict(near) === wanted) return [near, digits, false];
  }
  const scale = 10n ** BigInt(MOST_DECIMALS);
  const scaled = value.above * scale;
  const below = scaled / value.below - (scaled < 0n && scaled % value.below ? 1n : 0n);
  for (const cut of [fraction(below, scale), fraction(below + 1n, scale)]) {
    if (verdict(cut) === wanted) return [cut, MOST_DECIMALS, true];
  }
  return [first, decimals, true];
}

function ownDecimals(value) {
  let [rest, digits] = [value.below, 0];
  for (const prime of [2n, 5n]) {
    let power = 0;
    while (rest % prime === 0n) [rest, power] = [rest / prime, power + 1];
    digits = Math.max(digits, power);
  }
  return rest === 1n ? digits : 1;
}
