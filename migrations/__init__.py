"""The schema's history: linear, numbered, one change each, with a way back."""
