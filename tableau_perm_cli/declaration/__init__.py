"""From YAML or JSON files to a declaration in which every word is known and has its place."""
