"""What faces a network: the HTTP server, its wire formats, the page."""
