"""Bản sao lưu as it lies in an outside folder: its form, its seals, PostgreSQL's tools. No rows.

docs/adr/0033-backup-and-restore.md.
"""
