"""The report on the screen: the same words as on paper, whole by itself, and nothing to run or to fetch."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from gapcheck.engine.wave import Commitment, Wave
from gapcheck.report import twin
from gapcheck.report.render import page as printed_page
from tests.report.hostile import PAYLOADS, every_type_at_its_longest, payloads_everywhere
from tests.report.waves import EXAMPLES, document, example

EVERY_TYPE = "golden-pair"
#: What stands on paper only: lines to write on, and the edges of the page.
ON_PAPER_ONLY = ("head", "foot", "by-hand", "signatures")


class Read(HTMLParser):
    """A page as somebody who cannot see it gets it: texts and alternative texts, headings, tables, attributes."""

    VOID = frozenset({"br", "img", "meta", "link", "col", "hr", "input"})

    def __init__(self, page: str, without: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.without = without
        self.depth = 0
        self.silent = 0
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        self.texts += [words for words in (given.get("alt"), given.get("aria-label")) if words]
        if tag in self.VOID:
            return
        self.depth += 1
        hidden = tag in ("style", "title") or set((given.get("class") or "").split()) & set(self.without)
        if hidden and not self.silent:
            self.silent = self.depth

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self.silent == self.depth:
            self.silent = 0
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.silent:
            self.texts.append(data)

    @property
    def words(self) -> set[str]:
        """Every text with its spaces made even."""
        return {" ".join(text.split()) for text in self.texts}


@pytest.mark.parametrize("edition", ["participant", "facilitator"])
@pytest.mark.parametrize("name", [EVERY_TYPE, "northmoor-full"])
def test_whatever_stands_on_paper_stands_on_the_screen_in_the_same_words(name: str, edition: str) -> None:
    doc = document(example(name), edition)
    on_screen = " ".join(" ".join(Read(twin.twin(doc).body).texts).split())
    on_paper = Read(printed_page(doc), ON_PAPER_ONLY).words
    assert len(on_paper) > 100
    assert [words for words in on_paper if words not in on_screen] == []
    assert " · ".join(doc.footer) in on_screen


@pytest.mark.parametrize("decided", [(), (Commitment("We review the register", "cio"),)], ids=["none", "one"])
def test_what_was_parked_stands_on_the_screen_whether_anything_was_decided_or_not(
    decided: tuple[Commitment, ...],
) -> None:
    parked = (Commitment("Who pays for the second site?", "cso"),)
    doc = document(replace(example("aldermere-short"), commitments=decided, parked=parked))
    on_screen = Read(twin.twin(doc).body).words
    assert {"Questions to find out", "Who pays for the second site?"} <= on_screen
    assert ("We will" in on_screen) == bool(decided), "a table without a row"
    on_paper = Read(printed_page(doc), ON_PAPER_ONLY).words
    assert {"Questions to find out", "Who pays for the second site?"} <= on_paper
    assert "We will" not in on_paper or decided, "an empty table is for writing on by hand"


@pytest.mark.parametrize("name", [EVERY_TYPE, "northmoor-full", "northmoor-full-2"])
def test_each_chart_has_a_text_and_headings_nest(name: str) -> None:
    read = Read(twin.page(document(example(name), "facilitator")))
    drawings = [given for tag, given in read.tags if given.get("role") == "img"]
    assert drawings
    assert all((given.get("aria-label") or "").strip() for given in drawings)
    assert len(drawings) == sum(tag == "svg" for tag, _ in read.tags), "a chart without a text"
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_each_question_gives_its_four_answers_as_a_table_on_request() -> None:
    doc = document(example(EVERY_TYPE))
    body = twin.twin(doc).body
    for theme in doc.themes:
        for item in theme.items:
            table = re.search(rf"As a table<span[^>]*>: question {item.number}</span>.*?</details>", body, re.DOTALL)
            assert table is not None
            if item.picture is not None and item.picture.kind in ("row", "marks"):
                words = " ".join(Read(table[0]).texts)
                assert all(answer in words for answer in (item.answers.own_a, item.answers.guess_b))
    assert "Disagree (2 of 5)" in body


def test_a_step_without_a_label_gives_its_place_once() -> None:
    body = twin.twin(document(example("northmoor-full"))).body
    assert ">3 of 7<" in body
    assert not re.search(r"(\d+ of \d+) \(\1\)", body)


def test_the_list_of_pages_leads_to_each_page_by_the_words_above_its_title() -> None:
    shown = twin.twin(document(example("northmoor-full"), "facilitator"))
    assert [str(page.words) for page in shown.pages][:2] == ["In one minute", "Alignment map"]
    assert shown.body.count('<p class="kicker">') == len(shown.pages)
    for page in shown.pages:
        assert shown.body.count(f'id="{page.anchor}"') == 1


def test_each_cell_carries_the_words_of_its_column_for_a_phone() -> None:
    body = twin.twin(document(example("northmoor-full"))).body
    assert '<td data-label="CIO’s own view">' in body
    assert '<td class="last" data-label="To ask">' in body
    assert not re.search(r'<td[^>]*colspan="[^"]*"[^>]*data-label', body)


@pytest.mark.parametrize("wave", [example("northmoor-full"), every_type_at_its_longest()], ids=["plain", "longest"])
def test_the_page_runs_nothing_fetches_nothing_and_styles_nothing_in_passing(wave: Wave) -> None:
    shown = twin.page(document(wave, "facilitator"))
    read = Read(shown)
    assert not {tag for tag, _ in read.tags} & {"script", "link", "iframe", "object", "embed", "form", "base"}
    for _, given in read.tags:
        assert "style" not in given, "the policy of the site refuses it"
        assert not [name for name in given if name.startswith("on")]
        for name in ("href", "src"):
            assert (given.get(name) or "#").startswith(("#", "data:image/png;base64,"))
    assert not re.search(r"url\((?!\"data:font/woff2)", shown.partition("</style>")[0])


def test_what_looks_like_markup_is_shown_as_it_was_typed() -> None:
    read = Read(twin.twin(document(payloads_everywhere(), "facilitator")).body)
    said = " ".join(" ".join(read.texts).split())
    assert [payload for payload in PAYLOADS if payload not in said] == []


def test_what_was_kept_comes_back_as_it_was_and_takes_little_room() -> None:
    shown = twin.twin(document(example("northmoor-full")))
    kept = shown.packed()
    assert twin.Twin.unpacked(kept) == shown
    assert len(kept) < len(shown.body) / 5


def test_it_is_made_without_weasyprint() -> None:
    program = (
        "import sys; sys.modules['weasyprint'] = None\n"
        "from pathlib import Path; from gapcheck.engine import compare; from gapcheck.engine.pairfile import load\n"
        "from gapcheck.report import Material, render_html\n"
        f"wave = load(Path({str(EXAMPLES / 'halden-short.json')!r}), ())\n"
        "print(len(render_html(Material(wave, compare(wave)))))"
    )
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert int(made.stdout) > 100_000
