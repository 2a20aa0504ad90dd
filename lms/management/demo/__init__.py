"""The demo company: people to look at, made through the same rules as real ones."""
