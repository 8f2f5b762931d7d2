"""The course where nothing is installed: Python compiled to WebAssembly (Pyodide), in the browser."""
