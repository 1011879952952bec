"""Signing and verifying detached CMS signatures: the signers, the one verifier, the trust list."""
