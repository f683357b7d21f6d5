"""The longest, the widest and the most malicious texts that an instrument and two people can hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gapcheck.engine.wave import Commitment, SharedComment, Wave
from gapcheck.instruments.model import Item, Option, Scale
from gapcheck.vocabulary import ItemType
from tests.report.waves import AGREE, Answers, likert, made, option_item, scale_item

#: Texts that a page must show as they are. Each has to stand literally in the text layer.
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "</style><style>*{display:none}",
    "</title></svg>&lt;b&gt;&amp;",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "<link rel=attachment href=file:///etc/hostname>",
    "url(file:///etc/passwd) @import 'x.css'; expression(1)",
    "a\\b 'single' \"double\" `back`",
)
#: Letters of Latin, Greek and Cyrillic, which the report's own fonts have.
LETTERS = (
    "Łukasz Wróblewski",
    "Ελλάδα και Κύπρος",
    "Привет, Київ",
    "Şırnak İğdır",
    "naïve café Ångström",
    "Đặng Thị Hồng",
)
#: What the system's fonts have to bring.
SCRIPTS = (
    "漢字と仮名、記録あり",
    "한국어 보안 위험",
    "السيناريو الأسوأ ليس الأكثر احتمالا",
    "הסיכון הגדול ביותר",
    "🙂 👩🏽‍💻 🤝 ☕ ✅",
    "Mixed: 安全 και أمن and אבטחה 🚀",
)
NAME = "Maximiliana-Theodora von und zu Hohenlohe-Schillingsfürst xyz"[:60]
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def option_text(number: int) -> str:
    """120 characters, the same but for the number."""
    return (
        f"Option {number}: the business unit decides with the security team after the review " + "of every risk " * 9
    )[:120]


COMMENT = ("We learn of new services when the contract is signed, and by then the design is fixed. " * 6)[:400]


def every_type_at_its_longest() -> Wave:
    """Every answer type with options of 120 characters, labels and names as long as they may be, comments of 400."""
    six = [option_text(number) for number in range(1, 7)]
    long_scale = Scale("long", (option_text(1), "", "", "", option_text(5)))
    items = {
        "Single": [option_item("A1", "Single", ItemType.SINGLE, six)],
        "Multi": [option_item("B1", "Multi", ItemType.MULTI, six)],
        "Orders": [
            option_item("C1", "Orders", ItemType.RANKING, six),
            option_item("C2", "Orders", ItemType.TOP, six, pick=3),
        ],
        "Points": [option_item("D1", "Points", ItemType.ALLOCATION, six)],
        "Scales": [
            replace(
                scale_item("E1", "Scales", long_scale),
                short="S" + "hort label of sixty characters that goes on to the very end"[:59],
            ),
            replace(scale_item("E2", "Scales", AGREE), text=LONG_WORD + " " + option_text(2)),
        ],
        "Own words": [
            Item(
                "F1", "Own words", ItemType.TEXT, text="What one change would help?", short="One change", max_length=400
            )
        ],
    }
    order = [f"o{number}" for number in (1, 2, 3, 4, 5, 6)]
    answers: dict[str, Answers] = {
        "A1": ("o1", "o2", "o3", "o4"),
        "B1": (["o1", "o2"], ["o3", "o4"], ["o1", "o3"], ["o5"]),
        "C1": (order, order[::-1], [*order[3:], *order[:3]], order),
        "C2": (order[:3], order[3:], order[1:4], order[3:]),
        "D1": (
            {"o1": 40, "o2": 60},
            {"o3": 100},
            {"o4": 50, "o5": 50},
            {"o1": 35, "o6": 65},
        ),
        "E1": (1, 5, 1, 5),
        "E2": (2, 4, 3, 3),
        "F1": (COMMENT, LONG_WORD, None, None),
    }
    both = (SharedComment(COMMENT, share=True), SharedComment(COMMENT[::-1], share=True))
    wave = made(
        items,
        answers,
        comments=dict.fromkeys(answers, both),
        company=NAME,
        facilitator=NAME,
        commitments=(Commitment(COMMENT, "cio", None, COMMENT), Commitment("Short", "cso")),
    )
    a, b = wave.seats
    return replace(wave, seats=(replace(a, name=NAME), replace(b, name=NAME[::-1])))


def sixty_statements() -> Wave:
    """Sixty questions in six themes, with every family among them and some left open."""
    kinds: list[Answers] = [(4, 4, 4, 4), (4, 4, 1, 4), (5, 1, 1, 5), (5, 1, 5, 1), (2, 4, None, 2), (None, 3, 3, 3)]
    return likert([kinds[number % len(kinds)] for number in range(60)], per_theme=10)


def four_statements() -> Wave:
    """Four questions: too few for any count."""
    return likert([(4, 4, 4, 4), (5, 1, 5, 1), (2, 4, None, 2), (3, 3, 1, 1)])


def all_agreed() -> Wave:
    """Every view shared and known: no difference, no hidden agreement."""
    return likert([(4, 4, 4, 4)] * 18, per_theme=6)


def nothing_comparable() -> Wave:
    """One of the two gave no firm view on anything."""
    return likert([(None, 4, 4, None)] * 18, per_theme=6)


def payloads_everywhere() -> Wave:
    """HTML, CSS, SVG and template payloads wherever a text can stand."""
    return _everywhere((*PAYLOADS, *LETTERS))


def scripts_everywhere() -> Wave:
    """Six scripts and emoji wherever a text can stand."""
    return _everywhere((*SCRIPTS, *LETTERS))


def _everywhere(texts: Sequence[str]) -> Wave:
    """The texts as options, labels, questions, themes, names, comments, company and commitments."""
    options = [Option(f"o{number}", text) for number, text in enumerate(texts, 1)]
    ids = [option.id for option in options]
    choice = Item(
        "P1", texts[1], ItemType.MULTI, text=texts[0], short=texts[1], guess="{other}?", options=tuple(options)
    )
    labels = Scale("labels", (texts[2], texts[3], texts[4]))
    place = Item("P2", texts[1], ItemType.SCALE, text=texts[5], short=texts[2], guess="{other}?", scale=labels)
    order = replace(option_item("P4", texts[1], ItemType.RANKING, texts[:5]), text=texts[3], short=texts[4])
    words = Item("P3", texts[5], ItemType.TEXT, text=texts[6], short="Words", max_length=400)
    ranks = [f"o{number}" for number in range(1, 6)]
    wave = made(
        {texts[1]: [choice, place, order], texts[5]: [words]},
        {
            "P1": (ids[:8], ids[4:], ids[::2], ids[1::2]),
            "P2": (1, 3, 2, 2),
            "P3": (texts[7], texts[8], None, None),
            "P4": (ranks, ranks[::-1], ranks[1:] + ranks[:1], ranks),
        },
        comments={"P1": (SharedComment(texts[4], share=True), SharedComment(texts[2], share=True))},
        company=texts[3],
        facilitator=texts[1],
        commitments=(Commitment(texts[5], "cio", None, texts[0]),),
    )
    a, b = wave.seats
    return replace(wave, seats=(replace(a, name=texts[0]), replace(b, name=texts[2])))


#: Every hostile wave by its name.
WAVES: dict[str, Callable[[], Wave]] = {
    "sixty": sixty_statements,
    "four": four_statements,
    "agreed": all_agreed,
    "nothing": nothing_comparable,
    "longest": every_type_at_its_longest,
    "scripts": scripts_everywhere,
    "payloads": payloads_everywhere,
}
