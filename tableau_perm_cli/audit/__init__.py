"""What is asked of the answers: lint rules, expectations, the difference of two declarations."""
