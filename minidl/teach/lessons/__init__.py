"""A room for each lesson, found by its number: `nb11` belongs to `notebooks/11-….ipynb`."""
