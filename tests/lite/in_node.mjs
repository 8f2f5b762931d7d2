// Runs a Python file of the checkout under Pyodide: node in_node.mjs PYODIDE CHECKOUT OUT FILE ARGUMENTS...
// The checkout is mounted at /checkout, the folder OUT at /out; minidl is the checkout's own.
import { pathToFileURL } from "node:url";

const [pyodideFolder, checkout, out, file, ...args] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`));
const pyodide = await loadPyodide({ indexURL: pyodideFolder, env: { HOME: "/home/pyodide", CI: "true" } });
await pyodide.loadPackage(["minidl", "ssl"], { messageCallback: () => 0 });
pyodide.mountNodeFS("/checkout", checkout);
pyodide.mountNodeFS("/out", out);
pyodide.globals.set("ARGS", pyodide.toPy(args));
pyodide.runPython(`
import os, sys
sys.path.insert(0, "/checkout")
sys.dont_write_bytecode = True
sys.argv = ["/checkout/" + ${JSON.stringify(file)}, *ARGS]
`);
await pyodide.runPythonAsync(`
from runpy import run_path
run_path(sys.argv[0], run_name="__main__")
`);
process.exit(0);
