"""Word documents: what their styles and lists say."""
