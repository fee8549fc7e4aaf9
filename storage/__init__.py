"""Rows and the queries about them. Imports nothing else of ours, and only here is there SQL."""
