"""Spiders: what to ask for next, and what an answer says; the archive keeps the rest."""
