"""The terms of funding sources as rows over the columns of a question (`funding_columns`)."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

from optimizer import flows as f
from optimizer.columns import Form, plus, scaled_form
from optimizer.decimals import ONE
from optimizer.funding_flows import PAID
from optimizer.funding_source import ESCO
from optimizer.outcome import Rule
from optimizer.rules.kind import Bounds
from optimizer.terms import RELATIVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer.columns import AmountKey
    from optimizer.funding_source import FundingSource
    from optimizer.rules.kind import Posing

NOTHING = Form(np.zeros(0, dtype=np.int64), np.zeros(0))


def rows(posing: Posing) -> Iterator[Bounds]:
    """Sources pay only as their terms say.

    D[f,t] ≤ M · drawn[f,t],   D[f,t] ≥ min_ticket · rate[t] · drawn[f,t],   Σ_t D[f,t] / rate[t] ≤ limit
    Σ_f D[f,t] ≤ Σ_i capex[i,t] · min(1, Σ_f share[f,i])    for every set of sources f, or by measure:
    D[f,t] = Σ_i v[f,i,t],   v[f,i,t] ≤ share · capex[i,t],   Σ_f v[f,i,t] ≤ capex[i,t]
    Σ_f takes[f,i,s] ≤ start[i,s];   no one else pays for what an ESCO takes
    Σ used[f] ≤ 1 in a line;   Σ collateral · amount ≤ available;   a project's clauses over `in`
    """
    if not posing.terms.funding:
        return
    yield from _contracts(posing)
    yield from _by_measure(posing) if posing.funds.detailed else _together(posing)
    for source in posing.terms.funding.lenders:
        yield from _draws(posing, source)
    for source in posing.terms.funding.sources:
        yield from _project(posing, source) if source.has_project and posing.funds.detailed else ()
    yield from _lines(posing)
    yield from _collateral(posing)


def _sum(posing: Posing, keys: Iterable[AmountKey]) -> Form:
    return posing.amounts_form(dict.fromkeys(keys, 1.0))


def _contracts(posing: Posing) -> Iterator[Bounds]:
    """At most one ESCO takes a measure, at its start; its limit is over all that it takes."""
    taken: dict[tuple[str, int], list[AmountKey]] = {}
    for key in posing.funds.keys("takes"):
        taken.setdefault((key[2], key[3]), []).append(key)
    for (measure, start), keys in taken.items():
        begun = posing.started(measure, start)
        yield Bounds(f"contract {measure}", plus(begun, scaled_form(_sum(posing, keys), -1.0)), 0.0, None)
    ones = posing.terms.valuation.ones
    for source in posing.terms.funding.of_kind(ESCO):
        if source.limit is not None:
            paid = posing.funds.form({(PAID, source.source): ones})
            yield Bounds(f"limit {source.source}", paid, None, float(source.limit) + posing.half)


def _left(posing: Posing, measure: str, t: int) -> Form:
    """Return the capex of a measure in year t that no ESCO pays for: all of it or nothing."""
    paid = posing.funds.capex[measure].get(t, {})
    if not posing.funds.keys("takes"):
        return posing.paid(measure, t)
    taken = {key: -paid[key[3]] for key in posing.funds.keys("takes") if key[2] == measure and key[3] in paid}
    return plus(posing.paid(measure, t), posing.amounts_form(taken))


def _by_measure(posing: Posing) -> Iterator[Bounds]:
    """Each source pays at most its share of each measure, all together at most its capex."""
    case, half = posing.terms.case, posing.half
    payers: dict[tuple[str, int], list[AmountKey]] = {}
    for key in posing.funds.keys("pays"):
        payers.setdefault((key[2], key[3]), []).append(key)
    for (measure, t), keys in payers.items():
        left = _left(posing, measure, t)
        together = scaled_form(_sum(posing, keys), -1.0)
        yield Bounds(f"capex {measure}", plus(left, together), -half, None)
        for key in keys:
            source = case.source[key[1]]
            whole = left
            if source.share_of is not None:
                whole = posing.amounts_form({("pays", source.share_of, measure, t): 1.0})
            most = scaled_form(whole, float(source.share))
            yield Bounds(f"share {key[1]}", plus(most, posing.amounts_form({key: -1.0})), -half, None)
            if source.has_project:
                inside = posing.amounts_form({("in", key[1], measure, 0): _most(posing, key), key: -1.0})
                yield Bounds(f"project {key[1]}", inside, 0.0, None)
    parts: dict[tuple[str, int], dict[AmountKey, float]] = {}
    for key in posing.funds.keys("pays"):
        parts.setdefault((key[1], key[3]), {})[key] = 1.0
    for key in posing.funds.keys("draw"):
        paid = parts[key[1], key[3]]
        yield Bounds(f"draw {key[1]}", posing.amounts_form({**paid, key: -1.0}), 0.0, 0.0)


def _most(posing: Posing, key: AmountKey) -> float:
    column = posing.funds.columns[posing.funds.number[key] - posing.funds.first]
    return column.upper * column.unit


def _together(posing: Posing) -> Iterator[Bounds]:
    """The draws of a year can be paid out to measures: no set of sources draws more than it can pay for."""
    funding = posing.terms.funding
    for t in posing.terms.valuation.years:
        here = [s for s in funding.lenders if ("draw", s.source, "", t) in posing.funds.number]
        sets = chain.from_iterable(combinations(here, size) for size in range(1, len(here) + 1))
        for some in sets:
            drawn = _sum(posing, (("draw", source.source, "", t) for source in some))
            room = scaled_form(drawn, -1.0)
            for measure, paid in posing.funds.capex.items():
                shares = sum(_share(posing, source, measure) for source in some)
                if shares and t in paid:
                    room = plus(room, scaled_form(_left(posing, measure, t), min(1.0, shares)))
            names = " ".join(source.source for source in some)
            yield Bounds(f"{names} {t}", room, -posing.half, None)


def _share(posing: Posing, source: FundingSource, measure: str) -> float:
    """Return the largest share of a measure's capex that a source can pay; of a loan's share, if it pays of a loan."""
    funding = posing.terms.funding
    own = float(source.share) if measure in funding.eligible_for[source.source] else 0.0
    loan = posing.terms.case.source[source.share_of] if source.share_of else None
    return own if loan is None else own * float(loan.share) * (measure in funding.eligible_for.get(loan.source, ()))


def _draws(posing: Posing, source: FundingSource) -> Iterator[Bounds]:
    """A draw is nothing or at least the ticket; all draws together stay within the limit; local content is kept."""
    name, prices, half = (
        source.source,
        posing.terms.funding.prices[source.source],
        float(posing.terms.funding.half(source)),
    )
    years = posing.funds.draw_years(source)
    for t in years:
        drawn, draw = ("drawn", name, "", t), ("draw", name, "", t)
        if drawn in posing.funds.number:
            yield Bounds(f"drawn {name}", posing.amounts_form({drawn: _most(posing, draw), draw: -1.0}), 0.0, None)
        if source.min_ticket:
            least = float(source.min_ticket * prices[t])
            form = posing.amounts_form({draw: 1.0, drawn: -least})
            yield Bounds(f"ticket {name}", form, -posing.half, None)
    if source.share_of is not None:
        for t in years:
            loan, grant = ("draw", source.share_of, "", t), ("draw", name, "", t)
            of_loan = posing.amounts_form({loan: float(source.share), grant: -1.0})
            yield Bounds(f"share {name}", of_loan, -posing.half, None)
    if source.limit is not None:
        form = posing.amounts_form({("draw", name, "", t): 1.0 / float(prices[t]) for t in years})
        yield Bounds(f"limit {name}", form, None, float(source.limit) + (half if posing.half else 0.0))
    if source.local_share and posing.funds.detailed:
        local = {
            key: (float(posing.terms.case.measure[key[2]].local_share or 0) - float(source.local_share))
            / float(prices[key[3]])
            for key in posing.funds.keys("pays", name)
        }
        yield Bounds(f"local {name}", posing.amounts_form(local), -half if posing.half else 0.0, None)


def _project(posing: Posing, source: FundingSource) -> Iterator[Bounds]:
    """The measures of a project keep its clauses as if nothing else were chosen, overlaps counted once.

    left_k = left_{k−1} − share_k · (what of it measure k takes), exactly, since `in` is 0 or 1
    """
    name, funds = source.source, posing.funds
    for measure in funds.members(source):
        taken = [key for key in posing.funds.keys("takes", name) if key[2] == measure]
        inside = posing.amounts_form({("in", name, measure, 0): -1.0})
        if source.kind == ESCO:
            yield Bounds(f"in {name}", plus(_sum(posing, taken), inside), 0.0, 0.0)
        else:
            yield Bounds(f"in {name}", plus(posing.chosen(measure), inside), 0.0, None)
    parts = [*_own_parts(posing, source)]
    for end_use, links in funds.chains(source).items():
        yield from _chain(posing, source, end_use, links)
        parts.append(
            ((f.FULL_SAVED, posing.terms.case.end_use[end_use].stream), _saved(posing, source, end_use, links))
        )
    for k, (first, second, flow, quantity) in enumerate(funds.pairs(source)):
        both, one, two = ("both", name, "", k), ("in", name, first, 0), ("in", name, second, 0)
        yield Bounds(f"both {name}", posing.amounts_form({one: 1.0, both: -1.0}), 0.0, None)
        yield Bounds(f"both {name}", posing.amounts_form({two: 1.0, both: -1.0}), 0.0, None)
        yield Bounds(f"both {name}", posing.amounts_form({one: 1.0, two: 1.0, both: -1.0}), None, 1.0)
        parts.append((flow, posing.amounts_form({both: quantity})))
    for column, weights, least, is_money in posing.terms.funding.margins(source):
        total = NOTHING
        for flow, form in parts:
            if flow in weights:
                total = plus(total, scaled_form(form, float(weights[flow][0])))
        slack = posing.half if is_money else float(RELATIVE * abs(least))
        yield from _kept(posing, source, Bounds(f"{column} {name}", total, float(least) - slack, None))


def _kept(posing: Posing, source: FundingSource, bounds: Bounds) -> Iterator[Bounds]:
    """Yield a clause that an empty project need not keep: a least sum above 0 counts if anything is in it."""
    least = bounds.lower or 0.0
    if least <= 0.0:
        yield bounds
        return
    for key in posing.funds.keys("in", source.source):
        yield bounds._replace(form=plus(bounds.form, posing.amounts_form({key: -least})), lower=0.0)


def _own_parts(posing: Posing, source: FundingSource) -> Iterator[tuple[tuple[str, str], Form]]:
    """Yield the full-year flows of each measure of a project that add up."""
    funding, case = posing.terms.funding, posing.terms.case
    for measure in posing.funds.members(source):
        flows = funding.project_flows((measure,))
        shared = {case.end_use[e.end_use].stream for e in case.effects_of[measure] if e.end_use}
        uses = {e.end_use for e in case.effects_of[measure] if e.end_use}
        for flow, series in flows.items():
            value = float(series.get(0, 0))
            if flow[0] == f.FULL_SAVED and flow[1] in shared:
                own = (u for u in uses if case.end_use[u].stream == flow[1])
                value -= sum(float(case.end_use[u].baseline * funding.full_share(measure, u)) for u in own)
            if flow[0].startswith("full") and value:
                yield flow, posing.amounts_form({("in", source.source, measure, 0): value})


def _chain(posing: Posing, source: FundingSource, end_use: str, links: list[tuple[str, float]]) -> Iterator[Bounds]:
    """What is left of an end use after each measure: left_k = left_{k−1} · (1 − share_k · in_k), exactly.

    (1 − share) · left_{k−1} ≤ left_k ≤ left_{k−1}
    left_{k−1} − share · in ≤ left_k ≤ (1 − share) · left_{k−1} + share · (1 − in)
    """
    name = f"left {source.source}"
    for k, (measure, share) in enumerate(links, 1):
        before, inside = _left_over(posing, source, end_use, k - 1), ("in", source.source, measure, 0)
        after = scaled_form(_left_over(posing, source, end_use, k), -1.0)
        unchanged, less = plus(before, after), plus(scaled_form(before, 1.0 - share), after)
        yield Bounds(name, unchanged, 0.0, None)
        yield Bounds(name, less, None, 0.0)
        yield Bounds(name, plus(unchanged, posing.amounts_form({inside: -share})), None, 0.0)
        yield Bounds(name, plus(less, posing.amounts_form({inside: -share}, share)), 0.0, None)


def _left_over(posing: Posing, source: FundingSource, end_use: str, k: int) -> Form:
    if k == 0:
        return Form(NOTHING.columns, NOTHING.coefs, 1.0)
    return posing.amounts_form({("left", source.source, end_use, k): 1.0})


def _saved(posing: Posing, source: FundingSource, end_use: str, links: list[tuple[str, float]]) -> Form:
    """Return what a project saves of an end use: baseline · (1 − what is left after the last measure)."""
    baseline = float(posing.terms.case.end_use[end_use].baseline)
    left = scaled_form(_left_over(posing, source, end_use, len(links)), -baseline)
    return Form(left.columns, left.coefs, left.constant + baseline)


def _lines(posing: Posing) -> Iterator[Bounds]:
    """At most one source of a line is used."""
    lines: dict[str, list[AmountKey]] = {}
    for source in posing.terms.funding.sources:
        used = ("used", source.source, "", 0)
        if not source.line:
            continue
        lines.setdefault(source.line, []).append(used)
        for key in (*posing.funds.keys("draw", source.source), *posing.funds.keys("takes", source.source)):
            yield Bounds(f"used {source.source}", posing.amounts_form({used: _most(posing, key), key: -1.0}), 0.0, None)
    for line, keys in lines.items():
        yield Bounds(line, _sum(posing, keys), None, 1.0)


def _collateral(posing: Posing) -> Iterator[Bounds]:
    """The security that all sources ask for is within what can be given."""
    funding = posing.terms.funding
    available = funding.rules.collateral_available
    if available is None:
        return
    weights = {
        key: [source.collateral * ONE] * len(funding.valuation.ones)
        for source in funding.sources
        for key in ((PAID, source.source), ("drawn", source.source))
    }
    yield Bounds(
        "collateral", posing.funds.form(weights), None, float(available) + posing.half, Rule("funding", "collateral")
    )
