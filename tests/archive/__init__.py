"""Tests of the archive: real SQLite files, a real Datasette."""
