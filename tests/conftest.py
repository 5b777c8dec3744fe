"""What every test may rely on, however the tests were started."""

import signal

# A shell that starts the tests in the background has them ignore Ctrl-C, and what they start
# would inherit that; the tests that send it are about a program that does not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
