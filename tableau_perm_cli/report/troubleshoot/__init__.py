"""A troubleshooting checklist as text: on a terminal, as Markdown, rows and JSON."""
