"""How notices are arranged: the form, the one post, the window and the list."""

NEW = "notices.new"  # *Ask or offer*
OPEN = "notices.open"  # its value is the notice's id
LIST = "notices.list"
