"""The conformance kit: runs the contract's cases against any receiving node over HTTP.

It shares with the node under test the canonical form and the digests of the contract, nothing else:
requests are signed here by hand, so that each of them can also be got wrong.
"""
