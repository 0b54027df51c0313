"""Pseudonyms: what names a person or a firm is replaced before a text leaves the machine, and restored after.

Invariant: concealing changes nothing but the words it replaces, the same thing always has the same pseudonym within a
project, and restoring gives the source back exactly. Rules, lexicons and checks only: no model and no network. The
rules do not find every name; a lexicon of the people and firms of the study, and the leak check, belong to it.
"""

from assistant.privacy.concealed import Concealed, Replacement
from assistant.privacy.leaking import Leak, leaks
from assistant.privacy.lexicon import Entry, Kind, Lexicon
from assistant.privacy.placeholders import Reference
from assistant.privacy.pseudonymise import Pseudonymiser, recognise, restore, unknown_placeholders
from assistant.privacy.table import Form, PseudonymTable, Subject

__all__ = [
    "Concealed",
    "Entry",
    "Form",
    "Kind",
    "Leak",
    "Lexicon",
    "PseudonymTable",
    "Pseudonymiser",
    "Reference",
    "Replacement",
    "Subject",
    "leaks",
    "recognise",
    "restore",
    "unknown_placeholders",
]
