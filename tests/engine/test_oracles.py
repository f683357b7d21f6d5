"""Other people's implementations agree with the own formulas, on the method's constants and on random answers."""

from __future__ import annotations

import sys
from itertools import combinations, permutations
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial import distance
from sklearn.metrics import cohen_kappa_score, jaccard_score
from statsmodels.stats.inter_rater import cohens_kappa

from gapcheck.engine.detail import moves
from gapcheck.engine.measures import average_overlap, jaccard, kendall, linear, shared_points, similarity
from gapcheck.instruments.answers import decode
from gapcheck.vocabulary import View
from tests.engine.samples import ranking, tied, top, values

# --- sets -------------------------------------------------------------------------------------------------------------

BOXES = tuple("abcdefg")
subsets = st.frozensets(st.sampled_from(BOXES))


def ticks(chosen: frozenset[str]) -> list[int]:
    return [int(box in chosen) for box in BOXES]


@given(subsets, subsets)
def test_sets_against_scikit_learn_and_scipy_with_empty_ones(x: frozenset[str], y: frozenset[str]) -> None:
    assert jaccard(x, y) == pytest.approx(jaccard_score(ticks(x), ticks(y), zero_division=1.0), abs=1e-12)
    assert 1 - jaccard(x, y) == pytest.approx(distance.jaccard(ticks(x), ticks(y)), abs=1e-12)


def test_the_methods_set_with_its_other_coefficients() -> None:
    x, y = frozenset({"req", "eval", "build", "test"}), frozenset({"req", "eval", "golive"})
    boxes = ["case", "req", "eval", "build", "test", "golive", "after"]
    a, b = ([box in chosen for box in boxes] for chosen in (x, y))
    assert jaccard(x, y) == 0.4
    assert 1 - distance.dice(a, b) == pytest.approx(0.5714, abs=5e-5)
    assert np.mean(np.equal(a, b)) == pytest.approx(0.5714, abs=5e-5)  # simple matching


@pytest.mark.parametrize(("n", "sizes", "expected"), [(7, (4, 3), 0.348571), (8, (3, 3), 0.258929)])
def test_the_methods_expected_jaccard_of_random_sets_of_given_sizes(
    n: int, sizes: tuple[int, int], expected: float
) -> None:
    first = frozenset(range(sizes[0]))
    seconds = [frozenset(each) for each in combinations(range(n), sizes[1])]
    names = "abcdefgh"
    x = frozenset(names[i] for i in first)
    mean = np.mean([jaccard(x, frozenset(names[i] for i in second)) for second in seconds])
    common = stats.hypergeom(n, *sizes)
    by_formula = sum(common.pmf(t) * t / (sum(sizes) - t) for t in range(min(sizes) + 1))
    assert mean == pytest.approx(by_formula, abs=1e-12) == pytest.approx(expected, abs=5e-7)


def test_the_methods_chance_adjusted_set() -> None:
    adjusted = (0.4 - 0.348571) / (1 - 0.348571)
    assert adjusted == pytest.approx(0.078947, abs=2e-6)


# --- rankings ---------------------------------------------------------------------------------------------------------

IDS = ["o1", "o2", "o3", "o4", "o5"]
orders = st.permutations(IDS)


def ranks(order: list[Any]) -> tuple[float, ...]:
    found = decode(ranking(5), order, View.OWN)
    assert isinstance(found, tuple)
    return tuple(float(each) for each in found)


@given(orders, orders)
def test_rankings_without_ties_against_scipys_tau(x: list[str], y: list[str]) -> None:
    tau = stats.kendalltau(ranks(x), ranks(y)).statistic
    assert kendall(ranks(x), ranks(y)) == pytest.approx((tau + 1) / 2, abs=1e-12)


