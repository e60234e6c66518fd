"""Scripts that espeak-ng cannot read well by itself: characters to phones by libraries."""
