/**
 * Is a result good enough? The browser's half of `indicators/assessment.py`, for the moment after a figure is
 * typed; the server's answer counts. Both are held to the same vectors (`indicators/assessment_vectors.json`).
 */

import { compare, fraction } from "./numbers.js";

const WHOLE = fraction(100n);
const ZERO = fraction(0n);

/**
 * The status of a known result: a code of `indicators.enums.Status`.
 *
 * bar: {operator, value, second} with fractions or null, or null where no target stands. isLater: it is a
 * milestone of a later year. previous: last year's result or null. higher: is more better? isPercent.
 */
export function judge(bar, isLater, result, { previous, higher, isPercent }) {
  if (bar === null || bar.operator === "narrative") return "no_target";
  if (bar.operator === "unreadable") return "unread";
  const satisfied = meets(bar, result, previous, higher, isPercent);
  if (isLater) return "milestone_later";
  if (satisfied === null) return "no_data";
  if (!satisfied) return "not_met";
  return exceeds(bar, result, higher, isPercent) ? "exceeded" : "met";
}

/** Does the exact result satisfy the bar? null where it cannot be said. */
export function meets(bar, result, previous, higher, isPercent) {
  const against = (mark) => compare(result, mark);
  switch (bar.operator) {
    case "gte":
      return bar.value && against(bar.value) >= 0;
    case "gt":
      return bar.value && against(bar.value) > 0;
    case "lte":
      return bar.value && against(bar.value) <= 0;
    case "lt":
      return bar.value && against(bar.value) < 0;
    case "eq":
      return bar.value && against(bar.value) === 0;
    case "band":
      if (!bar.value || !bar.second) return null;
      return higher ? against(bar.value) >= 0 : against(bar.second) <= 0;
    case "done":
      return against(WHOLE) >= 0;
    case "maintain": {
      const marks = [bar.value, previous].filter((mark) => mark !== null);
      return marks.length ? marks.every((mark) => (higher ? against(mark) >= 0 : against(mark) <= 0)) : null;
    }
    case "rise":
      if (previous === null) return null;
      return against(previous) > 0 || (isPercent && against(WHOLE) === 0 && compare(previous, WHOLE) === 0);
    case "fall":
      if (previous === null) return null;
      return against(previous) < 0 || (against(ZERO) === 0 && compare(previous, ZERO) === 0);
    default:
      return null;
  }
}

function exceeds(bar, result, higher, isPercent) {
  if (!higher || !isPercent || !["gte", "gt"].includes(bar.operator)) return false;
  const isBelowWhole = compare(bar.value, ZERO) > 0 && compare(bar.value, WHOLE) < 0;
  const margin = fraction(bar.value.above * 105n, bar.value.below * 100n);
  return isBelowWhole && compare(result, margin) >= 0;
}
