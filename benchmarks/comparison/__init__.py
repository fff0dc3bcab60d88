"""The comparison that the README shows: ``make comparison``."""
