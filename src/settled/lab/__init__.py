"""Experiments: contests at equal tuning, and theorems executed. What comes out are result files.

``experiments/`` holds one file or small folder an experiment; ``running`` runs its trials in pinned
processes; ``runs`` keeps what they gave. The rest of the tool reads the result files, and knows nothing of
this package.
"""
