"""Drawing by lot so that anybody can check it (双随机、一公开).

The place of a name in the draw is the SHA-256 of the seed, a line feed and the name, as hexadecimal; the lowest are
drawn. Whoever has the list and the seed gets the same names with any program, such as sha256sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def names(text: str) -> list[str]:
    """The names of a list with one in each line, each once, in the order of their characters."""
    return sorted({line.strip() for line in text.splitlines() if line.strip()})


def lot(seed: str, name: str) -> str:
    """The lot of a name."""
    return sha256(f"{seed}\n{name}".encode()).hexdigest()


def draw(seed: str, pool: Iterable[str], wanted: int) -> list[str]:
    """The names that are drawn, the lowest lot first."""
    return sorted(set(pool), key=lambda name: (lot(seed, name), name))[:wanted]


def digest_of(pool: Iterable[str]) -> str:
    """The SHA-256 of a list as it is drawn from: sorted, one name in a line, each line ended by a line feed."""
    return sha256("".join(f"{name}\n" for name in sorted(set(pool))).encode()).hexdigest()
