"""Pages for those who act for an organisation that holds an entry."""
