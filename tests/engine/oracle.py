"""A second opinion on every number: comparisons of pair files, computed without a line of the engine.

It reads pair files and questionnaires with the standard library, works in exact fractions, and takes another way to
each number than the engine does: enumeration instead of closed forms, tie-breaking instead of half points, written-out
tables instead of rules, repeated stable sorts instead of one key. The examples' golden files are its output::

    python -m tests.engine.oracle            # say which golden files differ from what is computed here
    python -m tests.engine.oracle --write    # write them
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import chain, combinations, permutations, product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
SHIPPED = ROOT / "gapcheck" / "instruments" / "shipped"

#: golden file -> the pair files that it compares
GOLDEN = {
    "aldermere-short.comparison.json": ("aldermere-short.json",),
    "golden-pair.comparison.json": ("golden-pair.json",),
    "halden-short.comparison.json": ("halden-short.json",),
    "meridian-scripts.comparison.json": ("meridian-scripts.json",),
    "northmoor-full.comparison.json": ("northmoor-full.json",),
    "northmoor-full-2.comparison.json": ("northmoor-full-2.json",),
    "northmoor.movement.json": ("northmoor-full.json", "northmoor-full-2.json"),
    "three-roles.comparison.json": ("three-roles.json",),
}

Item = dict[str, Any]
Value = Any

# --- similarities ---------------------------------------------------------------------------------------------------


def similarity(item: Item, x: Value, y: Value) -> Fraction | None:
    """Exact similarity of two answers as they stand in the file; None where one is missing or declines."""
    if is_missing(x) or is_missing(y):
        return None
    by_type: dict[str, Callable[[Item, Value, Value], Fraction | None]] = {
        "single": of_singles,
        "scale": of_positions,
        "multi": of_ticks,
        "ranking": of_rankings,
        "top": of_tops,
        "allocation": of_points,
        "number": of_numbers,
        "text": lambda *_: None,
    }
    return by_type[item["type"]](item, x, y)


def is_missing(value: Value) -> bool:
    return value is None or (isinstance(value, dict) and "no_answer" in value)


def of_singles(_: Item, x: Value, y: Value) -> Fraction | None:
    x, y = (each["option"] if isinstance(each, dict) else each for each in (x, y))
    if (x, y) == ("other", "other"):
        return None
    return Fraction(int(x == y))


def of_positions(item: Item, x: int, y: int) -> Fraction:
    """Both positions moved to the unit interval first."""
    last = len(item["labels"]) - 1
    return 1 - abs(Fraction(x - 1, last) - Fraction(y - 1, last))


def of_ticks(item: Item, x: list[str], y: list[str]) -> Fraction:
    """Box by box: the share of both-ticked among the ticked, leaving out "none of these"."""
    boxes = [option["id"] for option in item["options"] if option["id"] != "none"]
    ticks = Counter((box in x, box in y) for box in boxes)
    ticked = len(boxes) - ticks[False, False]
    return Fraction(ticks[True, True], ticked) if ticked else Fraction(1)


def of_rankings(_: Item, x: list[Any], y: list[Any]) -> Fraction:
    """Kendall's distance K^(1/2) by breaking ties.

    Break the ties of both lists in one common order, count inversions; do the same in the reverse order; take the mean.
    A pair tied in both lists is broken alike in both and costs 0; a pair tied in one is discordant once of the two.
    """
    names = sorted(flat(x))
    pairs = len(names) * (len(names) - 1) // 2
    lost = sum(inversions(broken(x, order), broken(y, order)) for order in (names, names[::-1]))
    return 1 - Fraction(lost, 2 * pairs)


def flat(ranking: list[Any]) -> list[str]:
    return list(chain.from_iterable(part if isinstance(part, list) else [part] for part in ranking))


def broken(ranking: list[Any], order: list[str]) -> list[str]:
    return flat([sorted(part, key=order.index) if isinstance(part, list) else part for part in ranking])


def inversions(x: list[str], y: list[str]) -> int:
    """The exchanges that a bubble sort of y into the order of x makes."""
    line, exchanges = [x.index(name) for name in y], 0
    for end in range(len(line), 1, -1):
        for i in range(end - 1):
            if line[i] > line[i + 1]:
                line[i], line[i + 1] = line[i + 1], line[i]
                exchanges += 1
    return exchanges


def of_tops(item: Item, x: list[str], y: list[str]) -> Fraction:
    """Average overlap, option by option: an option in both lists counts from the depth at which both have it."""
    k: int = item["pick"]
    total = Fraction(0)
    for name in set(x).intersection(y):
        for depth in range(max(x.index(name), y.index(name)) + 1, k + 1):
            total += Fraction(1, depth)
    return total / k


def of_points(_: Item, x: dict[str, int], y: dict[str, int]) -> Fraction:
    """A hundred tokens each: those that find a twin in the same place."""
    twins: int = (Counter(x) & Counter(y)).total()
    return Fraction(twins, 100)


def of_numbers(item: Item, x: float, y: float) -> Fraction:
    span = Fraction(str(item["max"])) - Fraction(str(item["min"]))
    return 1 - abs(Fraction(str(x)) - Fraction(str(y))) / span


# --- thresholds and luck ----------------------------------------------------------------------------------------------


def threshold(item: Item) -> Fraction:
    if "tau" in item:
        return Fraction(str(item["tau"]))
    if item["type"] == "scale":
        k = len(item["labels"])
        return {2: Fraction(1), 3: Fraction(1), 4: Fraction(1)}.get(k, Fraction(k - 2, k - 1))
    defaults = {"single": "1", "multi": "0.5", "ranking": "0.75", "top": "0.5", "allocation": "0.8", "number": "0.85"}
    return Fraction(defaults[item["type"]])


def luck(item: Item) -> Fraction | None:
    """P(s >= tau) by enumerating all answers, but for allocations (a generating function) and numbers (an area)."""
    tau, kind = threshold(item), item["type"]
    if kind == "allocation":
        return luck_of_points(len(item["options"]), tau)
    if kind == "number":
        return area_within(1 - tau)
    answers = possible_answers(
        kind, len(item.get("labels", ())), tuple(o["id"] for o in item.get("options", ())), item.get("pick", 0)
    )
    # All orders of the options look alike from any one ranking or top list, so one of them is enough to start from.
    first = answers[:1] if kind in ("ranking", "top") else answers
    hits = sum(hit(item, x, y, tau) for x, y in product(first, answers))
    return Fraction(hits, len(first) * len(answers))


def hit(item: Item, x: Value, y: Value, tau: Fraction) -> bool:
    if item["type"] == "single":  # two random picks of "other" are one option picked twice
        return Fraction(int(x == y)) >= tau
    s = similarity(item, x, y)
    assert s is not None
    return s >= tau


@cache
def possible_answers(kind: str, positions: int, options: tuple[str, ...], pick: int) -> tuple[Value, ...]:
    if kind == "single":
        return options
    if kind == "scale":
        return tuple(range(1, positions + 1))
    if kind == "multi":
        boxes = [option for option in options if option != "none"]
        return tuple(chain.from_iterable(map(list, combinations(boxes, size)) for size in range(1, len(boxes) + 1)))
    return tuple(map(list, permutations(options, pick if kind == "top" else len(options))))


@cache
def luck_of_points(k: int, tau: Fraction) -> Fraction:
    """Two random splits of 100 over k places, as a product of k generating functions.

    A place holds m twin tokens and an excess of one side or the other: sum_m z^m times (1 + x + x^2 + ... + y + y^2 +
    ...). Two splits with D tokens apart are the coefficient of z^(100-D) x^D y^D.
    """
    most = int(100 * (1 - tau))
    one_place = {(0, 0): 1} | {(d, 0): 1 for d in range(1, most + 1)} | {(0, d): 1 for d in range(1, most + 1)}
    excess, twins = {(0, 0): 1}, [1] + [0] * 100
    for _ in range(k):
        multiplied: Counter[tuple[int, int]] = Counter()
        for ((x, y), n), ((dx, dy), m) in product(excess.items(), one_place.items()):
            if x + dx <= most and y + dy <= most:
                multiplied[x + dx, y + dy] += n * m
        excess = dict(multiplied)
        twins = [sum(twins[: m + 1]) for m in range(101)]
    matching = sum(excess.get((d, d), 0) * twins[100 - d] for d in range(most + 1))
    return Fraction(matching, twins[100] ** 2)


def area_within(c: Fraction) -> Fraction:
    """The part of the unit square within c of its diagonal: all but two triangles of legs 1 - c."""
    return 1 - 2 * (1 - c) ** 2 / 2


def reach(chances: list[Fraction]) -> int:
    """The smallest M with P(at least M) <= 1/10, from the generating function's coefficients, halves multiplied."""
    coefficients = polynomial(chances)
    return next(m for m in range(len(chances) + 2) if sum(coefficients[m:], Fraction(0)) <= Fraction(1, 10))


