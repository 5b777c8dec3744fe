"""The live site: the official client signs in and asks, and our own reader reads the answers.

`tableauserverclient` does the sign-in, the URLs and the requests; the bodies are not read by its
item classes but by ``rest/xml_text``, as saved answers are. So live and saved answers take one
road, and what the classes do on their own never matters: every access of ``.permissions`` is a
call, ``projects.get_by_id`` sends a PUT, attributes they do not know are dropped.

    with connected(Connection.to(url, site), Token(name, value)) as client:
        answers = client.answers(checkpoint=checkpoint)
        picture = read(answers)

Nothing of the client is loaded before ``connected`` is called: it is in the extra `server`.
"""

from tableau_perm_cli.exchange.rest.live.checkpoint import Checkpoint
from tableau_perm_cli.exchange.rest.live.checkpoint_heading import Heading
from tableau_perm_cli.exchange.rest.live.connected import client_class, connected
from tableau_perm_cli.exchange.rest.live.connection import Connection
from tableau_perm_cli.exchange.rest.live.interrupted import PullInterruptedError
from tableau_perm_cli.exchange.rest.live.limits import Limits
from tableau_perm_cli.exchange.rest.live.site_ref import SiteRef
from tableau_perm_cli.exchange.rest.live.telemetry import Figures, Telemetry
from tableau_perm_cli.exchange.rest.live.token import Token

__all__ = [
    "Checkpoint",
    "Connection",
    "Figures",
    "Heading",
    "Limits",
    "PullInterruptedError",
    "SiteRef",
    "Telemetry",
    "Token",
    "client_class",
    "connected",
]
