"""Pages of a fixed layout, PDF and OFD: from pieces of text and their places to running text."""
