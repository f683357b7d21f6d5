"""A wave and its comparison to a page model. No Flask, no database: the same report from a file and from the server."""

from __future__ import annotations

from gapcheck.charts import example, fingerprint
from gapcheck.engine.result import Comparison
from gapcheck.engine.wave import Wave
from gapcheck.report import back_matter, families, findings
from gapcheck.report.alignment import map_page
from gapcheck.report.focus import focus_page
from gapcheck.report.gathered import Gathered
from gapcheck.report.guide import guide
from gapcheck.report.identity import content_hash
from gapcheck.report.material import Material
from gapcheck.report.moved import moved_page
from gapcheck.report.pages import Cover, Document
from gapcheck.report.pictures import MM
from gapcheck.report.preparation import preparation
from gapcheck.vocabulary import Edition, day_in_words

#: The width of the text on both papers, and the room for the cover's picture, in points.
PAGE_WIDTH = round(174 * MM, 1)
FINGERPRINT_HEIGHT = 150.0
EXAMPLE_ROW = 240.0
#: So many characters of the content hash are printed.
HASH_SHOWN = 12


def build(material: Material) -> Document:
    """The page model of one pair's report. Raises InputFaults where the two waves cannot be compared."""
    wave = material.wave
    gathered = Gathered(wave, material.comparison, Edition(material.edition))
    a, b = gathered.people
    return Document(
        language=wave.instrument.language,
        title=f"{wave.company}: alignment report of {a.title} and {b.title}",
        company=wave.company,
        edition=gathered.edition,
        paper=material.paper,
        created=wave.report.date,
        facilitator=wave.facilitator,
        brand=material.brand,
        a=a,
        b=b,
        facts=_facts(gathered),
        footer=_footer(wave, material.comparison, content_hash(material)),
        cover=_cover(gathered),
        minute=findings.minute(gathered),
        map=map_page(gathered),
        example=example(PAGE_WIDTH, EXAMPLE_ROW),
        themes=findings.themes(gathered),
        focus=focus_page(gathered),
        families=families.families(gathered),
        missing=families.missing(gathered),
        moved=moved_page(gathered, material.previous),
        surveys=back_matter.surveys(gathered),
        guide=guide(gathered),
        commitments=back_matter.decided(wave),
        parked=back_matter.parked(wave),
        preparation=preparation(gathered) if gathered.for_facilitator else None,
        words=back_matter.family_words(),
        method=back_matter.method(gathered),
        appendix=back_matter.appendix(gathered),
    )


def _cover(gathered: Gathered) -> Cover:
    """One column for each closed question, theme by theme; no picture where no two own views can be compared."""
    gaps = [
        [
            None if facts.found.agreement is None else 1 - facts.found.agreement
            for facts in gathered.pair.of_theme(counts.id)
            if facts.item.closed
        ]
        for counts in gathered.comparison.themes
    ]
    drawable = any(gap is not None for theme in gaps for gap in theme)
    return Cover(fingerprint(gaps, PAGE_WIDTH, FINGERPRINT_HEIGHT) if drawable else None)


def _facts(gathered: Gathered) -> tuple[str, ...]:
    """What the cover says about the wave. What the data leaves open is left out."""
    facts = [f"Wave {gathered.wave.number}"]
    facts += [
        f"{person.title} submitted {day_in_words(person.submitted)}" for person in gathered.people if person.submitted
    ]
    if gathered.wave.facilitator:
        facts.append(f"Facilitator: {gathered.wave.facilitator}")
    return tuple(facts)


def _footer(wave: Wave, comparison: Comparison, digest: str) -> tuple[str, ...]:
    """The line that identifies the report on every page."""
    number, dated = wave.report.number, wave.report.date
    parts = (
        None if number is None else f"Report {number}",
        f"Wave {wave.number}",
        wave.instrument.key,
        f"Engine {comparison.engine}",
        None if dated is None else day_in_words(dated),
        f"Content {digest[:HASH_SHOWN]}",
    )
    return tuple(part for part in parts if part)
