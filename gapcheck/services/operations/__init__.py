"""What the administrator does with an installation: back up, restore, upgrade, check, replace its key."""
