"""What the Romance languages share in how marks are spoken."""
