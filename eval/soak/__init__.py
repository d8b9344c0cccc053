"""The soak: hours of mixed questions beside a collection that changes, every citation checked."""
