"""The only readers of bidders' files, which are hostile input."""
