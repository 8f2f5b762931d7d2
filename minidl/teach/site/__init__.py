"""`make html`: the notebooks as pages that open by double click, with no server, kernel or network."""
