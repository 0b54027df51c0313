"""Projects and codebooks for other analysis programs (REFI-QDA 1.5), written in the way they all read.

The rules: code points from nought, the end exclusive; UTF-8 without a byte-order mark; line ends of one character;
``project.qde`` and lower-case ``sources/``; plain text under ``internal://<guid>.txt`` and no richer file beside it;
a name for every source; one code in a coding, and its coder on the coding; GUIDs in lower case, without braces, the
same for ever; no empty section.
"""

from assistant.exporting.refi_qda.writing import codebook_xml, project_xml, write_codebook, write_project

__all__ = ["codebook_xml", "project_xml", "write_codebook", "write_project"]
