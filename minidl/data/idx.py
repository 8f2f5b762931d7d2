"""IDX, the file format in which MNIST and its relatives are published.

A header, then the numbers. The header is two zero bytes, a type code (8: unsigned byte), the number
of dimensions, and each dimension's size as four bytes, the most significant byte first.
"""

import gzip
import hashlib
import math
import zlib

import numpy as np

UNSIGNED_BYTE = 8


def read_idx(stream, shape, name, md5=None):
    """Return the bytes in an IDX file, gzipped or not, as a read-only uint8 array of `shape`.

    `stream` is the file opened in binary mode, `name` what errors call it, `md5` the
    checksum of the decompressed file. Not more than one byte beyond the expected size is ever
    decompressed. Raises ValueError if the file holds anything but what is expected.
    """
    header = bytes([0, 0, UNSIGNED_BYTE, len(shape)])
    header += b"".join(size.to_bytes(4, "big") for size in shape)
    expected = len(header) + math.prod(shape)
    start = stream.read(2**16)
    is_gzip = start.startswith(b"\x1f\x8b")
    stream.seek(0)
    try:
        # The header of a gzip file may hold a name of any length, which `gzip` reads byte by byte.
        if is_gzip and len(start) == 2**16 and not zlib.decompressobj(31).decompress(start, 1):
            raise EOFError("there are no data behind a header of 64 kB")
        content = (gzip.GzipFile(fileobj=stream) if is_gzip else stream).read(expected + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{name} is truncated or damaged: {error}.") from None
    if content[:4] != header[:4]:
        raise ValueError(
            f"{name} is not the expected IDX file: it begins with the bytes "
            f"{content[:4].hex(' ')} instead of {header[:4].hex(' ')}."
        )
    if len(content) >= len(header) and not content.startswith(header):
        got = tuple(np.frombuffer(content[4 : len(header)], ">u4").tolist())
        raise ValueError(f"{name} holds an array of shape {got} instead of {shape}.")
    if len(content) != expected:
        got = f"only {len(content):,}" if len(content) < expected else "more"
        raise ValueError(f"{name} holds {got} of the {expected:,} bytes expected.")
    if md5 and hashlib.md5(content, usedforsecurity=False).hexdigest() != md5:
        raise ValueError(f"{name} differs from the published file: its md5 is not {md5}.")
    return np.frombuffer(content, np.uint8, offset=len(header)).reshape(shape)
