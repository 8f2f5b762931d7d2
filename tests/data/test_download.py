import errno
import gzip
import os
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from minidl.data import datasets, fashion_mnist


class Mirrors(ThreadingHTTPServer):
    """Web server on this computer: /good/ and /bad/ are mirrors, `bad` says how it answers."""

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder, self.bad, self.requests = folder, None, []

    def url(self, mirror):
        return f"http://127.0.0.1:{self.server_port}/{mirror}/"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        _, mirror, name = self.path.split("/")
        self.server.requests.append((mirror, name))
        content = (self.server.folder / name).read_bytes()
        status, headers, content = (200, {}, content) if mirror == "good" else self.server.bad(content)
        self.send_response(status)
        for key, value in ({"Content-Length": len(content)} | headers).items():
            self.send_header(key, str(value))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def mirrors(cache, tiny, write, monkeypatch):
    for variable in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(variable, "127.0.0.1")
    write(cache.parent / "published", tiny)
    with Mirrors(cache.parent / "published") as server:
        addresses = {"fashion_mnist": (server.url("bad"), server.url("good"))}
        monkeypatch.setattr(datasets, "MIRRORS", addresses)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def files(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_downloaded(pair, tiny):
    assert np.array_equal(pair[0].tensors[1].data.numpy(), tiny["train-labels-idx1-ubyte"])
    pixels = pair[1].tensors[0].data.numpy()[:, 0] * 255
    assert np.array_equal(pixels.round(), tiny["t10k-images-idx3-ubyte"])


def missing(content):
    return 404, {}, b""


def cut_off(content):
    return 200, {"Content-Length": len(content)}, content[: len(content) // 2]


def truncated(content):
    return 200, {}, content[: len(content) // 2]


def login_page(content):
    return 200, {"Content-Type": "text/html"}, b"<html>Please log in</html>"


def other_set(content):
    raw = gzip.decompress(content)
    return 200, {}, gzip.compress(raw[:8] + bytes(len(raw) - 8))


def too_large(content):  # looks small on the way, decompressed on arrival to 4 MiB
    return 200, {"Content-Encoding": "deflate"}, zlib.compress(bytes(2**22))


@pytest.mark.parametrize(
    "bad", [missing, cut_off, truncated, login_page, other_set, too_large], ids=lambda f: f.__name__
)
def test_the_second_mirror_helps_out(bad, mirrors, cache, tiny):
    mirrors.bad = bad
    assert_downloaded(fashion_mnist(), tiny)
    assert {mirror for mirror, _ in mirrors.requests} == {"bad", "good"}
    assert files(cache) == files(mirrors.folder)
    mirrors.requests.clear()
    assert_downloaded(fashion_mnist(), tiny)
    assert mirrors.requests == []


def test_the_first_mirror_suffices(mirrors, tiny):
    mirrors.bad = lambda content: (200, {}, content)
    assert_downloaded(fashion_mnist(), tiny)
    assert mirrors.requests == [("bad", f"{name}.gz") for name in tiny]


def test_a_file_that_arrives_decompressed_is_good(mirrors, cache, tiny):
    mirrors.bad = lambda content: (200, {"Content-Encoding": "gzip"}, content)
    assert_downloaded(fashion_mnist(), tiny)
    assert {mirror for mirror, _ in mirrors.requests} == {"bad"}
    assert_downloaded(fashion_mnist(), tiny)
    assert len(mirrors.requests) == 4


@pytest.mark.parametrize(
    "bad, reason",
    [
        (missing, "HTTPError"),
        (truncated, "the file is truncated or damaged"),
        (too_large, "the file is larger than 32,360 bytes"),
    ],
)
def test_without_a_good_mirror_the_error_says_what_to_do(bad, reason, mirrors, cache, tiny, monkeypatch):
    mirrors.bad = bad
    dead = "http://127.0.0.1:9/"  # the port for discarding: nobody listens
    monkeypatch.setattr(datasets, "MIRRORS", {"fashion_mnist": (mirrors.url("bad"), dead)})
    with pytest.raises(ConnectionError) as caught:
        fashion_mnist()
    message = str(caught.value)
    assert "fashion_mnist() needs train-images-idx3-ubyte.gz and could not download it" in message
    assert f"127.0.0.1:{mirrors.server_port}: {reason}" in message
    assert "127.0.0.1:9: ConnectionError" in message
    assert all(f"{name}.gz" in message for name in tiny)
    assert message.endswith(f"into the folder {cache / 'fashion_mnist'}. There is now: nothing.")
    assert files(cache) == {}


def test_only_missing_files_are_downloaded_and_never_into_the_users_folder(
    mirrors, cache, tiny, write, monkeypatch
):
    mirrors.bad = missing
    own = cache.parent / "own"
    write(own / "fashion_mnist", {name: tiny[name] for name in list(tiny)[1:]})
    before = files(own)
    monkeypatch.setenv("MINIDL_DATA", str(own))
    assert_downloaded(fashion_mnist(), tiny)
    assert {name for _, name in mirrors.requests} == {"train-images-idx3-ubyte.gz"}
    assert files(own) == before
    assert list(files(cache)) == ["train-images-idx3-ubyte.gz"]


def test_offline_the_users_folder_is_named(cache, tiny, monkeypatch):
    monkeypatch.setenv("MINIDL_DATA", str(cache.parent))
    with pytest.raises(ConnectionError, match=f"into the folder {cache.parent / 'fashion_mnist'}"):
        fashion_mnist()


def test_a_cache_that_cannot_be_written_does_not_matter(mirrors, cache, tiny):
    mirrors.bad = missing
    cache.write_text("a file where the cache folder should be")
    assert_downloaded(fashion_mnist(), tiny)


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "disk full"), KeyboardInterrupt()])
def test_interrupted_writing_leaves_nothing_behind(error, cache, monkeypatch):
    def fail(*paths):
        raise error

    monkeypatch.setattr(os, "replace", fail)
    try:
        datasets._keep(cache / "mnist" / "file.gz", b"content")
    except KeyboardInterrupt:
        assert isinstance(error, KeyboardInterrupt)
    else:
        assert isinstance(error, OSError)
    assert list((cache / "mnist").iterdir()) == []


def test_a_file_being_replaced_is_never_half_there(cache, monkeypatch):
    path = cache / "file.gz"
    datasets._keep(path, b"old")
    seen = []
    replace = os.replace

    def look_and_replace(source, target):
        seen.append((path.read_bytes(), source.read_bytes()))
        replace(source, target)

    monkeypatch.setattr(os, "replace", look_and_replace)
    datasets._keep(path, b"new")
    assert seen == [(b"old", b"new")]
    assert files(cache) == {"file.gz": b"new"}
