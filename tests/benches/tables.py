"""What was measured, and how it stands beside its aim."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

_HEADS = ("", "Slack", "people", "beside", "", "Commons", "", "", "", "")
_NAMES = ("what", "takes", "at once", "median", "p95", "median", "p95", "ratio", "aim", "")


@dataclass
class Comparison:
    """Two series of the same thing; `ours` is to be at most `aim` times `theirs`."""

    what: str
    aim: float
    unit: str = "ms"
    delay: float | None = None
    people: int | None = None
    theirs: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    failed: int = 0  # of ours: no answer, or another than it should have been

    @property
    def ratio(self) -> float:
        return statistics.median(self.ours) / statistics.median(self.theirs)

    @property
    def holds(self) -> bool:
        return self.ratio <= self.aim and not self.failed

    def cells(self) -> tuple[str, ...]:
        said = "" if self.holds else "misses its aim"
        return (
            self.what,
            "" if self.delay is None else f"{self.delay * 1000:.0f} ms",
            "" if self.people is None else str(self.people),
            self._amount(statistics.median(self.theirs)),
            self._amount(_most(self.theirs)),
            self._amount(statistics.median(self.ours)),
            self._amount(_most(self.ours)),
            f"{self.ratio:.2f}x",
            f"{self.aim:.1f}x",
            f"{said}, {self.failed} failed" if self.failed else said,
        )

    def _amount(self, number: float) -> str:
        return f"{number:.1f} {self.unit}"


def table(comparisons: Sequence[Comparison]) -> str:
    rows = [_HEADS, _NAMES, *(each.cells() for each in comparisons)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first, *others = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        numbers = (cell.strip().rjust(len(cell)) for cell in others[:-1])
        lines.append("  ".join((first, *numbers, others[-1])).rstrip())
    return "\n".join(lines)


def _most(numbers: Sequence[float]) -> float:
    """What 95 in 100 stay below; of a few, the most."""
    if len(numbers) < 20:
        return max(numbers)
    return statistics.quantiles(numbers, n=20)[-1]
