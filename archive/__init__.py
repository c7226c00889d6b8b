"""Keeps and shows: the schema, the one writer, the official forms, search, and the Datasette site."""
