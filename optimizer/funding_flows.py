"""What outside money does year by year: flows of a draw from a loan or grant, and of a contract with an ESCO.

    drawn, arrived, fee, interest, principal, owed[t]     of a loan or grant, per source
    paid, payment[t]                                      of an ESCO: what it pays of capex, and what it gets
    lost[t]                                               depreciation of what grants and ESCOs paid

Every flow is a fixed multiple of the amount drawn, or of the contract, so the figures made of them are linear in both.
Amounts are in the case's currency. Source: formats.md 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.finance import annuity_factor
from optimizer.funding_source import GRANT, LOAN, FundingSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optimizer.flows import FlowKey, Flows

DRAWN, ARRIVED, FEE, INTEREST, PRINCIPAL, OWED = "drawn", "arrived", "fee", "interest", "principal", "owed"
PAID, PAYMENT, LOST = "paid", "payment", "lost depreciation"
FUNDED = frozenset({DRAWN, ARRIVED, FEE, INTEREST, PRINCIPAL, OWED, PAID, PAYMENT, LOST})
"""The kinds of all flows of outside money."""


def repayments(amount: Decimal, rate: Decimal, source: FundingSource) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    """Yield interest, principal and what is owed afterwards, for each year of a loan's tenor.

    Interest is never capitalised; in the years of grace nothing else is due. Then an annuity, or equal principal.
    """
    owed, years = amount, (source.tenor or 0) - source.grace
    yearly = amount * annuity_factor(rate, years)
    for j in range(1, (source.tenor or 0) + 1):
        interest = rate * owed
        due = ZERO if j <= source.grace else amount / years if source.repayment == "equal" else yearly - interest
        owed -= due
        yield interest, due, owed


class LoanStress(NamedTuple):
    """What a stress does to a loan: what it adds to the rate, and the factor on what is owed in its currency."""

    rate: Decimal = ZERO
    fx: Decimal = ONE


UNCHANGED = LoanStress()


def draw_flows(
    source: FundingSource, t: int, prices: Sequence[Decimal], write_off: int, change: LoanStress = UNCHANGED
) -> Flows:
    """Return the flows of one unit of the case's currency drawn in year t.

    `prices` holds what a unit of the source's currency costs, by year until the last payment; `write_off` the years of
    depreciation.
    """
    name, amount, arrival = source.source, 1 / prices[t], t + source.delay
    flows: Flows = {(DRAWN, name): {t: Decimal(1)}, (ARRIVED, name): {arrival: amount * prices[arrival]}}
    if source.fee:
        flows[FEE, name] = {t: source.fee}
    if source.kind == GRANT:
        flows[LOST, name] = written_off({t: Decimal(1)}, write_off, len(prices) - 1)
    if source.kind == LOAN:
        series: dict[str, dict[int, Decimal]] = {
            INTEREST: {},
            PRINCIPAL: {},
            OWED: {arrival: amount * prices[arrival] * change.fx},
        }
        for u, (interest, principal, owed) in enumerate(
            repayments(amount, source.rate + change.rate, source), arrival + 1
        ):
            for kind, value in zip(series, (interest, principal, owed), strict=True):
                series[kind][u] = value * prices[u] * change.fx
        flows |= {(kind, name): values for kind, values in series.items()}
    return flows


def written_off(payments: Mapping[int, Decimal], life: int, horizon: int) -> dict[int, Decimal]:
    """Return the depreciation of payments by year: evenly over the years after each; none if `life` is 0."""
    found: dict[int, Decimal] = {}
    for t, payment in payments.items():
        for u in range(t + 1, min(t + life, horizon) + 1):
            found[u] = found.get(u, ZERO) + payment / life
    return found


def contract_flows(
    source: FundingSource, capex: Mapping[int, Decimal], saving: Mapping[int, Decimal], write_off: int, horizon: int
) -> Flows:
    """Return the flows of an ESCO's contract for one measure.

    `capex` holds the measure's payments by year, `saving` its annual saving alone in the years in which the ESCO has
    its share of it.
    """
    name = source.source
    paid = {t: source.share * payment for t, payment in capex.items() if payment}
    return {
        (PAID, name): paid,
        (PAYMENT, name): {u: source.savings_share * max(ZERO, value) for u, value in saving.items()},
        (LOST, name): written_off(paid, write_off, horizon),
    }


def times(flows: Flows, factor: Decimal) -> Flows:
    """Return all flows times a number."""
    return {key: {t: factor * value for t, value in series.items()} for key, series in flows.items()}


def is_funded(key: FlowKey) -> bool:
    """Return whether a flow is one of outside money."""
    return key[0] in FUNDED
