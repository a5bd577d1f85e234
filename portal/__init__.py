"""Foyer: the community portal of one company. Each folder in here is one feature, except `core`, the floor they stand on."""
