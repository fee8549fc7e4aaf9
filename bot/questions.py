"""The group's questions: what facilitators ask of everyone or of some, and what was heard."""
