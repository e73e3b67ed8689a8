"""Attacks on marked copies: what pirates, platforms and judges do to a film, and whether its copy is still named.

    PYTHONPATH=src python -m benchmarks.attacks --quick
    PYTHONPATH=src python -m benchmarks.attacks --full --scratch /var/tmp/attacks --testdata DIR --json out.json

How to read the table and what each attack is: docs/howto/attacks.md.
"""
