"""The count of statements is taken as it is for posts."""

from tests.posts.conftest import statements

__all__ = ["statements"]
