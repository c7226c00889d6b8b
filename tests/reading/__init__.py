"""Tests of the reading of one report."""
