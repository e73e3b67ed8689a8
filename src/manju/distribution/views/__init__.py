"""The pages of distribution: deliverables and their files, orders, publications, accounts and channels."""
