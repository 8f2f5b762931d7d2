"""Firefox without a driver beside it: its own Marionette protocol, as much of it as the tests ask for."""

import json
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
QUIET = {"marionette.port": 0, "datareporting.policy.dataSubmissionEnabled": False, "browser.shell.checkDefaultBrowser": False}  # fmt: skip


class Firefox:
    def __init__(self, connection):
        self._connection, self._number = connection, 0
        self._receive()  # its greeting
        self.ask("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"timeouts": {"script": 400_000}}}})

    def _receive(self):
        size = b""
        while not size.endswith(b":"):
            size += self._connection.recv(1)
        text, left = b"", int(size[:-1])
        while len(text) < left:
            text += self._connection.recv(left - len(text))
        return json.loads(text)

    def ask(self, command, parameters):
        self._number += 1
        text = json.dumps([0, self._number, command, parameters])
        self._connection.sendall(f"{len(text.encode())}:{text}".encode())
        _, _, error, value = self._receive()
        assert error is None, (command, error)
        return value

    def open(self, address):
        self.ask("WebDriver:Navigate", {"url": address})

    def evaluate(self, script):
        """What an expression of the page is; promises are awaited."""
        text = f"const done = arguments[0]; Promise.resolve().then(() => ({script})).then(v => done([v]), e => done(String(e)))"
        value = self.ask("WebDriver:ExecuteAsyncScript", {"script": text, "args": [], "sandbox": None})[
            "value"
        ]
        assert isinstance(value, list), value
        return value[0]

    def wait(self, script, seconds):
        end = time.monotonic() + seconds
        while not (value := self.evaluate(script)):
            assert time.monotonic() < end, f"{script} is false after {seconds} s"
            time.sleep(0.25)
        return value


@contextmanager
def firefox(profile):
    """A Firefox with a profile of its own, in the folder `profile`."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in QUIET.items()]
    profile.mkdir(exist_ok=True)
    (profile / "user.js").write_text("".join(lines))
    (profile / "MarionetteActivePort").unlink(missing_ok=True)  # of an earlier run
    command = [FIREFOX, "--headless", "--no-remote", "--marionette", "--profile", str(profile)]
    with open(profile / "log", "w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        port = profile / "MarionetteActivePort"
        end = time.monotonic() + 120
        while not port.exists() or not port.read_text().strip():
            assert time.monotonic() < end and process.poll() is None, (profile / "log").read_text()[-2000:]
            time.sleep(0.2)
        with socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=600) as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        process.wait(60)
