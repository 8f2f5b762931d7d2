// Python in a worker: Pyodide, from files that the page hands over. No address is asked, not even the page's own.
"use strict";

const files = new Map(); // name → [a promise of its base64, what settles it]
const expected = (name) => {
  if (!files.has(name)) {
    let arrive;
    files.set(name, [new Promise((done) => (arrive = done)), arrive]);
  }
  return files.get(name);
};

function bytes(base64) {
  const text = atob(base64);
  const made = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) made[i] = text.charCodeAt(i);
  return made;
}

const KINDS = { wasm: "application/wasm", json: "application/json", js: "text/javascript" };
async function response(address) {
  const name = decodeURIComponent(String(address.url ?? address).split("/").pop());
  const text = await expected(name)[0];
  files.delete(name); // it is asked for once, and it is large
  if (text === null) return new Response("", { status: 404 });
  return new Response(bytes(text), { headers: { "content-type": KINDS[name.split(".").pop()] ?? "application/octet-stream" } });
}
self.fetch = response;

async function script(name) {
  const address = URL.createObjectURL(new Blob([await (await response(name)).arrayBuffer()], { type: KINDS.js }));
  importScripts(address);
  URL.revokeObjectURL(address);
}

let python = null; // the functions of minidl.teach.anywhere.page

async function start(lesson) {
  await script("pyodide.asm.js");
  await script("pyodide.js");
  const pyodide = await loadPyodide({ indexURL: "https://minidl.invalid/" }); // nobody's: `fetch` is our own
  postMessage({ kind: "core" });
  const trouble = [];
  await pyodide.loadPackage(["minidl", "ipython"], { messageCallback() {}, errorCallback: (words) => trouble.push(words), checkIntegrity: false });
  if (trouble.length) throw new Error(trouble.join(" "));
  pyodide.registerJsModule("minidl_page", {
    tell(text, list) {
      const buffers = list.toJs();
      list.destroy();
      postMessage({ ...JSON.parse(text), buffers });
    },
  });
  python = pyodide.pyimport("minidl.teach.anywhere.page");
  python.start(lesson);
}

const acts = {
  file: ({ name, text }) => expected(name)[1](text),
  async start({ lesson }) {
    await start(lesson);
    postMessage({ kind: "ready" });
  },
  async run({ cell, code }) {
    postMessage({ kind: "done", cell, good: await python.run(code, cell) });
  },
  comm({ id, data, buffers }) {
    try {
      python.hear(id, data, buffers);
    } finally {
      postMessage({ kind: "heard", id });
    }
  },
};

onmessage = async ({ data }) => {
  try {
    await acts[data.act](data);
  } catch (problem) {
    postMessage({ kind: "trouble", text: String(problem?.message ?? problem), cell: data.cell });
  }
};
