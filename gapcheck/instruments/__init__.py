"""Questionnaires: file to Instrument."""
