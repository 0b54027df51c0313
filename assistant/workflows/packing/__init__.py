"""The reviewer's pack: everything that is needed to check a study, in one file, with a program that checks it."""

from assistant.workflows.packing.making import PackReport, PackWishes, make_pack

__all__ = ["PackReport", "PackWishes", "make_pack"]
