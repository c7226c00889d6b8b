"""Finds and fetches: sites, links and HTTP; nothing of what a report says."""
