"""The lint rules, a folder a family."""
