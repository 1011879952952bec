"""Giao tay: a submission that travels as a file where no connection exists. QĐ 893 III.2.d.

The same submission as the push sends, under the same id: what one of them has brought, the other
finds there. See docs/exchange.md and `hand-delivery.xsd`.
"""
