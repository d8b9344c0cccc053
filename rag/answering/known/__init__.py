"""What the catalogue knows for certain: data of notices, and who holds which post."""
