"""The pages of settlement: what waits, a contract, the review of a report, a statement, what participants are owed."""

from manju.royalties.views.contracts import (
    add_report,
    arrange,
    balances,
    contract,
    instalment_received,
    make_link,
    overview,
    plan,
    revoke,
)
from manju.royalties.views.payables import fapiao, pay, payable_file, payables, payee
from manju.royalties.views.reports import accept, report, report_file, send_back
from manju.royalties.views.statements import statement, statement_file, statement_received, take_back

__all__ = [
    "accept", "add_report", "arrange", "balances", "contract", "fapiao", "instalment_received", "make_link", "overview",
    "pay",
    "payable_file", "payables", "payee", "plan", "report", "report_file", "revoke", "send_back", "statement",
    "statement_file", "statement_received", "take_back",
]  # fmt: skip
