"""Words of a register that stand in its cells in English (kinds, statuses, practices), in the language spoken."""

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
        *(noted("know-how"), noted("technology"), noted("attitudes")),
    }
)


def term_text(term: str) -> str:
    """A word of the register in the language spoken, where it is one that is known."""
    return tr(term) if term in TERMS else term
