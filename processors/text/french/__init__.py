"""Written French to words."""
