"""The typed schema of the record (hồ sơ), its canonical form and digests. No database."""
