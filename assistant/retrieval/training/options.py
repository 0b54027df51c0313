"""What a training run can be told. The defaults are the settings that the bundled model was trained with."""

from dataclasses import dataclass

from assistant.errors import InstrumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of training pairs and how often a run visits it.

    Attributes:
        file: Name inside the data folder; `.tsv.gz` holds two tab-separated texts per line, `.json.gz` a dictionary.
        passes: Expected visits of each pair per epoch; .5 means that half of the pairs are drawn.
        licence: The terms of the source, repeated in the training report.
        cloze_passes: The same for pairs made from the second texts, where these are passages: a sentence and the
            rest of its passage (the inverse cloze task; Lee et al., 2019). 0 makes none.
    """

    file: str
    passes: float
    licence: str
    cloze_passes: float = 0.0


CLEAN_SOURCES = (
    Source(file="pairs.ms_d365.tsv.gz", passes=0.5, licence="CC BY 4.0"),
    Source(file="pairs.ms_partner.tsv.gz", passes=0.5, licence="CC BY 4.0"),
    Source(file="pairs.ms_projops.tsv.gz", passes=0.5, licence="CC BY 4.0"),
    Source(file="pairs.ms_ci.tsv.gz", passes=0.5, licence="CC BY 4.0"),
    Source(file="pairs.ms_sfb.tsv.gz", passes=0.5, licence="CC BY 4.0"),
    Source(file="pairs.pydocs.tsv.gz", passes=0.5, licence="PSF-2.0 (English), CC0 1.0 (Chinese)"),
    Source(file="pairs.tatoeba.tsv.gz", passes=4.0, licence="CC BY 2.0 FR"),
    Source(file="cedict.json.gz", passes=1.0, licence="CC BY-SA 4.0"),
    Source(file="zhzh.cmrc_dev.tsv.gz", passes=1.0, licence="CC BY-SA 4.0", cloze_passes=1.0),
    Source(file="zhzh.csl_title_abs.tsv.gz", passes=1.0, licence="Apache-2.0", cloze_passes=1.0),
    Source(file="zhzh.csl_kw_abs.tsv.gz", passes=1.0, licence="Apache-2.0"),
)
"""Sources whose terms allow weights trained on them to be given away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """Settings of one training run.

    Attributes:
        seed: Decides the initial table, the batches and the dropout.
        vocabulary_size: Upper bound of token types, the unknown token included.
        dimensions: Width of a vector.
        widths: Matryoshka widths (Kusupati et al., 2022): the leading numbers of a vector that must suffice alone.
        temperature: Divisor of the cosines in the loss.
        epochs: Rounds over the drawn pairs.
        batch_size: Pairs per step, all of one source.
        learning_rate: Of Adam, at the first step; it falls linearly to zero.
        token_dropout: Share of a text's tokens left out of its mean while training.
        character_share: How much of the mean of its characters' vectors a Chinese word receives.
        prefix_share: How much of each prefix vector an English word of five letters or more receives.
        initial_scale: Standard deviation of the initial numbers.
        sif_constant: `a` of the token weight a / (a + p) that scales the initial rows (Arora et al., 2017); 0: none.
        threads: CPU threads for the arithmetic; one is as fast as two where other work shares the cores.
        sources: The files to learn from.
    """

    seed: int = 20261123
    vocabulary_size: int = 48_000
    dimensions: int = 256
    widths: tuple[int, ...] = (256, 128, 64)
    temperature: float = 0.07
    epochs: int = 3
    batch_size: int = 1024
    learning_rate: float = 0.02
    token_dropout: float = 0.0
    character_share: float = 0.5
    prefix_share: float = 0.35
    initial_scale: float = 0.1
    sif_constant: float = 0.0
    threads: int = 1
    sources: tuple[Source, ...] = CLEAN_SOURCES

    def __post_init__(self) -> None:
        if not self.sources:
            raise InstrumentError("no training sources are named; give at least one file of pairs")
        if max(self.widths) != self.dimensions:
            raise InstrumentError(f"the widest of {self.widths!r} must be the dimensions, {self.dimensions!r}")
        if not 0 <= self.token_dropout < 1:
            raise InstrumentError(f"token_dropout is {self.token_dropout!r}; choose a share from 0 up to 1")
