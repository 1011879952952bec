"""The tree over the log, against RFC 6962's own recursive definition."""

from hashlib import sha256

import pytest

from tiers.merkle import (
    HASH_BYTES,
    Frontier,
    inclusion_path,
    inclusion_places,
    is_included,
    leaf_hash,
    peak_places,
)

LEAVES = [leaf_hash(str(number).encode()) for number in range(70)]


def head(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, over leaves that are hashed already."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return sha256(b"\1" + head(leaves[:middle]) + head(leaves[middle:])).digest()


def rows(count: int) -> tuple[Frontier, list[bytes]]:
    """The frontier after so many leaves, and what each leaf's row keeps."""
    frontier = Frontier()
    return frontier, [frontier.append(leaf) for leaf in LEAVES[:count]]


@pytest.mark.parametrize("count", range(70))
def test_the_head_is_that_of_rfc_6962(count: int) -> None:
    frontier, _ = rows(count)
    assert frontier.root == head(LEAVES[:count])


def test_known_heads_of_the_certificate_transparency_vectors() -> None:
    """The inputs of the reference implementation's own tests, and its heads of one and eight."""
    inputs = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "60616263646566676869",
    ]
    frontier = Frontier()
    for text in inputs[:1]:
        frontier.append(leaf_hash(bytes.fromhex(text)))
    assert frontier.root.hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    for text in [*inputs[1:7], inputs[7] + "6a6b6c6d6e6f"]:
        frontier.append(leaf_hash(bytes.fromhex(text)))
    assert frontier.root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 21, 64, 69])
def test_a_frontier_goes_on_from_the_rows_alone(count: int) -> None:
    frontier, kept = rows(count)
    places = peak_places(count)
    found = [kept[at][level * HASH_BYTES :][:HASH_BYTES] for at, level in places]
    again = Frontier(count, found)
    assert again.root == frontier.root
    again.append(LEAVES[count])
    assert again.root == head(LEAVES[: count + 1])


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 8, 33, 70])
def test_every_leaf_has_a_short_path_and_no_other_passes(count: int) -> None:
    frontier, kept = rows(count)
    for position in range(count):
        places = inclusion_places(position, count)
        nodes = {(at, level): kept[at][level * HASH_BYTES :][:HASH_BYTES] for at, level in places}
        path = inclusion_path(position, count, nodes.__getitem__)
        assert len(path) <= count.bit_length()
        leaf = LEAVES[position]
        assert is_included(leaf, position, count, path, frontier.root)
        assert not is_included(
            LEAVES[-1] if position != 69 else LEAVES[0], position, count, path, frontier.root
        )
        assert not is_included(leaf, position, count, path, leaf_hash(b"another head"))
        assert not is_included(leaf, count, count, path, frontier.root)
        assert not is_included(leaf, position, count, [*path, leaf], frontier.root)
        if path:
            assert not is_included(leaf, position, count, path[1:], frontier.root)
            assert not is_included(leaf, position ^ 1, count, path, frontier.root)
