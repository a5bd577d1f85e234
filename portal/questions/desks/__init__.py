"""Desks: a department answers what is asked of it, with people, service hours, a board, and texts that are ready.

A desk gives nobody sight: its people read a question because they may read where it stands.
"""
