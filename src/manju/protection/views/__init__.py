"""The pages of protection: findings and their traces, cases and letters, rights, scans of the folder."""
