"""The one error of an answer that cannot be read, whatever form it came in."""


class UnreadableAnswerError(ValueError):
    """The bytes are not one whole answer of the REST API. The text says why, lower case."""
