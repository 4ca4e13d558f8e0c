"""Documents that state figures about technologies, in Markdown."""
