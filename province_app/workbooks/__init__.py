"""Workbooks (.xlsx): the template, reading what came back, comparing it, writing records out."""
