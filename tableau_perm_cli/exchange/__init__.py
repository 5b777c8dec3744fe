"""A live Tableau site, or its exports, as a declaration; never the other way (read-only)."""
