"""A source of outside money and its terms: one row of funding.csv (formats.md 4)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.errors import BadValue
from optimizer.record import MOST_RATE, Amount, Count, Id, Number, Record, Share, Whole, Years, as_set, split_list

SourceKind = Literal["loan", "grant", "esco"]
LOAN: SourceKind = "loan"
GRANT: SourceKind = "grant"
ESCO: SourceKind = "esco"


def _some(value: Decimal) -> Decimal:
    if not ZERO < value <= ONE:
        raise BadValue("must be a share above 0 and at most 1 (0.25 for 25 %)")
    return value


def _rate(value: Decimal) -> Decimal:
    if not ZERO <= value <= MOST_RATE:
        raise BadValue("must be a rate from 0 to 10 (0.05 for 5 % a year)")
    return value


def _co2e(given: object) -> object:
    return given.strip() if isinstance(given, str) else given


SomeShare = Annotated[Number, AfterValidator(_some)]
LenderRate = Annotated[Number, AfterValidator(_rate)]


class FundingSource(Record):
    """A lender's, donor's or energy service company's terms: who pays for what, and what is paid back when."""

    source: Id = Field(description="id of the source")
    name: str = Field("", description="name in English")
    name_uk: str = Field("", description="name in Ukrainian")
    kind: SourceKind = Field(description="loan, grant, or esco: an energy service contract")
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = Field(
        "", description="ISO 4217 code of limit, ticket and what is owed; the case's if empty"
    )
    limit: Amount | None = Field(None, description="most that it pays in all, in its currency")
    min_ticket: Amount = Field(ZERO, description="least that is drawn in a year (esco: that it pays for a measure)")
    share: SomeShare = Field(ONE, description="largest share of each measure's capex that it pays, year by year")
    share_of: Id | None = Field(None, description="a loan of whose payments this grant pays a share, not of capex")
    line: Id | None = Field(None, description="sources of one line are alternatives: at most one of them is used")
    rate: LenderRate = Field(ZERO, description="interest per year, nominal; for an esco the return that it wants")
    tenor: Years | None = Field(None, description="years until the last payment; for an esco the years of payments")
    grace: Count = Field(0, description="first years of the tenor in which only interest is due")
    repayment: Literal["annuity", "equal"] = Field("annuity", description="annuity, or equal principal")
    fee: Share = Field(ZERO, description="share of the amount that is paid from own cash in the year of the draw")
    delay: Count = Field(0, description="years until the money arrives")
    savings_share: Share = Field(ZERO, description="share of a measure's annual saving that an esco gets")
    max_payback: Amount | None = Field(None, description="years; simple payback of each measure that it pays for")
    practices: Annotated[tuple[str, ...], BeforeValidator(split_list), AfterValidator(as_set)] = Field(
        (), description="practices that it pays for, `;` between; any if empty"
    )
    max_project_payback: Amount | None = Field(None, description="years; simple payback of all that it pays for")
    min_energy_saving: Share = Field(ZERO, description="share of the plant's energy that its project must save")
    min_co2e: Annotated[str, BeforeValidator(_co2e)] = Field(
        "", description='CO2e that its project must abate, t/year, or "20%" of the plant\'s'
    )
    local_share: Share = Field(ZERO, description="least share of local content in the amounts that it pays")
    collateral: Amount = Field(ZERO, description="security that it asks for, per unit of money that it pays")
    # `from` is a keyword of Python, so these two columns can't be declared like the others.
    __annotations__ |= {"from": Whole | None, "to": Whole | None}
    locals()["from"] = Field(None, description="first calendar year of drawing (esco: of the measure's start)")
    locals()["to"] = Field(None, description="last calendar year of drawing (esco: of the measure's start)")
    source_note: str = Field("", description="where the terms are from")
    as_of: str = Field("", description="when they were found or last checked")

    @property
    def first_year(self) -> int | None:
        """Return the first calendar year in which it may be drawn; None if there is none."""
        year: int | None = getattr(self, "from")
        return year

    @property
    def last_year(self) -> int | None:
        """Return the last calendar year in which it may be drawn; None if there is none."""
        year: int | None = getattr(self, "to")  # noqa: B009 - declared beside `from`
        return year

    @property
    def has_project(self) -> bool:
        """Return whether it has a clause on all measures that it pays for together."""
        return self.max_project_payback is not None or self.min_energy_saving > 0 or bool(self.min_co2e)
