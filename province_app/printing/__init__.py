"""The record on paper: what it says as text, and the official forms it is set in. No database."""
