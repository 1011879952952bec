"""The tree over the audit log: RFC 6962 heads, inclusion paths, in memory that never grows.

A leaf's row keeps the roots of all full subtrees that end at it (`completed`): two of them on
average. From those rows alone every head and every path is found by a handful of look-ups.
Source: RFC 6962 §2.1; RFC 9162 §2.1.3.2.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Place = tuple[int, int]  # position of the last leaf of a full subtree, its level (0 = the leaf)
Node = Callable[[Place], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\1" + left + right).digest()


@dataclass
class Frontier:
    """The right edge of a tree of `size` leaves: roots of its full subtrees, the largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> bytes:
        """Add a leaf's hash; return the roots of the subtrees that it completes, itself first."""
        completed, count = [leaf], self.size
        while count & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            completed.append(leaf)
            count >>= 1
        self.peaks.append(leaf)
        self.size += 1
        return b"".join(completed)

    @property
    def root(self) -> bytes:
        """The head of the tree as it is now."""
        if not self.peaks:
            return EMPTY_ROOT
        *others, root = self.peaks
        for peak in reversed(others):
            root = node_hash(peak, root)
        return root


def peak_places(size: int) -> list[Place]:
    """Return where the peaks of a tree of that size stand, the largest first."""
    return list(_full_subtrees(0, size))


def inclusion_places(position: int, size: int) -> set[Place]:
    """Return the nodes that `inclusion_path` will ask for."""
    return {
        place for low, high in _siblings(position, 0, size) for place in _full_subtrees(low, high)
    }


def inclusion_path(position: int, size: int, node: Node) -> list[bytes]:
    """Return the hashes that lead from the leaf to the head, the nearest first."""
    return [_root_of(low, high, node) for low, high in _siblings(position, 0, size)]


def is_included(leaf: bytes, position: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether the path leads from the leaf at that position to the head of that size."""
    if not 0 <= position < size:
        return False
    place, last, found = position, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def _siblings(position: int, low: int, high: int) -> list[tuple[int, int]]:
    """Return the ranges beside the way from the leaf to the head, the nearest first."""
    found: list[tuple[int, int]] = []
    while high - low > 1:
        middle = low + _largest_below(high - low)
        if position < middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low = middle
    return found[::-1]


def _full_subtrees(low: int, high: int) -> Iterator[Place]:
    while low < high:
        level = (high - low).bit_length() - 1
        low += 1 << level
        yield low - 1, level


def _root_of(low: int, high: int, node: Node) -> bytes:
    *others, root = [node(place) for place in _full_subtrees(low, high)]
    for peak in reversed(others):
        root = node_hash(peak, root)
    return root


def _largest_below(count: int) -> int:
    """Return the largest power of two that is smaller than the count, which is above one."""
    return 1 << ((count - 1).bit_length() - 1)
