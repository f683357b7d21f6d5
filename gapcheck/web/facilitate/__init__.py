"""What facilitators see: engagements, seats, links, reports, release."""
