"""Reads: what the spiders fetched becomes kept bytes, then a reading, then rows."""
