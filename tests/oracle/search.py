"""All feasible decisions, in whole numbers: everything is put on one common denominator first.

Flows add up over parts (see `flows`), so each part's share in every column is computed once for each
way to decide its measures, and a decision's columns are a sum of those.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor, lcm

from .flows import Flows, members, part_flows, parts
from .flows import Part as FlowPart
from .inputs import Problem
from .limits import Row, budget_forms, rows, short_of_money
from .metrics import Form
from .rules import agrees_with_all, choices

Starts = Mapping[str, int]
State = tuple[int | None, ...]
Vector = list[int]


@dataclass(frozen=True)
class Found:
    """A feasible decision (years from the base year) with its values, in the order asked for."""

    starts: dict[str, int]
    values: tuple[Fraction, ...]


@dataclass(frozen=True)
class Column:
    """A form over the flows of some measures (None: all), and between what it must be."""

    form: Form
    only: frozenset[str] | None = None
    row: Row | None = None
    bound: Fraction = Fraction(0)


@dataclass(frozen=True)
class Part:
    """A part's share in every column, for every way to decide its measures."""

    members: tuple[str, ...]
    shares: dict[State, list[Fraction]]


def search(problem: Problem, wanted: Sequence[Form]) -> list[Found]:
    """Every feasible decision, with the values of the wanted forms."""
    paid, joining = budget_forms(problem)
    bounded = [Column(term.form, row.only, row, term.bound) for row in rows(problem) for term in row.terms]
    columns = [*map(Column, wanted), *map(Column, paid), *map(Column, joining), *bounded]
    return list(_Search(problem, columns, len(wanted), len(paid)).run())


class _Search:
    """A walk over the measures in their order, adding up columns on the way."""

    def __init__(self, problem: Problem, columns: list[Column], wanted: int, years: int) -> None:
        self._problem = problem
        self._wanted = wanted
        self._years = years
        self._names = list(problem.case.measures)
        self._choices = [choices(problem, measure) for measure in problem.case.measures.values()]
        several = [_part(problem, part, columns) for part in parts(problem)]
        self._scale = _scale(several)
        self._half_unit = problem.case.half_unit * self._scale
        self._budget = problem.scenario.budget
        self._bounds = [_integer_bounds(column, self._scale) for column in columns]
        self._closing = self._by_last_member(several)
        self._always = self._of_the_plant(several)

    def _by_last_member(self, several: Iterable[Part]) -> list[list[tuple[Part, dict[State, Vector]]]]:
        """The parts that are fully decided once the measure at each position is."""
        closing: list[list[tuple[Part, dict[State, Vector]]]] = [[] for _ in self._names]
        for part in several:
            if part.members:
                whole = {state: _whole(share, self._scale) for state, share in part.shares.items()}
                closing[max(map(self._names.index, part.members))].append((part, whole))
        return closing

    def _of_the_plant(self, several: Iterable[Part]) -> Vector:
        """What the columns hold before anything is decided."""
        shares = [part.shares[()] for part in several if not part.members and part.shares[()]]
        return [sum(amounts) for amounts in zip(*(_whole(share, self._scale) for share in shares), strict=True)]

    def run(self) -> Iterator[Found]:
        return self._walk({}, self._always)

    def _walk(self, decided: dict[str, int | None], columns: Vector) -> Iterator[Found]:
        position = len(decided)
        if position == len(self._names):
            if self._holds(columns):
                yield self._found(decided, columns)
            return
        name = self._names[position]
        for start in self._choices[position]:
            if agrees_with_all(self._problem, name, start, decided):
                now = {**decided, name: start}
                yield from self._walk(now, self._added(columns, position, now))

    def _added(self, columns: Vector, position: int, decided: Mapping[str, int | None]) -> Vector:
        for part, whole in self._closing[position]:
            share = whole[tuple(decided[name] for name in part.members)]
            if share:
                columns = [a + b for a, b in zip(columns, share, strict=True)]
        return columns

    def _holds(self, columns: Vector) -> bool:
        within = all(low <= amount <= high for amount, (low, high) in zip(columns, self._bounds, strict=True))
        return within and self._is_paid_for(columns)

    def _is_paid_for(self, columns: Vector) -> bool:
        first, last = self._wanted, self._wanted + self._years
        paid, joining = columns[first:last], columns[last : last + self._years]
        return short_of_money(self._budget, paid, joining, self._half_unit, self._scale) is None

    def _found(self, decided: Mapping[str, int | None], columns: Vector) -> Found:
        starts = {name: start for name, start in decided.items() if start is not None}
        return Found(starts, tuple(Fraction(amount, self._scale) for amount in columns[: self._wanted]))


def _part(problem: Problem, part: FlowPart, columns: Sequence[Column]) -> Part:
    names = members(problem, part)
    allowed = [choices(problem, problem.case.measures[name]) for name in names]
    filters = {column.only for column in columns}
    shares = {}
    for state in product(*allowed):
        chosen = {name: start for name, start in zip(names, state, strict=True) if start is not None}
        caused = {only: part_flows(problem, part, _among(chosen, only)) for only in filters}
        shares[state] = _shares(columns, caused)
    return Part(names, shares)


def _among(starts: Starts, only: frozenset[str] | None) -> dict[str, int]:
    return {name: start for name, start in starts.items() if only is None or name in only}


def _shares(columns: Sequence[Column], caused: Mapping[frozenset[str] | None, Flows]) -> list[Fraction]:
    """A part's share in every column; an empty list where it has none."""
    if not any(caused.values()):
        return []
    return [_value(column.form, caused[column.only]) for column in columns]


def _value(form: Form, flows: Flows) -> Fraction:
    common = form.keys() & flows.keys()
    return sum((form[key] * flows[key] for key in common), Fraction(0))


def _scale(several: Iterable[Part]) -> int:
    return lcm(*(x.denominator for part in several for share in part.shares.values() for x in share))


def _whole(share: Sequence[Fraction], scale: int) -> Vector:
    return [x.numerator * (scale // x.denominator) for x in share]


def _integer_bounds(column: Column, scale: int) -> tuple[float | int, float | int]:
    """The least and the greatest whole number that keeps to a column's row."""
    row, bound = column.row, column.bound
    if row is None:
        return float("-inf"), float("inf")
    room = row.room(bound)
    if row.sense == "at_least":
        edge = scale * (bound - room)
        return floor(edge) + 1 if row.is_money else ceil(edge), float("inf")
    edge = scale * (bound + room)
    return float("-inf"), ceil(edge) - 1 if row.is_money else floor(edge)
