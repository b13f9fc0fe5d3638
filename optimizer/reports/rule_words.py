"""Why no plan satisfies the rules of a question, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.locales import noted, tr, trn
from optimizer.rules import stated_text

if TYPE_CHECKING:
    from optimizer.outcome import Infeasible, Rule
    from optimizer.question import Question

MOST_RULES = 12


def why_not(question: Question, outcome: Infeasible) -> str:
    """Return why there is no plan: the rules that conflict."""
    if outcome.claimed:
        why = why_not(question, replace(outcome, claimed=False))
        return tr("Claimed by the sender, not proved here: “{why}”", why=why)
    if not outcome.conflict:
        return tr("No plan satisfies all rules of the register itself (groups, prerequisites, measures in progress).")
    return " ".join(filter(None, (_conflict_text(question, outcome), _what_helps(question, outcome))))


def _conflict_text(question: Question, outcome: Infeasible) -> str:
    rules = _rule_texts(question, outcome.conflict)
    if len(outcome.conflict) == 1:
        return tr("No plan satisfies this rule: {rules}.", rules=rules)
    if not outcome.all_needed:
        text = "No plan satisfies all these rules (time ran out before it was known which of them are needed): {rules}."
        return tr(text, rules=rules)
    return tr("No plan satisfies all these rules: {rules}.", rules=rules)


def _what_helps(question: Question, outcome: Infeasible) -> str:
    """Return which rules, dropped one at a time, make a plan possible; only tested claims are made."""
    single = len(outcome.conflict) == 1
    if outcome.alone == outcome.conflict:
        text = noted("Dropping it would make a plan possible.")
        return tr(text if single else noted("Dropping any one of them would make a plan possible."))
    if outcome.alone:
        text = noted("With all other rules kept, dropping one of these makes a plan possible: {rules}.")
        only = noted("With all other rules kept, only dropping this one makes a plan possible: {rules}.")
        return tr(only if len(outcome.alone) == 1 else text, rules=_rule_texts(question, outcome.alone))
    if outcome.alone_tested:
        text = noted("Dropping it is not enough: other rules of the scenario conflict too.")
        return tr(
            text if single else noted("Dropping one of them is not enough: other rules of the scenario conflict too.")
        )
    return ""


def _rule_texts(question: Question, rules: tuple[Rule, ...]) -> str:
    """Return rules with their numbers; only the first of many."""
    shown = "; ".join(stated_text(question, rule) for rule in rules[:MOST_RULES])
    more = len(rules) - MOST_RULES
    return shown if more <= 0 else trn("{rules}; and {count} more", "{rules}; and {count} more", more, rules=shown)
