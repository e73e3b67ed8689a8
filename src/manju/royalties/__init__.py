"""Royalties: what licensees report, its review, statements, guarantees as they fall due, participants, the portal."""
