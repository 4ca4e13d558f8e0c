"""The theorems, one file each; see :mod:`settled.lab.theorems.theorem` for what a theorem is."""