@given(orders, orders, st.sets(st.integers(1, 4)), st.sets(st.integers(1, 4)))
def test_tied_rankings_against_the_numerator_of_scipys_tau_b(
    x: list[str], y: list[str], cuts_x: set[int], cuts_y: set[int]
) -> None:
    """tau-b = (concordant - discordant) / sqrt((n0 - n1)(n0 - n2)), with n1 and n2 the pairs tied in x and in y."""
    tied_x, tied_y = ranks(tied(x, cuts_x)), ranks(tied(y, cuts_y))
    pairs = list(combinations(range(5), 2))
    in_x = sum(tied_x[i] == tied_x[j] for i, j in pairs)
    in_y = sum(tied_y[i] == tied_y[j] for i, j in pairs)
    in_both = sum(tied_x[i] == tied_x[j] and tied_y[i] == tied_y[j] for i, j in pairs)
    if in_x == len(pairs) or in_y == len(pairs):  # tau-b is not defined for a constant list, K^(1/2) is
        assert kendall(tied_x, tied_y) == 1 - 0.5 * (in_x + in_y - 2 * in_both) / len(pairs)
        return
    tau_b = stats.kendalltau(tied_x, tied_y).statistic
    balance = tau_b * np.sqrt((len(pairs) - in_x) * (len(pairs) - in_y))
    untied = len(pairs) - in_x - in_y + in_both
    distance_k = (untied - balance) / 2 + 0.5 * (in_x + in_y - 2 * in_both)
    assert kendall(tied_x, tied_y) == pytest.approx(1 - distance_k / len(pairs), abs=1e-9)


