"""What people read of the noticeboard: the form, the post, the window, the list."""
