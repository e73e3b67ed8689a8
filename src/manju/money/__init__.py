"""Money and rights, pure: amounts, periods, royalties, revenue shares, grants, contracts. No Django here."""
