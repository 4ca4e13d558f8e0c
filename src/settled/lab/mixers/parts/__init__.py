"""What several mixers are made of: heads, positions, chunks, scans and short convolutions."""
