"""How passwords are kept: Argon2id, at a cost that a flood of sign-ins can't turn against the machine.

It never sees who signs in; counting failures is the matter of `limits`.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class ModestArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: about 50 ms (Django's default costs 100 MiB and eight times as much).

    The figures are the second choice of the OWASP password storage cheat sheet.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
