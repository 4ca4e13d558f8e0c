"""What is shown of the verdicts: terminal tables, JSON documents and the static site.

Nothing here computes a number: everything shown stands in ``settled.records.Board``.
"""
