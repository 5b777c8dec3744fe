"""A Tableau server of our own on loopback: the documented REST API over declared sites.

::

    declaration = declare([("site.yaml", yaml_text(random_declaration(7)).encode())])
    with RestServer(declaration) as server:
        auth = TSC.PersonalAccessTokenAuth(server.token_name, server.token_secret, site_id="")
        client = TSC.Server(server.url, use_server_version=True)
        with client.auth.sign_in(auth):
            workbooks = list(TSC.Pager(client.workbooks))
        server.luid("workbook:A/B")           # ids of everything; site.addresses the other way
        server.calls("^workbooks$")           # what was asked: method, place, query, status
        assert not server.writes()            # nothing but GET and signing in and out
        assert not server.secrets_in(output)  # no token of either kind in a text

- Sites: every site of the declarations; the first has the content URL ``""``, another the
  letters of its name. ``server-admin`` (a server administrator) signs in, is among the users of
  every site, and owns what has no declared owner.
- Rules are those that are stored: an absent list is the copy it was created with, templates are
  their capabilities. Metrics and lenses only below API 3.22 (``api_version="3.21"``), data roles
  never. A table tells its database by ``<location type="Database" id=…>`` (not with
  ``tables_tell_database=False``), and ``databases/ID/tables`` has those of one; databases and
  other content tell their project by ``<project>`` and ``<location type="Project">``.
- ``group_sets_tell_groups=False`` leaves the groups out of the list of group sets; that of virtual
  connections has names and ids only (``virtualConnections/ID`` the rest, API 3.23); a database has
  a ``<contact>`` and no owner.
- ``largest_page=3`` makes lists come in pages of three, whatever page size is asked for (the
  pagination says so); ``on_the_wire={site: OnTheWire(names={"project:A": "B"}, domains={…})}``
  renames things in answers only.
- Faults: ``RestServer(declaration, faults=[Refusing("^workbooks/.*/permissions", status=403)])``,
  or ``server.faults.append(…)`` on the way; see ``faults``. A place is a request's path below
  the site in lower case (``users``, ``projects/ID/default-permissions/flows``), or ``site``,
  ``sites``, ``serverinfo``, ``auth/signin``, ``auth/signout``, ``auth/switchsite``.
- Signing in again with a personal access token ends its session before, as the real one does.
"""

from support.rest_server.exchange import Seen
from support.rest_server.served_site import ADMINISTRATOR, OnTheWire, ServedSite
from support.rest_server.server import RestServer

__all__ = ["ADMINISTRATOR", "OnTheWire", "RestServer", "Seen", "ServedSite"]
