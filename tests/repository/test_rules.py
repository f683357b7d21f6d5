"""Every file keeps the rules, and each rule finds what it is there for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.repository import rules
from tests.repository.rules import ROOT, RULES, Rule, read, tracked_files

#: These two hold what they look for.
OWN = {"tests/repository/rules.py", "tests/repository/test_rules.py"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_file_keeps_the_rule(rule: Rule) -> None:
    texts = ((name, read(name)) for name in tracked_files() if name not in OWN)
    found = [finding for name, text in texts if text is not None for finding in rule(name, text)]
    assert not found, "\n" + "\n".join(found)


OFFENDERS = [
    (rules.no_nameless_module, "gapcheck/web/utils.py", ""),
    (rules.no_nameless_module, "gapcheck/common/dates.py", ""),
    (rules.no_nameless_module, "static/helpers.js", ""),
    (rules.no_long_file, "gapcheck/engine/all.py", "x = 1\n" * 251),
    (rules.no_long_file, "static/everything.css", "p { margin: 0 }\n" * 251),
    (rules.no_long_file, "tests/engine/test_all.py", "x = 1\n" * 501),
    (rules.no_unescaped_text, "templates/respond/item.html", "<p>{{ comment | safe }}</p>"),
    (rules.no_unescaped_text, "templates/respond/item.html", "{% autoescape false %}"),
    (rules.no_unescaped_text, "gapcheck/web/words.py", "return Markup(text)"),
    (rules.no_unescaped_text, "gapcheck/report/page.py", "Environment(autoescape=False)"),
    (rules.no_unescaped_text, "static/form.js", "status.innerHTML = answer"),
    (rules.no_sql_from_strings, "gapcheck/services/a.py", 'session.execute(text(f"DELETE FROM {table}"))'),
    (rules.no_sql_from_strings, "gapcheck/services/a.py", 'connection.execute("DELETE FROM %s" % table)'),
    (rules.only_services_commit, "gapcheck/web/respond/views.py", "db.session.commit()"),
    (rules.nothing_of_a_machine, "docs/install.md", "cd /home/ana/gapcheck"),
    (rules.nothing_of_a_machine, "requirements.lock", "--index-url https://mirror.example/simple"),
    (rules.nothing_of_a_machine, "package-lock.json", '"resolved": "https://registry.npmjs.org/x"'),
    (rules.no_silencing_without_reason, "gapcheck/a.py", "import b  # noqa: F401"),
    (rules.no_silencing_without_reason, "gapcheck/a.py", "import b  # type: ignore[import-untyped]"),
    (rules.no_silencing_without_reason, "gapcheck/a.py", "import b  # type: ignore[import-untyped]  # noqa: F401"),
    (rules.no_test_left_out_without_reason, "tests/test_a.py", "@pytest.mark.skip"),
    (rules.no_test_left_out_without_reason, "tests/test_a.py", "@pytest.mark.xfail(strict=True)"),
]


@pytest.mark.parametrize(
    ("rule", "name", "text"), OFFENDERS, ids=lambda value: getattr(value, "__name__", str(value)[:40])
)
def test_a_rule_finds_what_breaks_it(rule: Rule, name: str, text: str) -> None:
    assert list(rule(name, text))


INNOCENTS = [
    (rules.no_nameless_module, "gapcheck/engine/commonality.py", ""),
    (rules.no_long_file, "tests/engine/test_all.py", "x = 1\n" * 251),
    (rules.no_long_file, "examples/all.json", "1\n" * 501),
    (rules.no_unescaped_text, "templates/respond/item.html", "<p>It is safe to close this page.</p>"),
    (
        rules.no_sql_from_strings,
        "gapcheck/services/a.py",
        'session.execute(text("DELETE FROM a WHERE id = :id"), {"id": 1})',
    ),
    (rules.only_services_commit, "gapcheck/services/transaction.py", "session.commit()"),
    (rules.nothing_of_a_machine, "docs/install.md", "Debian keeps it in /usr/lib and the socket in /run."),
    (rules.no_silencing_without_reason, "gapcheck/a.py", "import b  # noqa: F401  registers its tables on import"),
    (rules.no_test_left_out_without_reason, "tests/test_a.py", '@pytest.mark.skipif(old, reason="needs 3.12")'),
]


@pytest.mark.parametrize(
    ("rule", "name", "text"), INNOCENTS, ids=lambda value: getattr(value, "__name__", str(value)[:40])
)
def test_a_rule_leaves_the_rest_alone(rule: Rule, name: str, text: str) -> None:
    assert not list(rule(name, text))


def test_every_rule_is_tried_on_an_offender() -> None:
    assert {rule for rule, _, _ in OFFENDERS} == set(RULES)


def test_an_exception_from_a_rule_names_a_file_that_is_there() -> None:
    reasons = {**rules.LONGER, **rules.BUILT_SQL, **{name: reason for name, (_, reason) in rules.UNESCAPED.items()}}
    for name, reason in reasons.items():
        assert (ROOT / name).is_file()
        assert len(reason.split()) > 3
    for name, (reviewed, _) in rules.UNESCAPED.items():
        assert reviewed in (ROOT / name).read_text(encoding="utf-8")


def test_every_ignored_ruff_rule_has_its_reason_beside_it() -> None:
    lines = iter((ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines())
    assert list(unexplained_codes(lines)) == []


def test_an_ignored_rule_without_a_reason_is_found() -> None:
    assert list(unexplained_codes(iter(["ignore = [", '    "D105",', "]"]))) == ['    "D105",']


def unexplained_codes(lines: Iterator[str]) -> Iterator[str]:
    """The lines of ``ignore = [...]`` and of per-file-ignores that switch a rule off without a comment."""
    inside = False
    for line in lines:
        if re.match(r'(ignore|"[^"]+") = \[|\[tool\.ruff\.lint\.per-file-ignores\]', line):
            inside = True
        if inside and re.search(r'"[A-Z]+\d*"', line) and not re.search(r"#\s*\S+ \S+ \S+", line):
            yield line
        if line.startswith("]") or re.search(r"\]\s*(#.*)?$", line):
            inside = False


def test_every_link_in_the_documentation_leads_to_a_file() -> None:
    broken = [
        f"{name}: {target}"
        for name in tracked_files()
        if name.endswith(".md")
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", read(name) or "")
        if not (ROOT / name).parent.joinpath(target).exists()
    ]
    assert not broken, "\n" + "\n".join(broken)


def test_the_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        if (ROOT / name).exists():
            named = set(re.findall(r"`make ([a-z]+)", read(name) or "")) | set(
                re.findall(r"^make ([a-z]+)", read(name) or "", re.M)
            )
            assert named <= targets, f"{name} names {named - targets}"
