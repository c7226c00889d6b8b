"""The reading of one report: bytes in, a `Report` out. No network, no database.

The files stand in the order the data takes: decode → chrome → metadata → normalise → sections → grid →
statistics → indicators → checks.
"""
