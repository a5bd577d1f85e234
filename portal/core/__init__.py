"""The floor that every slice stands on. Knows no feature, no user and no index."""
