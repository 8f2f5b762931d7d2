// A picture that Python draws, with labelled controls. See computed.py for the traits.

import { OWN_KEYS, bigButton, element, setAttribute, setText, soon, tellPython } from "./elements.js";
import { initialize } from "./saved.js";
import { choiceBar, clamp, frame, numberControl, select, signed } from "./shared.js";

const PATIENCE = 3000; // ms to wait for Python before saying that it does not answer
const INCH = 72; // CSS pixels for an inch of the figure, at least: letters of 12 points keep 12 pixels

// Ink on dark paper: greys are turned round, colours and photographs stay. `photos`: [left, top, width, height] in shares.
export function turned(pixels, width, height, photos) {
  // A photograph fills each pixel that it touches.
  const boxes = photos.map(([left, top, wide, tall]) => [left * width - 1, top * height - 1, (left + wide) * width, (top + tall) * height]);
  for (let y = 0, i = 0; y < height; y++) {
    const row = boxes.filter(([, top, , bottom]) => y > top && y < bottom);
    for (let x = 0; x < width; x++, i += 4) {
      const [r, g, b] = [pixels[i], pixels[i + 1], pixels[i + 2]];
      if (!pixels[i + 3] || Math.max(r, g, b) - Math.min(r, g, b) > 24) continue;
      if (row.some(([left, , right]) => x > left && x < right)) continue;
      pixels[i] = pixels[i + 1] = pixels[i + 2] = 255 - Math.round(((r + g + b) / 3) * (238 / 255));
    }
  }
  return pixels;
}

// Without Python: a slider that knows only the values that are stored.
function storedControl(parent, label, stored, change) {
  const row = element("div", "mp-control", parent);
  element("span", "mp-control-name", row, { "aria-hidden": "true" }, label);
  const both = element("span", "mp-slider", row);
  const range = element("input", "mp-range", both, { type: "range", min: 0, max: stored.length - 1, step: 1, "aria-label": label, ...OWN_KEYS });
  const output = element("output", "", both, { "aria-hidden": "true" });
  range.disabled = stored.length < 2;
  range.addEventListener("input", () => change(stored[range.valueAsNumber]));
  return {
    show(value) {
      const far = stored.map((one) => Math.abs(one - value));
      range.value = far.indexOf(Math.min(...far));
      setText(output, signed(value));
      setAttribute(range, "aria-valuetext", signed(value));
    },
  };
}

// What a page says of the settings that are stored with it: { label: its values }.
export function storedInWords(positions, settings) {
  const list = ([label, all]) => `${label} ${all.length > 5 ? `at ${all.length} positions from ${signed(all[0])} to ${signed(all.at(-1))}` : all.map((one) => (typeof one === "number" ? signed(one) : one)).join(", ")}`;
  const every = Object.values(positions).reduce((product, all) => product * all.length, 1);
  const alone = settings < every ? " One control at a time: the others go back." : "";
  return `Without Python these are stored: ${Object.entries(positions).map(list).join("; ")}.${alone}`;
}

