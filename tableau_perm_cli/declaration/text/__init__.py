"""From the bytes of a YAML or JSON file to plain values, with a position for each."""
