"""The work: one function per thing that a person does with a study. Adapters come in through the workbench."""