function render({ model, el }) {
  const names = model.get("controls").map((control) => control.name);
  const values = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const same = (a, b) => names.every((name) => a[name] === b[name]);
  const [wide, tall] = model.get("_size");
  let [waiting, asked, turn] = [null, "", 0];

  const { root, bar, sheets, controls: side, caption, say, quiet } = frame(el, "Computed picture", "minidl-computed");
  caption.hidden = !names.length; // a figure has its caption in the notebook
  const picture = element("div", "minidl-c-picture mp-leaf", sheets);
  const [canvas, context] = ((made) => [made, made.getContext("2d", { willReadFrequently: true })])(element("canvas", "", picture, { role: "img" }));
  const alert = element("div", "minidl-c-error", picture, { role: "alert" });
  const note = element("div", "minidl-c-note", picture, { role: "status" });
  const afresh = soon(changed); // Python's answer changes several traits at once
  const grid = model.python === null && model.get("_grid"); // a page before Python runs: some settings are stored beside it
  // The stored setting that has these changes and is most like what is set now.
  const nearest = (changes) => {
    const now = { ...values(), ...changes };
    const alike = (one) => names.filter((name) => one[name] === now[name]).length + (same(one, { ...one, ...changes }) ? names.length : 0);
    return grid.settings.reduce((best, one) => (alike(one) > alike(best) ? one : best));
  };
  const change = (changes) => {
    const known = presets.some(([, all]) => same(all, { ...values(), ...changes }));
    tellPython(model, grid && !known ? nearest(changes) : changes);
    afresh();
  };
  let drawings = null; // of the grid, once they are loaded
  const presets = model.get("_choices");
  const presetBar = presets.length > 1 || names.length ? choiceBar(bar, "Presets", presets.map(([name, all]) => [all, name]), change) : null;
  bigButton(bar, root);
  const positions = {}; // label → what is stored
  const controls = model.get("controls").map(({ name, label, options, low, high, step }) => {
    const set = (value) => change({ [name]: value });
    const known = new Set(grid ? grid.settings.map((one) => one[name]) : options);
    const stored = options ? options.filter((option) => known.has(option)) : [...known].sort((a, b) => a - b);
    if (grid) positions[label] = stored;
    if (options) return [name, select(side, label, stored.map((option) => [option, option]), set)];
    return [name, grid ? storedControl(side, label, stored, set) : numberControl(side, { name, text: label }, [low, high, high, step], change)];
  });
  if (grid) element("p", "mp-note", side, {}, storedInWords(positions, grid.settings.length));

  function showControls() {
    for (const [name, control] of controls) control.show(model.get(name));
    presetBar?.show((all) => same(all, values()));
  }

  async function paint(blob, photos, alt) {
    const mine = ++turn;
    const bitmap = await createImageBitmap(blob);
    if (mine !== turn) return; // a later picture came first
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    const size = [["--w", wide * INCH], ["--h", (wide * INCH * bitmap.height) / bitmap.width]];
    for (const [name, value] of size) picture.style.setProperty(name, value);
    context.drawImage(bitmap, 0, 0);
    const [red, green, blue] = (getComputedStyle(root).color.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number); // none: not in the page
    if (red + green + blue > 384) {
      const image = context.getImageData(0, 0, canvas.width, canvas.height);
      turned(image.data, canvas.width, canvas.height, photos);
      context.putImageData(image, 0, 0);
    }
    canvas.setAttribute("aria-label", alt);
    say(alt);
  }

  // Python's picture of these values, else a preset's, stored in the page; for everything else Python is asked.
  function changed() {
    showControls();
    clearTimeout(waiting);
    setText(note, "");
    setText(alert, model.get("error"));
    canvas.classList.toggle("minidl-c-stale", model.get("error") !== "");
    const png = model.get("png");
    const preset = presets.find(([, all]) => same(all, values()));
    const narrow = sheets.clientWidth < 0.75 * INCH * wide;
    const live = png?.byteLength && same(model.get("drawn"), values());
    if (live && (!preset || !narrow || model.get("inches") < 0.8 * wide)) paint(new Blob([png]), model.get("photos"), model.get("alt"));
    else if (preset) {
      const { alt, pictures } = model.get("stored")[preset[0]];
      const [code, photos] = pictures[narrow ? pictures.length - 1 : 0];
      paint(new Blob([Uint8Array.from(atob(code), (c) => c.charCodeAt(0))]), photos, alt);
    } else if (grid) fromGrid(narrow);
    else if (!model.get("error")) {
      waiting = setTimeout(() => setText(note, "Python draws this picture, and it is busy or not there. Without Python, use the buttons above."), PATIENCE);
    }
  }

  async function fromGrid(narrow) {
    drawings ??= await grid.load();
    const at = grid.settings.findIndex((one) => same(one, values()));
    if (!drawings) return setText(note, "The stored pictures are not there: the folder grids/ is missing.");
    if (at < 0) return; // a preset was chosen meanwhile
    const [alt, ...rooms] = drawings[at];
    const [code, photos] = rooms[narrow ? rooms.length - 1 : 0];
    paint(new Blob([Uint8Array.from(atob(code), (c) => c.charCodeAt(0))]), photos, alt);
  }

  // The figure is drawn for the room that it has: [inches, pixels].
  function fit() {
    const across = sheets.clientWidth;
    if (!across || !model.get("png")?.byteLength) return;
    const inches = Math.round(10 * clamp(across / INCH, 4.2, wide)) / 10;
    const pixels = Math.min(2000, 200 * Math.ceil((Math.min(across, picture.clientWidth || across) * devicePixelRatio) / 200));
    const room = JSON.stringify([inches, Math.max(pixels, 400)]);
    if (room === asked || room === JSON.stringify(model.get("_room"))) return;
    tellPython(model, { _room: JSON.parse((asked = room)) });
  }
  picture.style.setProperty("--w", wide * INCH);
  picture.style.setProperty("--h", tall * INCH);
  const watch = new ResizeObserver(() => (fit(), changed()));
  watch.observe(root);
  const theme = new MutationObserver(() => setTimeout(changed, 100)); // the colours of JupyterLab's theme have changed
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", changed);
  // `drawn` says that Python has drawn, also where no pixel is another one.
  const changes = [...names, "drawn", "png", "error"].map((name) => `change:${name}`).join(" ");
  model.on(changes, afresh);
  changed();
  return () => {
    model.off(changes, afresh);
    [watch, theme].forEach((one) => one.disconnect());
    dark.removeEventListener("change", changed);
    quiet();
    clearTimeout(waiting);
  };
}

export default { initialize, render };
