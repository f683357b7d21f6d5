"""The pages behind the findings: published figures, commitments, the method, and every answer verbatim."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version

from gapcheck import __version__
from gapcheck.charts import bar
from gapcheck.engine import sentences as say
from gapcheck.engine.sentences import ItemFacts
from gapcheck.engine.wave import Commitment, Wave
from gapcheck.instruments.model import Instrument, Reference
from gapcheck.report.back_pages import (
    AppendixTheme,
    Decided,
    Entry,
    Method,
    Published,
    Survey,
    Threshold,
    Words,
)
from gapcheck.report.comments import comments
from gapcheck.report.focus import focus_item
from gapcheck.report.gathered import Gathered
from gapcheck.report.pictures import BAR_WIDTH
from gapcheck.vocabulary import FAMILIES, View


def surveys(gathered: Gathered) -> tuple[Survey, ...]:
    """The published figures beside the answers, by year and source in the order in which they first appear.

    Those about the choice that has a page of its own stand there.
    """
    by_source: dict[tuple[int, str], list[Published]] = {}
    elsewhere = focus_item(gathered)
    for facts in gathered.closed:
        if facts.item is elsewhere:
            continue
        for reference in facts.item.references:
            rows = by_source.setdefault((reference.year, reference.source), [])
            rows.append(_published(gathered, facts, reference))
    return tuple(
        Survey(source, year, say.reference_introduction(year), tuple(rows))
        for (year, source), rows in by_source.items()
    )


def _published(gathered: Gathered, facts: ItemFacts, reference: Reference) -> Published:
    return Published(
        number=gathered.number[facts.item.id],
        figure=say.reference_figure(reference),
        bar=None if reference.value is None else bar(reference.value, BAR_WIDTH),
        who=reference.who,
        guess=reference.view is View.GUESS,
        text=reference.text,
        answers=tuple(answer for answer in say.reference_answers(gathered.pair, facts, reference) if answer),
    )


def decided(wave: Wave) -> tuple[Decided, ...]:
    """What the two decided in a wave; empty where nothing is written down."""
    return _as_written(wave.instrument, wave.commitments)


def parked(wave: Wave) -> tuple[Decided, ...]:
    """The questions that they left open."""
    return _as_written(wave.instrument, wave.parked)


def _as_written(instrument: Instrument, lines: Iterable[Commitment]) -> tuple[Decided, ...]:
    return tuple(
        Decided(
            text=each.text,
            owner=instrument.role(each.owner).title if each.owner else "",
            due=each.due,
            evidence=each.evidence or "",
        )
        for each in lines
    )


def family_words() -> tuple[Words, ...]:
    """The readings of a question, as the glossary has them."""
    return tuple(Words(words.title, words.definition) for words in FAMILIES.values())


def method(gathered: Gathered) -> Method:
    """How the report was made: thresholds and luck for the questions of this wave, versions, sources."""
    instrument = gathered.wave.instrument
    sources = {(reference.source, reference.year) for item in gathered.wave.items for reference in item.references}
    return Method(
        sequence=say.sequence_remark(gathered.wave.sequence),
        exact_hits=say.hits_remark(gathered.pair),
        thresholds=_thresholds(gathered),
        versions=(
            Words("Questionnaire", f"{instrument.title}, {instrument.key}"),
            Words("Comparison", f"gapcheck engine {gathered.comparison.engine}"),
            Words("Report", f"gapcheck {__version__}, WeasyPrint {version('weasyprint')}"),
        ),
        sources=tuple(f"{source}, {year}" for source, year in sorted(sources)),
        reopened=tuple(person for person in gathered.people if person.reopened is not None),
    )


def _thresholds(gathered: Gathered) -> tuple[Threshold, ...]:
    """One line for all questions that are compared alike, in the order of the first of them."""
    alike: dict[tuple[str, str], dict[str, list[int]]] = {}
    for facts in gathered.closed:
        words = (say.measure_words(facts.item.type), say.same_words(facts.item))
        luck = f"{facts.found.luck or 0.0:.2f}"
        alike.setdefault(words, {}).setdefault(luck, []).append(gathered.number[facts.item.id])
    return tuple(
        Threshold(measure, same, tuple((luck, ", ".join(map(str, numbers))) for luck, numbers in by_luck.items()))
        for (measure, same), by_luck in alike.items()
    )


def appendix(gathered: Gathered) -> tuple[AppendixTheme, ...]:
    """Every question, texts too, with the answers verbatim and the comments that may be shown."""
    themes = []
    for counts in gathered.comparison.themes:
        entries = tuple(_entry(gathered, facts) for facts in gathered.pair.of_theme(counts.id))
        if entries:
            themes.append(AppendixTheme(gathered.pair.theme(counts.id).title, entries))
    return tuple(themes)


def _entry(gathered: Gathered, facts: ItemFacts) -> Entry:
    item = facts.item
    return Entry(
        number=gathered.number.get(item.id),
        id=item.id,
        question=item.text,
        own_a=facts.own_words.a,
        own_b=facts.own_words.b,
        guess_a=facts.guess_words.a if item.closed else None,
        guess_b=facts.guess_words.b if item.closed else None,
        comments=comments(gathered, item),
    )
