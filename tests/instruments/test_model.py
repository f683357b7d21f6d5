"""What a questionnaire is asked for by name, and does not have."""

from __future__ import annotations

import pytest

from gapcheck.instruments.loader import loads
from tests.instruments.samples import SMALL


def test_a_role_or_a_form_that_is_not_there_is_a_key_error_that_names_it() -> None:
    small = loads(SMALL)
    with pytest.raises(KeyError, match="cfo"):
        small.role("cfo")
    with pytest.raises(KeyError, match="medium"):
        small.form_items("medium")
    with pytest.raises(KeyError, match="A9"):
        small.form_items(("A1", "A9"))
