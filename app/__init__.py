"""The screens: state, widgets and one file a page; no business rule lives here."""
