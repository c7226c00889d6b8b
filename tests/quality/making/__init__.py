"""Writes the golden pages of tests/pages: page and expected record from one draft, neither through the reader.

`python -m tests.quality.making` writes them all anew; they are frozen, so a difference in git is a change of a test.
Places, agencies, texts and figures are invented.
"""
