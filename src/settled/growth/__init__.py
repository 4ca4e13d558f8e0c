"""How shares grow: a model of rivals' log-odds over time, fitted to counts by year, and what it forecasts.

Pure: arrays in, draws out.
"""
