import gzip
import hashlib
import io
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minidl.data.idx import read_idx

LABELS = bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9])


def compress(content, level=9):
    return gzip.compress(content, level, mtime=0)  # the same bytes, and so the same test names, each time


def read(content, shape=(3,), md5=None):
    return read_idx(io.BytesIO(content), shape, "labels.gz", md5)


@pytest.mark.parametrize("pack", [bytes, compress])
def test_reads_plain_and_gzipped_files(pack):
    array = read(pack(LABELS))
    assert array.dtype == np.uint8
    assert array.tolist() == [7, 0, 9]


def test_reads_a_gzip_file_of_several_members():
    assert read(compress(LABELS[:5]) + compress(LABELS[5:])).tolist() == [7, 0, 9]


@given(st.lists(st.integers(1, 300), min_size=1, max_size=2), st.integers(0, 2**32 - 1))
def test_reads_every_shape_in_row_order(shape, seed):
    array = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    sizes = b"".join(bytes([0, 0, size // 256, size % 256]) for size in shape)
    content = bytes([0, 0, 8, len(shape)]) + sizes + array.tobytes()
    assert np.array_equal(read(content, tuple(shape)), array)


@pytest.mark.parametrize(
    "content, words",
    [
        (compress(LABELS)[:-9], "truncated or damaged"),
        (compress(LABELS)[:-5] + b"xxxxx", "truncated or damaged"),
        (compress(LABELS)[:10] + b"\xff" * 20, "truncated or damaged: .*invalid block type"),
        (compress(LABELS) + b"more", "truncated or damaged"),
        (b"<html>Please log in</html>", "begins with the bytes 3c 68 74 6d instead of 00 00 08 01"),
        (compress(b"<html>"), "begins with the bytes"),
        (b"", "begins with the bytes"),
        (bytes([0, 0, 13]) + LABELS[3:], "begins with the bytes 00 00 0d 01"),
        (bytes([0, 0, 8, 3]) + LABELS[4:], "begins with the bytes 00 00 08 03"),
        (bytes([0, 0, 8, 1, 0, 0, 0, 4]) + LABELS[8:], r"shape \(4,\) instead of \(3,\)"),
        (LABELS[:6], "only 6 of the 11 bytes"),
        (LABELS[:-1], "only 10 of the 11 bytes"),
        (compress(LABELS[:-1]), "only 10 of the 11 bytes"),
        (LABELS + b"\0", "more of the 11 bytes"),
    ],
)
def test_says_what_is_wrong_with_a_file(content, words):
    with pytest.raises(ValueError, match=f"^labels.gz .*{words}"):
        read(content)


def test_compares_the_checksum_of_the_decompressed_bytes():
    md5 = hashlib.md5(LABELS).hexdigest()
    for level in (1, 9):
        assert read(compress(LABELS, level), md5=md5).tolist() == [7, 0, 9]
    with pytest.raises(ValueError, match=r"labels\.gz differs from the published file"):
        read(LABELS[:-1] + b"\1", md5=md5)


def test_decompresses_one_byte_more_than_expected_at_most():
    bomb = compress(LABELS + bytes(2**24))
    tracemalloc.start()
    with pytest.raises(ValueError, match="more of the 11 bytes"):
        read(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**22  # the whole content would need 16 MiB


def test_a_header_without_end_is_refused_at_once():
    named = b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * 2**24
    started = time.process_time()
    with pytest.raises(ValueError, match="truncated or damaged: there are no data behind a header of 64 kB"):
        read(named + compress(LABELS)[10:])
    assert time.process_time() - started < 1
    with_a_long_name = b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * 200 + b"\0" + compress(LABELS)[10:]
    assert read(with_a_long_name).tolist() == [7, 0, 9]
