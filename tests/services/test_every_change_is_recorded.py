"""One audit event per change: every function that writes records once, or is listed here with what it does instead.

Read from the source, so that a new function that writes is noticed before anybody calls it. What the events say is held
by the tests of each service.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from gapcheck import services

SERVICES = Path(services.__file__).parent
RECORDS = ("audit.record", "audit.record_everywhere", "account_events.record")

#: Functions that write and do not record exactly once: (module, function) -> (how often, why).
OTHERWISE = {
    ("answering/submitting", "submit"): (
        2,
        "the second submission also completes the wave, which is a change of its own",
    ),
    ("members", "end"): (2, "each engagement that passes to somebody else is a change of its own"),
    ("many", "add"): (0, "engagements.create_in records each company"),
    ("rights", "stop_reminders"): (0, "mail.asking.stop_for records it"),
    ("samples", "make"): (0, "engagements.create_in records the company, answering records the answers"),
    ("second_factors", "sign_in_by_passkey"): (0, "sign_ins.begin_within records it"),
    ("links", "leave"): (0, "in which browsers a respondent is in is nobody's business"),
    ("links", "forget_ended"): (0, "what is deleted had ended by its age"),
    ("sign_ins", "forget_ended"): (0, "what is deleted had ended by its age; how it began is recorded"),
    ("links", "_take_a_try"): (0, "a counter; the lock after the last try is recorded"),
    ("reports/rendering", "_lease"): (0, "the worker's own; the order is part of a recorded submission"),
    ("reports/rendering", "_keep"): (0, "the worker's own"),
    ("reports/rendering", "_give_back"): (0, "the worker's own"),
    ("batches", "forget_old"): (0, "the list of a download that was recorded when it was asked for"),
    ("mail/announcing", "announce_deletions"): (0, "a mail that the program sends; its row says when"),
    ("mail/pausing", "resume"): (0, "the operator's, on the command line; the rows say what goes out"),
    **{
        ("mail/sending", step): (0, "the worker's own; the mail's row has its state, and what caused it is recorded")
        for step in ("_lease", "_compose", "_sent", "_failed", "_deferred")
    },
    ("operations/replaying", "_replace"): (
        0,
        "done again from the ledger after a restore, which restoring.clear records",
    ),
    # A workshop's steps and words change from second to second; its start, decisions' report and end are recorded.
    **{
        ("workshops/" + module, name): (
            0,
            "a step or a draft of a workshop; its preparation, start and end are recorded",
        )
        for module, name in (
            *(("arranging", "save"), ("arranging", "write_note"), ("closing", "set_next_wave")),
            *(("decisions", "save"), ("decisions", "take_out"), ("decisions", "choose")),
            *(("steering", "steer"), ("votes", "take_over")),
        )
    },
    ("workshops/ending", "end_forgotten"): (2, "each workshop that is ended is a change of its own"),
}


def writers() -> Iterator[tuple[tuple[str, str], int]]:
    """Every function of a service that opens a transaction to write, and how many calls in it record an event."""
    for file in sorted(SERVICES.rglob("*.py")):
        module = file.relative_to(SERVICES).with_suffix("").as_posix()
        functions = {each.name: each for each in ast.parse(file.read_text()).body if isinstance(each, ast.FunctionDef)}
        for name, function in functions.items():
            if any(isinstance(part, ast.With) and writes(part) for part in ast.walk(function)):
                yield (module, name), recorded(function, functions, {name})


def writes(block: ast.With) -> bool:
    return any("writing()" in ast.unparse(item.context_expr) for item in block.items)


def recorded(function: ast.FunctionDef, others: dict[str, ast.FunctionDef], seen: set[str]) -> int:
    """The calls that record, in the function and in those of its module that it calls."""
    total = 0
    for part in ast.walk(function):
        if isinstance(part, ast.Call):
            called = ast.unparse(part.func)
            total += called in RECORDS
            if called in others and called not in seen:
                total += recorded(others[called], others, seen | {called})
    return total


def test_every_function_that_writes_records_exactly_one_event_or_says_why_not() -> None:
    found = dict(writers())
    assert len(found) > 60
    assert {key: count for key, count in found.items() if count != 1} == {
        key: count for key, (count, _) in OTHERWISE.items()
    }
    assert all(why for _, why in OTHERWISE.values())


def test_a_function_that_writes_without_an_event_is_noticed() -> None:
    silent = "def f():\n    with writing() as session:\n        session.add(1)\n"
    (function,) = ast.parse(silent).body
    assert isinstance(function, ast.FunctionDef)
    assert any(isinstance(part, ast.With) and writes(part) for part in ast.walk(function))
    assert recorded(function, {}, set()) == 0
