"""Foyer: the community portal of one company. Each folder is one feature, except `core`, the floor they stand on."""