def test_the_methods_rankings_with_their_other_coefficients() -> None:
    a, b = (1.0, 2.0, 3.0, 4.0, 5.0), (2.0, 1.0, 5.0, 3.0, 4.0)
    footrule = sum(abs(move.by) for move in moves(ranking(5), a, b))
    assert kendall(a, b) == 0.7
    assert stats.kendalltau(a, b).statistic == pytest.approx(0.4)
    assert stats.spearmanr(a, b).statistic == pytest.approx(0.6)
    assert footrule == 6
    assert 1 - footrule / (5**2 // 2) == 0.5
    assert kendall(a, (2.0, 1.0, 4.0, 4.0, 4.0)) == 0.75
    assert stats.kendalltau(a, (2, 1, 4, 4, 4)).statistic == pytest.approx(0.597614, abs=5e-7)
    assert kendall(a, (1.0, 2.0, 4.0, 4.0, 4.0)) == 0.85
    assert stats.kendalltau(a, (1, 2, 4, 4, 4)).statistic == pytest.approx(0.836660, abs=5e-7)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_the_methods_chance_means_of_kendall_and_of_the_footrule(n: int) -> None:
    start = tuple(float(i) for i in range(1, n + 1))
    everyone = list(permutations(start))
    assert np.mean([kendall(start, each) for each in everyone]) == pytest.approx(0.5)
    footrules = [sum(abs(i - j) for i, j in zip(start, each, strict=True)) for each in everyone]
    assert np.mean(footrules) == pytest.approx((n**2 - 1) / 3)
    assert max(footrules) == n**2 // 2


# --- first k of more --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="rbo wants a numpy that has no wheel for Python 3.13")
@pytest.mark.filterwarnings("ignore:Bitwise inversion:DeprecationWarning:rbo")  # its ~False, which Python 3.12 warns of
@given(st.permutations(BOXES), st.permutations(BOXES), st.integers(1, 7))
def test_top_lists_against_the_average_overlap_of_rbo(x: list[str], y: list[str], k: int) -> None:
    import rbo

    found = average_overlap(tuple(x[:k]), tuple(y[:k]))
    assert found == pytest.approx(rbo.RankingSimilarity(x[:k], y[:k]).rbo(p=1.0), abs=1e-12)


@pytest.mark.parametrize(("k", "n", "expected"), [(3, 8, 0.25), (3, 9, 0.2222), (2, 5, 0.3), (4, 6, 5 / 12)])
def test_the_methods_expected_average_overlap_of_random_lists(k: int, n: int, expected: float) -> None:
    first = tuple("abcdefghi"[:k])
    mean = np.mean([average_overlap(first, each) for each in permutations("abcdefghi"[:n], k)])
    assert mean == pytest.approx((k + 1) / (2 * n), abs=1e-12) == pytest.approx(expected, abs=5e-5)


# --- ordered answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", [2, 3, 4, 5, 6, 7, 11])
def test_the_methods_expected_similarity_of_two_random_positions(k: int) -> None:
    printed = {2: 0.5, 3: 0.5556, 4: 0.5833, 5: 0.6, 6: 0.6111, 7: 0.6190, 11: 0.6364}
    s = linear(k - 1)
    mean = np.mean([s(x, y) for x in range(k) for y in range(k)])
    assert mean == pytest.approx(1 - (k + 1) / (3 * k), abs=1e-12) == pytest.approx(printed[k], abs=5e-5)


POSITIONS = range(6)
answers = st.lists(st.tuples(st.sampled_from(POSITIONS), st.sampled_from(POSITIONS)), min_size=2, max_size=40)


@given(answers)
def test_scales_against_linearly_weighted_kappa_with_unused_positions_kept(pairs: list[tuple[int, int]]) -> None:
    """Kappa is 1 - observed / expected disagreement; both disagreements are mean gaps of the own formula."""
    s = linear(len(POSITIONS) - 1)
    observed = np.mean([1 - s(x, y) for x, y in pairs])
    expected = np.mean([1 - s(x, y) for x, _ in pairs for _, y in pairs])
    if expected == 0:
        return
    own = 1 - observed / expected
    xs, ys = zip(*pairs, strict=True)
    table = np.zeros((6, 6), dtype=int)
    for x, y in pairs:
        table[x, y] += 1
    by_sklearn = cohen_kappa_score(xs, ys, labels=list(POSITIONS), weights="linear")
    by_statsmodels = cohens_kappa(table, wt="linear", return_results=False)
    assert own == pytest.approx(by_sklearn, abs=1e-9)
    assert own == pytest.approx(by_statsmodels, abs=1e-9)


def test_dropping_an_unused_position_would_change_kappa_as_the_method_warns() -> None:
    """Six pairs of ratings on a scale of six, of which nobody uses the fifth position."""
    ratings = [(3, 2), (6, 1), (2, 4), (4, 3), (2, 2), (1, 3)]
    xs, ys = zip(*ratings, strict=True)
    kept = cohen_kappa_score(xs, ys, labels=[1, 2, 3, 4, 5, 6], weights="linear")
    dropped = cohen_kappa_score(xs, ys, weights="linear")
    assert kept != pytest.approx(dropped)
    s = linear(5)
    expected = np.mean([1 - s(x, y) for x in xs for y in ys])
    assert 1 - np.mean([1 - s(x, y) for x, y in ratings]) / expected == pytest.approx(kept)


# --- allocations ------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4), st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_allocations_against_scipys_cityblock_distance(cuts_x: list[int], cuts_y: list[int]) -> None:
    x, y = (tuple(int(d) for d in np.diff([0, *sorted(cuts), 100])) for cuts in (cuts_x, cuts_y))
    assert shared_points(x, y) == pytest.approx(1 - distance.cityblock(x, y) / 200, abs=1e-12)


def test_two_splits_of_a_hundred_are_as_many_as_the_method_counts() -> None:
    """C(T + k - 1, k - 1) splits of T points over k places."""
    assert comb(102, 2) == sum(1 for a in range(101) for b in range(101 - a)) == 5151


# --- every type at once -----------------------------------------------------------------------------------------------


@given(st.data())
def test_a_top_list_of_all_options_and_a_ranking_agree_on_who_is_equal(data: st.DataObject) -> None:
    whole, order = top(5, 5), ranking(5)
    x, y = (data.draw(values(whole)) for _ in range(2))
    both = [similarity(item, decode(item, x, View.OWN), decode(item, y, View.OWN)) for item in (whole, order)]
    assert (both[0] == 1.0) is (both[1] == 1.0) is (x == y)
