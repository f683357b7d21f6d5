"""The respondent's form with sample names, for facilitators to look at. It has no way to write anything."""
