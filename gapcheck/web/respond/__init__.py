"""Everything that a respondent sees."""
