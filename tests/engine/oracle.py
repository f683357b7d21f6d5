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
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

from tests.engine.oracle_likeness import Item, Value, is_missing, luck, reach, similarity, threshold
from tests.engine.oracle_states import FAMILIES, family_of, state_of

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
