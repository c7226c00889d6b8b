"""Measurements side by side, each pair in one run; `make bench` writes them to bench.json."""
