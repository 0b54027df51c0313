"""Training of the bundled bilingual embedder: raw sentence pairs in, one self-contained model folder out.

Every step is seeded and runs on a CPU; the same data, options and library versions give the same weights. Only this
package may import torch, and only inside a training run: reading a trained model needs numpy and tokenizers alone.
"""

from assistant.retrieval.training.options import TrainingOptions
from assistant.retrieval.training.training import TrainingReport, train_embedder

__all__ = ["TrainingOptions", "TrainingReport", "train_embedder"]
