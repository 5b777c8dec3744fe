"""What ``verify`` shows: how far we agree with the site, and both explanations where not."""
