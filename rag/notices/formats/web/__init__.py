"""Web pages: what of them is the main text, and how it flows."""