def polynomial(chances: list[Fraction]) -> list[Fraction]:
    if len(chances) < 2:
        return [Fraction(1)] if not chances else [1 - chances[0], chances[0]]
    left, right = polynomial(chances[: len(chances) // 2]), polynomial(chances[len(chances) // 2 :])
    result = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, p in enumerate(left):
        for j, q in enumerate(right):
            result[i + j] += p * q
    return result


# --- states -----------------------------------------------------------------------------------------------------------

#: Written out from the truth table: AG, then A's UA PA, then B's UB PB.
STATES = {
    "1 11 11": "ALIGNED_AWARE",      "1 11 10": "ALIGNED_AWARE",      "1 10 11": "ALIGNED_AWARE",
    "1 10 10": "ALIGNED_AWARE",
    "1 01 11": "ALIGNED_A_UNAWARE",  "1 00 11": "ALIGNED_A_UNAWARE",  "1 01 10": "ALIGNED_A_UNAWARE",
    "1 00 10": "ALIGNED_A_UNAWARE",
    "1 11 01": "ALIGNED_B_UNAWARE",  "1 11 00": "ALIGNED_B_UNAWARE",  "1 10 01": "ALIGNED_B_UNAWARE",
    "1 10 00": "ALIGNED_B_UNAWARE",
    "1 00 00": "HIDDEN_AGREEMENT",   "1 00 01": "HIDDEN_AGREEMENT",   "1 01 00": "HIDDEN_AGREEMENT",
    "1 01 01": "HIDDEN_AGREEMENT",
    "0 11 11": "DIFF_KK",            "0 11 10": "DIFF_KK",            "0 10 11": "DIFF_KK",   "0 10 10": "DIFF_KK",
    "0 01 11": "DIFF_SK",            "0 01 10": "DIFF_SK",
    "0 11 01": "DIFF_KS",            "0 10 01": "DIFF_KS",
    "0 00 11": "DIFF_MK",            "0 00 10": "DIFF_MK",
    "0 11 00": "DIFF_KM",            "0 10 00": "DIFF_KM",
    "0 01 01": "DIFF_SS",            "0 01 00": "DIFF_SM",            "0 00 01": "DIFF_MS",   "0 00 00": "DIFF_MM",
}  # fmt: skip
#: The same with one guess declined, or both: the declining person's two flags are written --.
DECLINED = {
    "1 -- 11": "ALIGNED_UK", "1 -- 10": "ALIGNED_UK", "1 -- 01": "ALIGNED_UN", "1 -- 00": "ALIGNED_UN",
    "1 11 --": "ALIGNED_KU", "1 10 --": "ALIGNED_KU", "1 01 --": "ALIGNED_NU", "1 00 --": "ALIGNED_NU",
    "1 -- --": "ALIGNED_UU",
    "0 -- 11": "DIFF_UK",    "0 -- 10": "DIFF_UK",    "0 -- 01": "DIFF_US",    "0 -- 00": "DIFF_UM",
    "0 11 --": "DIFF_KU",    "0 10 --": "DIFF_KU",    "0 01 --": "DIFF_SU",    "0 00 --": "DIFF_MU",
    "0 -- --": "DIFF_UU",
}  # fmt: skip

FAMILIES = {
    "shared_ground": "ALIGNED_AWARE",
    "hidden_agreement": "ALIGNED_A_UNAWARE ALIGNED_B_UNAWARE HIDDEN_AGREEMENT",
    "open_difference": "DIFF_KK",
    "hidden_difference": "DIFF_SK DIFF_KS DIFF_MK DIFF_KM DIFF_SS DIFF_SM DIFF_MS DIFF_MM",
}


def state_of(item: Item, own: list[Value], guess: list[Value], flags: list[bool | None]) -> str:
    """``flags`` are AG, UA, PA, UB, PB."""
    codes = [each.get("no_answer") if isinstance(each, dict) else None for each in own + guess]
    absent = [each is None or code == "not_applicable" for each, code in zip(own + guess, codes, strict=True)]
    if item["type"] == "text" or any(absent[:2]):
        return "NOT_COMPARABLE"
    if "no_firm_view" in codes:
        return "NO_POSITION"
    if any(absent[2:]):
        return "NOT_COMPARABLE"
    signs = ["x" if flag is None else str(int(flag)) for flag in flags]
    for person in (0, 1):
        if codes[2 + person] == "cannot_say":
            signs[1 + 2 * person : 3 + 2 * person] = "--"
    row = f"{signs[0]} {''.join(signs[1:3])} {''.join(signs[3:])}"
    return STATES.get(row) or DECLINED.get(row) or "NOT_COMPARABLE"  # an x is "other" beside "other"


def family_of(state: str) -> str:
    return next((family for family, states in FAMILIES.items() if state in states.split()), "no_comparison")


# --- a whole comparison -----------------------------------------------------------------------------------------------


def comparison(wave: dict[str, Any], a: str, b: str) -> dict[str, Any]:
    """One pair's comparison, with Fractions where the file format has floats."""
    answers = {role: wave["seats"][role]["answers"] for role in (a, b)}

    def answer(item_id: str, speaker: str, subject: str) -> Value:
        return answers[speaker].get(item_id, {}).get(subject)

    items = []
    for item in wave["items"]:
        own = [answer(item["id"], a, a), answer(item["id"], b, b)]
        guess = [answer(item["id"], a, b), answer(item["id"], b, a)]
        items.append(item_comparison(item, own, guess, a, b))
    full = [each for each in items if each["comparable"]]
    closed = [item for item in wave["items"] if item["type"] != "text"]
    n, of, same = len(full), len(closed), sum(each["match"]["agreement"] for each in full)
    predicts = {role: sum(each["match"]["understanding"][role] for each in full) for role in (a, b)}
    declined = {
        role: sum(answer(item["id"], role, other) == {"no_answer": "cannot_say"} for item in closed)
        for role, other in ((a, b), (b, a))
    }
    return {
        "format": "gapcheck/comparison@1",
        "instrument": wave["key"],
        "pair": [a, b],
        "engine": version(),
        "items": items,
        "themes": [theme_counts(theme, wave, full, a, b) for theme in dict.fromkeys(i["theme"] for i in wave["items"])],
        "indices": {
            "comparable": n,
            "of": of,
            "same_view": same,
            "predicts": predicts,
            "expected_same": {role: sum(each["match"]["assumed"][role] for each in full) for role in (a, b)},
            "luck": sum((each["luck"] for each in full), Fraction(0)),
            "luck_reach": reach([each["luck"] for each in full]),
            "insight": {role: predicts[role] - same for role in (a, b)},
            "declined": declined,
            "reported": of > 0 and Fraction(n, of) >= Fraction(7, 10) and (of < 10 or n >= 10),
        },
        "priorities": priorities(full),
    }


def item_comparison(item: Item, own: list[Value], guess: list[Value], a: str, b: str) -> dict[str, Any]:
    pairs = {
        "AG": own,
        "UA": [guess[0], own[1]],
        "PA": [own[0], guess[0]],
        "UB": [guess[1], own[0]],
        "PB": [own[1], guess[1]],
    }
    s = {name: similarity(item, *pair) for name, pair in pairs.items()}
    flags = {name: None if value is None else value >= threshold(item) for name, value in s.items()}
    state = state_of(item, own, guess, list(flags.values()))
    closed = item["type"] != "text"
    return {
        "id": item["id"],
        "theme": item["theme"],
        "type": item["type"],
        "comparable": None not in s.values(),
        "agreement": s["AG"],
        "understanding": {a: s["UA"], b: s["UB"]},
        "assumed": {a: s["PA"], b: s["PB"]},
        "match": {
            "agreement": flags["AG"],
            "understanding": {a: flags["UA"], b: flags["UB"]},
            "assumed": {a: flags["PA"], b: flags["PB"]},
        },
        "state": state,
        "family": family_of(state),
        "borderline": {
            a: two_of(flags["AG"], flags["UA"], flags["PA"]),
            b: two_of(flags["AG"], flags["UB"], flags["PB"]),
        },
        "luck": luck(item) if closed else None,
        "signed": signed(own, guess, a, b) if item["type"] in ("scale", "number") else None,
    }


def two_of(*flags: bool | None) -> bool | None:
    return None if None in flags else sorted(map(bool, flags)) == [False, True, True]


def signed(own: list[Value], guess: list[Value], a: str, b: str) -> dict[str, Any]:
    def minus(x: Value, y: Value) -> Fraction | None:
        return None if is_missing(x) or is_missing(y) else Fraction(str(x)) - Fraction(str(y))

    return {
        "actual": minus(own[1], own[0]),
        "expected": {a: minus(guess[0], own[0]), b: minus(guess[1], own[1])},
        "error": {a: minus(guess[0], own[1]), b: minus(guess[1], own[0])},
    }


def theme_counts(theme: str, wave: dict[str, Any], full: list[dict[str, Any]], a: str, b: str) -> dict[str, Any]:
    mine = [each for each in full if each["theme"] == theme]
    of = sum(item["theme"] == theme and item["type"] != "text" for item in wave["items"])
    return {
        "id": theme,
        "comparable": len(mine),
        "of": of,
        "same_view": sum(each["match"]["agreement"] for each in mine),
        "predicts": {role: sum(each["match"]["understanding"][role] for each in mine) for role in (a, b)},
        "reported": len(mine) >= 3 and Fraction(len(mine), of) >= Fraction(6, 10),
    }


TIERS = (
    "DIFF_SS DIFF_SM DIFF_MS",
    "DIFF_SK DIFF_KS DIFF_MM",
    "DIFF_MK DIFF_KM",
    "DIFF_KK",
    "HIDDEN_AGREEMENT",
    "ALIGNED_A_UNAWARE ALIGNED_B_UNAWARE",
    "ALIGNED_AWARE",
)


def priorities(full: list[dict[str, Any]]) -> dict[str, list[str]]:
    """One stable sort per criterion, the least important first."""
    tier = {
        each["id"]: next(n for n, states in enumerate(TIERS, 1) if each["state"] in states.split()) for each in full
    }
    line = list(full)
    line.sort(key=lambda each: 1 - min(each["understanding"].values()), reverse=True)
    line.sort(key=lambda each: 1 - each["agreement"], reverse=True)
    line.sort(key=lambda each: True in each["borderline"].values())
    line.sort(key=lambda each: tier[each["id"]])
    talk: list[dict[str, Any]] = []
    for each in line:
        if tier[each["id"]] <= 3 and [other["theme"] for other in talk].count(each["theme"]) < 2:
            talk.append(each)
    return {
        "talk": [each["id"] for each in talk[:3]],
        "decide": [each["id"] for each in line if tier[each["id"]] == 4],
        "quick_wins": [each["id"] for each in line if tier[each["id"]] in (5, 6)],
        "strengths": [each["id"] for each in line if tier[each["id"]] == 7],
    }


def movement(first: dict[str, Any], second: dict[str, Any], a: str, b: str) -> dict[str, Any]:
    old = {each["id"]: each for each in comparison(first, a, b)["items"]}
    new = {each["id"]: each for each in comparison(second, a, b)["items"]}
    both = [name for name in old if name in new and old[name]["comparable"] and new[name]["comparable"]]
    steps = Counter((old[name]["state"], new[name]["state"]) for name in both)
    # In the order of the truth table; among comparable items there are no other states.
    order = " ".join(FAMILIES.values()).split()
    families = {name: f"{old[name]['family']} > {new[name]['family']}" for name in both}
    agreed = {name: (old[name]["match"]["agreement"], new[name]["match"]["agreement"]) for name in both}
    return {
        "format": "gapcheck/movement@1",
        "from": first["number"],
        "to": second["number"],
        "of": len(both),
        "table": {
            row: {column: steps[row, column] for column in order if steps[row, column]}
            for row in order
            if any(steps[row, column] for column in order)
        },
        "became_known": [
            name
            for name in both
            if families[name] in ("hidden_agreement > shared_ground", "hidden_difference > open_difference")
        ],
        "became_shared": [name for name in both if agreed[name] == (False, True)],
        "newly_different": [name for name in both if agreed[name] == (True, False)],
        "unchanged_open": [
            name
            for name in both
            if families[name] in ("open_difference > open_difference", "hidden_difference > hidden_difference")
        ],
    }


# --- files ------------------------------------------------------------------------------------------------------------


def read_wave(path: Path) -> dict[str, Any]:
    """A pair file with its questionnaire's items resolved, limited to its form."""
    pair = json.loads(path.read_text("utf-8"))
    named = pair["instrument"]
    file = path.parent / named if named.endswith(".toml") else SHIPPED / f"{named.replace('@', '.v')}.toml"
    questionnaire = tomllib.loads(file.read_text("utf-8"))
    items = []
    for theme in questionnaire["theme"]:
        for item in theme["item"]:
            item["theme"] = theme["id"]
            if item["type"] == "scale":
                item["labels"] = questionnaire["scale"][item["scale"]]["options"]
            form = pair.get("form", "full")
            if item["id"] in pair.get("items", [item["id"]]) and (form == "full" or form in item.get("form", [])):
                items.append(item)
    return {
        "key": f"{questionnaire['id']}@{questionnaire['version']}",
        "number": pair.get("wave", 1),
        "roles": [role["id"] for role in questionnaire["role"] if role["id"] in pair["seats"]],
        "seats": pair["seats"],
        "items": items,
    }


def version() -> str:
    found = re.search(r'__version__ = "(.+)"', (ROOT / "gapcheck" / "__init__.py").read_text("utf-8"))
    assert found is not None
    return found[1]


def plain(value: Any) -> Any:
    """Fractions as the nearest floats; everything else as it is."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return float(value) if isinstance(value, Fraction) else value


def expected(name: str) -> dict[str, Any]:
    """What a golden file should hold."""
    waves = [read_wave(EXAMPLES / file) for file in GOLDEN[name]]
    if len(waves) == 2:
        a, b = waves[0]["roles"]
        return movement(waves[0], waves[1], a, b)
    found = [comparison(waves[0], a, b) for a, b in combinations(waves[0]["roles"], 2)]
    result = found[0] if len(found) == 1 else {"format": "gapcheck/comparisons@1", "comparisons": found}
    whole: dict[str, Any] = plain(result)
    return whole


def main(arguments: list[str]) -> Iterator[str]:
    for name in GOLDEN:
        text = json.dumps(expected(name), indent=1, ensure_ascii=False) + "\n"
        file = EXAMPLES / name
        if not file.exists() or file.read_text("utf-8") != text:
            yield f"{name} differs"
            if "--write" in arguments:
                file.write_text(text, "utf-8")


if __name__ == "__main__":
    for line in main(sys.argv[1:]):
        print(line)
