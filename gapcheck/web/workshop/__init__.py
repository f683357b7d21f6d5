"""The workshop's pages: agenda and remote for the facilitator, the screens of the room, votes and agreement."""
