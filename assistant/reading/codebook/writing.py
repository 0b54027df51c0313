"""A codebook as YAML. Invariant: reading what was written gives the same codebook with the same id."""

from __future__ import annotations

import yaml

from assistant.domain.codebook import Codebook
from assistant.revising import codebook_content


def dump_codebook(codebook: Codebook) -> str:
    """Return the codebook as YAML; ``parse_codebook`` reads the same codebook from it."""
    return yaml.dump(
        codebook_content(codebook), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120, indent=2
    )


class _Dumper(yaml.SafeDumper):
    """A safe dumper that never writes aliases."""

    def ignore_aliases(self, _data: object) -> bool:
        """Tell that no value is shared."""
        return True
