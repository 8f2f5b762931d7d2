"""What notebook 18 asks: autoencoders."""

PREDICTIONS = []
