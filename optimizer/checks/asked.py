"""A scenario during its checks: the question in numbers, and problems at its keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.checks.known import CheckedCase
from optimizer.decimals import ZERO
from optimizer.errors import Problem
from optimizer.metrics import Metric, metrics_of
from optimizer.valuation import Valuation

if TYPE_CHECKING:
    from optimizer.case import Effect, Measure
    from optimizer.scenario import Limit, Scenario

TEXT_COLUMNS = (
    *("measure", "name", "name_uk", "site", "process", "practice", "lever"),
    *("group", "confidence", "status", "owner", "arc", "notes"),
)
"""The columns of measures.csv by which a limit may filter; texts for reports only are not among them."""


@dataclass(frozen=True)
class CheckedScenario(CheckedCase):
    """A scenario being checked against its case. `file` is the scenario's file."""

    scenario: Scenario
    file: str

    @cached_property
    def valuation(self) -> Valuation:
        """Return prices, taxes and years of the scenario."""
        return Valuation(self.case, self.scenario)

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """Return the case's metrics."""
        return metrics_of(self.case)

    @cached_property
    def start_years(self) -> range:
        """Return the calendar years in which the scenario lets measures start; none if first_start is after them."""
        base, first = self.case.base_year, self.scenario.first_start
        return range(max(base, first or base), base + self.scenario.start_years)

    @property
    def no_start_year(self) -> bool:
        """Return whether first_start leaves no year to start in."""
        return self.scenario.first_start is not None and not self.start_years

    def sound(self, measure: Measure) -> bool:
        """Return whether everything that a measure's effects refer to was read."""
        rows = self.case.effects_of[measure.measure] if self._measures_known else ()
        named = ((kind, getattr(row, kind)) for row in rows for kind in ("stream", "pollutant", "end_use"))
        missing = any(name is not None and not self.known(kind, name) for kind, name in named)
        return self._measures_known and not missing and all(map(self._is_whole, rows))

    def _is_whole(self, effect: Effect) -> bool:
        """Return whether an effect has one target and one size, which is part of an end use if it acts on one."""
        targets = [name for name in (effect.stream, effect.pollutant, effect.end_use) if name is not None]
        sizes = [size for size in (effect.quantity, effect.share) if size is not None]
        if len(targets) != 1 or len(sizes) != 1:
            return False
        if effect.end_use is None:
            return effect.share is None
        return effect.share is not None or self.case.end_use[effect.end_use].baseline > ZERO

    @cached_property
    def _measures_known(self) -> bool:
        """Return whether every effect names a measure that was read, and every end use a stream."""
        effects = all(effect.measure in self.case.measure for effect in self.case.effects)
        return effects and all(use.stream in self.case.stream for use in self.case.end_uses)

    def sure(self, *keys: str) -> bool:
        """Return whether all these keys of case and scenario could be read."""
        return not self.unread.whole.intersection(keys)

    def wrong(self, column: str, text: str, **values: object) -> Problem:
        """Return a problem at a key of the scenario."""
        return Problem(self.file, text, None, column, values)

    def odd(self, column: str, text: str, **values: object) -> Problem:
        """Return a warning at a key of the scenario."""
        return Problem(self.file, text, None, column, values, warning=True)


def key_of(limit: Limit, field: str = "") -> str:
    """Return a limit's key for messages: `limits[Climate target].at_least`."""
    return f"limits[{limit.name}]" + (f".{field}" if field else "")
