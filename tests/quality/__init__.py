"""The quality gate: golden pages and what is measured on them. `python -m tests.quality` prints and judges."""
