"""The rules of the regulation: pure functions of the standard library, no row, request or clock."""
