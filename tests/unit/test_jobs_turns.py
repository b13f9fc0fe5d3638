"""The queue is fair: nobody's second question before another's first."""

from dataclasses import dataclass

from optimizer.jobs.job import Use
from optimizer.jobs.turns import in_turn


@dataclass(frozen=True)
class One:
    owner: str
    number: int
    use: Use = "kept"


def order(waiting: list[One], running: tuple[One, ...] = (), **served: float) -> list[tuple[str, int]]:
    return [(one.owner, one.number) for one in in_turn(waiting, running, served)]


def test_questions_of_one_owner_keep_their_order() -> None:
    assert order([One("a", 2), One("a", 1), One("a", 3)]) == [("a", 1), ("a", 2), ("a", 3)]


def test_owners_take_turns_whoever_asked_first() -> None:
    waiting = [One("a", 1), One("a", 2), One("a", 3), One("b", 4), One("c", 5), One("b", 6)]
    assert order(waiting) == [("a", 1), ("b", 4), ("c", 5), ("a", 2), ("b", 6), ("a", 3)]


def test_who_is_being_served_waits_for_those_who_are_not() -> None:
    assert order([One("a", 2), One("b", 3)], (One("a", 1),)) == [("b", 3), ("a", 2)]


def test_live_questions_go_to_the_front_and_take_turns_among_themselves() -> None:
    waiting = [One("a", 1), One("b", 2, use="live"), One("b", 3, use="live"), One("c", 4, use="live")]
    assert order(waiting) == [("b", 2), ("c", 4), ("b", 3), ("a", 1)]


def test_what_nobody_asked_comes_last_and_keeps_nobody_back() -> None:
    waiting = [One("a", 1, use="ahead"), One("a", 2), One("b", 3)]
    assert order(waiting, (One("a", 0, use="ahead"),)) == [("a", 2), ("b", 3), ("a", 1)]


def test_who_was_just_served_lets_others_go_first() -> None:
    assert order([One("a", 2), One("b", 3), One("c", 4)], a=20.0, b=10.0) == [("c", 4), ("b", 3), ("a", 2)]


def test_nobody_waits_for_nothing() -> None:
    assert order([], (One("a", 1),)) == []
