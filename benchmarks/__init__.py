"""Measurements: nothing here is a test, everything prints what it measured and on what."""
