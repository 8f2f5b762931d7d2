// What a student answered and wrote, in the browser's storage. It is read back at once: "kept" is said when it is true.
"use strict";

const STORE = "minidl ";
const NOT_KEPT = "Not kept: this browser stores nothing for this page. Save your answers as a file before you close it.";
const unkept = new Map(); // where the browser stores nothing, at least until the page is closed
const COUNTS = ["attempts", "hints"];
let onKept = () => {};

// `kind`: "answers 01", {id: record} as in `.answers/01.json`; or "code 01-perceptron", {cell: text}.
function recall(kind) {
  try {
    return unkept.get(kind) ?? JSON.parse(localStorage.getItem(STORE + kind)) ?? {};
  } catch {
    return {};
  }
}

function keep(kind, value) {
  const trouble = written(kind, value);
  onKept();
  return trouble;
}

function written(kind, value) {
  const text = JSON.stringify(value);
  try {
    if (text === "{}") localStorage.removeItem(STORE + kind);
    else localStorage.setItem(STORE + kind, text);
    if ((localStorage.getItem(STORE + kind) ?? "{}") === text) {
      unkept.delete(kind);
      return "";
    }
  } catch {
    // no storage, or it is full
  }
  unkept.set(kind, value);
  return NOT_KEPT;
}

function kinds() {
  const stored = [];
  try {
    stored.push(...Object.keys(localStorage).filter((key) => key.startsWith(STORE)).map((key) => key.slice(STORE.length)));
  } catch {
    // no storage
  }
  return [...new Set([...stored, ...unkept.keys()])].sort();
}

// Two records of one id as one, in which nothing of either is lost (as kit/answers.py does it).
function merged(old, other) {
  const made = { ...old };
  for (const [name, value] of Object.entries(other)) {
    const had = made[name];
    if (Array.isArray(had) && Array.isArray(value)) {
      let alike = 0;
      while (alike < had.length && alike < value.length && had[alike] === value[alike]) alike++;
      made[name] = [...had, ...value.slice(alike)];
    } else if (COUNTS.includes(name) && had) made[name] = Math.max(had, value);
    else if (typeof had === "boolean") made[name] = had || value;
    else if (name === "times" && had) {
      const first = (when) => [had[when], value[when]].filter(Boolean).sort()[0];
      made[name] = { ...had, ...value, first: first("first") };
      if (first("passed")) made[name].passed = first("passed");
    } else made[name] = value;
  }
  return made;
}

function mergeAnswers(number, records) {
  const kept = recall(`answers ${number}`);
  for (const [id, record] of Object.entries(records)) kept[id] = merged(kept[id] ?? {}, record);
  return keep(`answers ${number}`, kept);
}

const numberOf = (id) => id.split(".")[0];
const recordOf = (id) => recall(`answers ${numberOf(id)}`)[id] ?? {};

// One question's answers and reasons; what went wrong, or "".
function keepAnswer(id, answers, reasons) {
  const now = new Date().toISOString().slice(0, 19) + "+00:00";
  return mergeAnswers(numberOf(id), { [id]: { answers, reasons, times: { first: now, last: now } } });
}

// --- as a file, and back ---

function everything() {
  return { minidl: 1, kept: Object.fromEntries(kinds().map((kind) => [kind, recall(kind)])) };
}

const plain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function saveAsFile() {
  const file = new Blob([JSON.stringify(everything(), null, 1)], { type: "application/json" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: "minidl-answers.json" });
  link.click();
}

function forget(page) {
  keep(`answers ${page.slice(0, 2)}`, {});
  keep(`code ${page}`, {});
}

// What went wrong, or "".
function takeIn(text) {
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    given = null;
  }
  if (given?.minidl !== 1 || !plain(given.kept) || !Object.values(given.kept).every(plain)) return "This is no file of answers from these pages. Nothing was changed.";
  const troubles = Object.entries(given.kept).map(([kind, value]) => {
    const number = /^answers (\w+)$/.exec(kind)?.[1];
    if (number) return Object.values(value).every(plain) ? mergeAnswers(number, value) : "";
    const texts = Object.entries(value).filter(([, code]) => typeof code === "string");
    return /^code [\w-]+$/.test(kind) ? keep(kind, { ...Object.fromEntries(texts), ...recall(kind) }) : "";
  });
  return troubles.find(Boolean) ?? "";
}

// --- what is done: `asks` are a lesson's ids, {predictions, tickets, checks} ---

function done(asks) {
  const has = { predictions: (record) => record.answers?.length, tickets: (record) => record.answers?.length, checks: (record) => record.passed };
  return Object.entries(asks).filter(([, ids]) => ids.length).map(([what, ids]) => ({ what, all: ids.length, done: ids.filter((id) => has[what](recordOf(id))).length }));
}

function doneInWords(asks) {
  const names = { predictions: "predictions", tickets: "ticket questions", checks: "checks passed" };
  return done(asks).map((part) => `${part.done} of ${part.all} ${names[part.what]}`).join(", ");
}
