"""The charts of a plan, in the order in which a leader asks. To add one, write its module and add it here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.charts.abatement_curve import ABATEMENT_CURVE
from optimizer.charts.before_after import BILL_BY_YEAR
from optimizer.charts.bill_by_stream import BILL_BY_STREAM
from optimizer.charts.bridge_chart import BRIDGE
from optimizer.charts.cash_flow import CASH_FLOW
from optimizer.charts.emissions import EMISSIONS
from optimizer.charts.npv_by_measure import NPV_BY_MEASURE
from optimizer.charts.payback_bands import PAYBACK_BANDS
from optimizer.charts.plan_by_year import PLAN_BY_YEAR
from optimizer.charts.savings_by import SAVINGS_BY_LEVER, SAVINGS_BY_PRACTICE, SAVINGS_BY_SITE
from optimizer.charts.spending import SPENDING
from optimizer.charts.worth import WORTH

if TYPE_CHECKING:
    from optimizer.charts.chart import PlanChart

MONEY: tuple[PlanChart, ...] = (CASH_FLOW, WORTH, BRIDGE, NPV_BY_MEASURE, SPENDING)
BILL_AND_EMISSIONS: tuple[PlanChart, ...] = (BILL_BY_YEAR, BILL_BY_STREAM, EMISSIONS)
SAVINGS: tuple[PlanChart, ...] = (
    SAVINGS_BY_SITE, SAVINGS_BY_PRACTICE, SAVINGS_BY_LEVER, PAYBACK_BANDS, ABATEMENT_CURVE,
)  # fmt: skip
CHARTS: tuple[PlanChart, ...] = (PLAN_BY_YEAR, *MONEY, *BILL_AND_EMISSIONS, *SAVINGS)
