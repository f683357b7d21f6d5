"""The oracle's states and families, written out from the truth table instead of worked out by rules."""

from __future__ import annotations

from tests.engine.oracle_likeness import Item, Value

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
