"""A linear Pyomo expression whose terms are made only when somebody asks for them.

A rule over 20,000 choices is 20,000 small term objects, which take longer to make than HiGHS takes for
the whole matrix. The driver needs only the numbers, and takes them as arrays; whoever asks Pyomo (to
print the model, to write an LP file) gets ordinary terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyomo.core.expr import LinearExpression, MonomialTermExpression

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LongSum(LinearExpression):  # type: ignore[misc]
    """constant + Σ coefs[k] · variables[columns[k]]; `variables` is shared by all sums of a model."""

    __slots__ = ("_terms", "coefs", "columns", "offset", "variables")

    def __init__(
        self, variables: list[Any], columns: NDArray[np.int64], coefs: NDArray[np.float64], offset: float
    ) -> None:
        self.variables, self.columns, self.coefs, self.offset = variables, columns, coefs, offset
        self._terms: list[Any] | None = None

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What Pyomo's writers and visitors look a node up by: to them it is what it extends."""
        return LinearExpression

    @property
    def _args_(self) -> list[Any]:
        """The terms as Pyomo keeps them."""
        if self._terms is None:
            pairs = zip(self.coefs.tolist(), self.columns.tolist(), strict=True)
            terms = [MonomialTermExpression((coef, self.variables[column])) for coef, column in pairs]
            self._terms = [self.offset, *terms] if self.offset else terms
        return self._terms

    @property
    def _nargs(self) -> int:
        return len(self.columns) + bool(self.offset)
