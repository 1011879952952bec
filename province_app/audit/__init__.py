"""The forms of the audit log: the bytes of an event, signed heads, proofs. No database."""
