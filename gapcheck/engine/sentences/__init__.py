"""Every generated sentence that report, workshop and pages show. Pure functions of a comparison and its instrument.

The wording rules are those of docs/method.md: the sentences for the two people differ in the role's title only; they
are about the question, about both, or about what one answered or expected; no cause, no norm, no grade.

``Pair`` joins a wave with its comparison, ``Pair.facts`` gives one item with its four answers; the functions take one
of the two. ``Finding`` is a title with the sentences under it. Sentences end in a full stop; titles, names, captions
and verdicts do not. "" means that there is nothing to say.
"""

from gapcheck.engine.sentences.facilitating import guide_title, next_step, preparation_title, sameness_title
from gapcheck.engine.sentences.facts import Finding, Guess, ItemFacts, Pair
from gapcheck.engine.sentences.item_titles import item_title
from gapcheck.engine.sentences.items import (
    answered,
    close_detail,
    close_remark,
    directions,
    expected,
    guess_text,
    item_sentence,
    middle_remark,
    short_sentence,
    verdict,
)
from gapcheck.engine.sentences.mapping import map_title, map_words
from gapcheck.engine.sentences.moved import CAUTION, moved_sentence, movement_remarks, movement_title, new_start_title
from gapcheck.engine.sentences.published import (
    reference_answers,
    reference_beside,
    reference_figure,
    reference_introduction,
    reference_sentence,
)
from gapcheck.engine.sentences.remarks import (
    AT_RANDOM,
    IndexCaptions,
    baseline_beside,
    count_words,
    declined_remark,
    distance_remarks,
    distance_sentence,
    expected_captions,
    hits_remark,
    index_captions,
    luck_beside,
    luck_remark,
    missing_remarks,
    no_firm_view_remark,
    sequence_remark,
    theme_tally,
    too_few,
)
from gapcheck.engine.sentences.sides import OneSidedLists, movers, one_sided_lists
from gapcheck.engine.sentences.states import (
    absence,
    item_question,
    item_state_name,
    state_clause,
    state_meaning,
    state_name,
    state_question,
)
from gapcheck.engine.sentences.thresholds import measure_words, same_words
from gapcheck.engine.sentences.titles import family_title, missing_title, overall_title, theme_title

__all__ = [
    "AT_RANDOM",
    "CAUTION",
    "Finding",
    "Guess",
    "IndexCaptions",
    "ItemFacts",
    "OneSidedLists",
    "Pair",
    "absence",
    "answered",
    "baseline_beside",
    "close_detail",
    "close_remark",
    "count_words",
    "declined_remark",
    "directions",
    "distance_remarks",
    "distance_sentence",
    "expected",
    "expected_captions",
    "family_title",
    "guess_text",
    "guide_title",
    "hits_remark",
    "index_captions",
    "item_question",
    "item_sentence",
    "item_state_name",
    "item_title",
    "luck_beside",
    "luck_remark",
    "map_title",
    "map_words",
    "measure_words",
    "middle_remark",
    "missing_remarks",
    "missing_title",
    "moved_sentence",
    "movement_remarks",
    "movement_title",
    "movers",
    "new_start_title",
    "next_step",
    "no_firm_view_remark",
    "one_sided_lists",
    "overall_title",
    "preparation_title",
    "reference_answers",
    "reference_beside",
    "reference_figure",
    "reference_introduction",
    "reference_sentence",
    "same_words",
    "sameness_title",
    "sequence_remark",
    "short_sentence",
    "state_clause",
    "state_meaning",
    "state_name",
    "state_question",
    "theme_tally",
    "theme_title",
    "too_few",
    "verdict",
]
