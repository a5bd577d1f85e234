"""Asking around: a question without an answer finds the few people who may well know, and waits in nobody's way.

Two are invited at once; with working time more, then whoever looks after the place. Nobody is invited oftener than
they want to be, and everybody reads why it is they who are asked.
"""
