"""Words of a register that stand in English in its cells (kinds, statuses, practices) and columns (resources)."""

from __future__ import annotations

from optimizer.locales import noted, tr

TERMS = frozenset(
    {
        *(noted("energy"), noted("water"), noted("wastewater"), noted("material"), noted("toxic_material")),
        *(noted("waste"), noted("other")),
        *(noted("proposed"), noted("evaluated"), noted("selected"), noted("in progress"), noted("completed")),
        *(noted("verified"), noted("discarded")),
        *(noted("measured"), noted("quote"), noted("estimate")),
        *(noted("good housekeeping"), noted("input substitution"), noted("better process control")),
        *(noted("equipment modification"), noted("technology change"), noted("on-site reuse and recycling")),
        *(noted("useful by-product"), noted("product modification")),
        *(noted("know-how"), noted("technology"), noted("attitudes"), noted("balance")),
    }
)
RESOURCES = {
    "staff_days": noted("staff days"),
    "staff_hours": noted("staff hours"),
    "downtime_h": noted("hours of downtime"),
    "downtime_hours": noted("hours of downtime"),
    "downtime_days": noted("days of downtime"),
}
"""Resources that many registers limit; any other is what its register calls it."""


def resource_text(resource: str) -> str:
    """A resource of the register (`use_<name>`) in the language spoken; one that is not known as the register has it.

    >>> resource_text("staff_days"), resource_text("crane_hours")
    ('staff days', 'crane hours')
    """
    return tr(RESOURCES[resource]) if resource in RESOURCES else resource.replace("_", " ")


def term_text(term: str) -> str:
    """A word of the register in the language spoken, where it is one that is known."""
    return tr(term) if term in TERMS else term
