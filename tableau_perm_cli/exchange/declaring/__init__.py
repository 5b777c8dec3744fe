"""From a picture of a site to its declaration: names, rules, order, redaction, text in files."""

from tableau_perm_cli.exchange.declaring.declared import DeclaredSite, Unread
from tableau_perm_cli.exchange.declaring.file_names import file_stem
from tableau_perm_cli.exchange.declaring.files import HEADER, one_file, split_files
from tableau_perm_cli.exchange.declaring.labels import CarriedLabels, labels_of
from tableau_perm_cli.exchange.declaring.redaction import Redaction
from tableau_perm_cli.exchange.declaring.site import declare_site

__all__ = [
    "HEADER",
    "CarriedLabels",
    "DeclaredSite",
    "Redaction",
    "Unread",
    "declare_site",
    "file_stem",
    "labels_of",
    "one_file",
    "split_files",
]
