"""Tests, and the simulated province they crawl (`tests.province`)."""
