"""Written Swedish, Norwegian and Danish to words."""
