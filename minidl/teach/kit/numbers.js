// What a student types as a number. `parseNumber(text)` gives {value}, or {problem: a sentence to show}.
// It guesses nothing: a number box of the browser drops what it does not know, and reads 2,5 as 25.

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function parseNumber(text) {
  const typed = String(text ?? "").trim().replace(/[\u2010-\u2015\u2212]/g, "-"); // the dashes of print
  const shown = typed.length > 20 ? `${typed.slice(0, 20)}…` : typed;
  if (!typed) return { problem: "Type a number first." };
  if (NUMBER.test(typed)) {
    const value = Number(typed) + 0; // -0 is 0
    return Number.isFinite(value) ? { value } : { problem: `${shown} is too large a number.` };
  }
  const pointed = typed.replace(",", ".");
  if (/^[+-]?\d{1,3}(,\d{3})+$/.test(typed)) {
    return { problem: `A comma can mean two things: write ${typed.replaceAll(",", "")}, or ${pointed} with a point.` };
  }
  if (NUMBER.test(pointed)) return { problem: `Write ${pointed} with a point, not with a comma.` };
  if (/^[\d.\s+-]+\/[\d.\s+-]+$/.test(typed)) return { problem: `${shown} is a fraction: write a decimal number, such as 0.25.` };
  if (/^[+-]?[\d.]+(\s+[\d.]+)+$/.test(typed)) return { problem: `"${shown}" is more than one number: write one, without spaces.` };
  if (/^[+-]?[\d.,]*\d\s*[^\d\s.,+*^/()-]+$/.test(typed)) return { problem: `Write the number alone, without a unit: not "${shown}".` };
  return { problem: `"${shown}" is not a number. Write digits, such as 12, -3 or 2.5.` };
}
