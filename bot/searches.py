"""Looking for words: as people write them. How that is done stands beside the rows that it looks
through.
"""

from storage.searches import fold

__all__ = ["fold"]
