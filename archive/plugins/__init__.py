"""Datasette plugins, one concern each; what they show is worked out in archive/."""
