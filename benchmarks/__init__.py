"""What is measured, one file a subject: ``run() -> figures`` and ``render(figures) -> Markdown``."""
