"""Use cases: each takes the acting person, is one transaction and leaves one audit event. Only services commit."""
