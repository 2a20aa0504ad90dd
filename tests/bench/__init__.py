"""The bench: the product on a real server, against the floor measured in the same run. `python -m tests.bench`."""
