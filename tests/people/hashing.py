"""A hasher that counts its work."""

from typing import Any

from django.contrib.auth.hashers import MD5PasswordHasher


class Counting(MD5PasswordHasher):
    algorithm = "counting"
    count = 0

    def encode(self, password: str, salt: str) -> Any:
        Counting.count += 1
        return super().encode(password, salt)
