"""Accounts of facilitators. Respondents have none and are kept out of it."""
