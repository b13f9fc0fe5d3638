"""The streams within an OLE2 compound file, the container of an old .xls: sectors chained by tables."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # and above: not a sector, but the end of a chain or another mark
_ENTRY, _NAME = 128, 64
_IN_HEADER = 109
_STREAM, _ROOT = 2, 5
_SIZES = {9, 12}


@dataclass(frozen=True)
class DirectoryEntry:
    """A directory entry: a storage, or a stream with its first sector and its size."""

    name: str
    kind: int
    start: int
    size: int


class Compound:
    """A compound file in memory; raises `ValueError` if its chains are broken or circular."""

    def __init__(self, data: bytes) -> None:
        if data[: len(MAGIC)] != MAGIC or len(data) < 1 << 9:
            raise ValueError("not a compound file")
        self.data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in _SIZES or mini_shift >= shift:
            raise ValueError("sectors of no known size")
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        self.cutoff = struct.unpack_from("<I", data, 56)[0]

    @cached_property
    def table(self) -> list[int]:
        """Return the sector that follows each sector."""
        listed = list(struct.unpack_from(f"<{_IN_HEADER}I", self.data, 76))
        more, count = struct.unpack_from("<II", self.data, 68)
        per_sector = self.size // 4 - 1
        if count > len(self.data) // self.size:
            raise ValueError("more tables than sectors")
        for _ in range(count):
            if more >= _LAST:
                break
            *sectors, more = struct.unpack(f"<{per_sector + 1}I", self._sector(more))
            listed += sectors
        return self._numbers(b"".join(self._sector(at) for at in listed if at < _LAST))

    @cached_property
    def entries(self) -> list[DirectoryEntry]:
        """Return the directory entries."""
        whole = self._chain(struct.unpack_from("<I", self.data, 48)[0])
        return [entry for at in range(0, len(whole) - _ENTRY + 1, _ENTRY) if (entry := _entry(whole, at))]

    def stream(self, name: str) -> bytes | None:
        """Return the content of a stream; None if it doesn't exist."""
        found = next((one for one in self.entries if one.kind == _STREAM and one.name == name), None)
        if found is None:
            return None
        content = self._mini_chain(found.start) if found.size < self.cutoff else self._chain(found.start)
        return content[: found.size]

    def _sector(self, at: int) -> bytes:
        begin = (at + 1) * self.size
        if begin >= len(self.data):
            raise ValueError("a sector beyond the end")
        return self.data[begin : begin + self.size].ljust(self.size, b"\0")

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(at) for at in _followed(start, self.table))

    def _mini_chain(self, start: int) -> bytes:
        root = next(one for one in self.entries if one.kind == _ROOT)
        small = self._chain(root.start)
        table = self._numbers(self._chain(struct.unpack_from("<I", self.data, 60)[0]))
        return b"".join(small[at * self.mini_size : (at + 1) * self.mini_size] for at in _followed(start, table))

    @staticmethod
    def _numbers(content: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(content) // 4}I", content))


def _followed(start: int, table: list[int]) -> list[int]:
    found: list[int] = []
    while start < _LAST:
        if start >= len(table) or len(found) > len(table):
            raise ValueError("a chain without an end")
        found.append(start)
        start = table[start]
    return found


def _entry(whole: bytes, at: int) -> DirectoryEntry | None:
    length, kind = struct.unpack_from("<HB", whole, at + _NAME)
    start, size = struct.unpack_from("<II", whole, at + 116)
    name = whole[at : at + max(0, min(length, _NAME) - 2)].decode("utf-16-le", "replace")
    return DirectoryEntry(name, kind, start, size) if kind else None
