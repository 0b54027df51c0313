from __future__ import annotations

import numpy as np

from assistant.retrieval.fusion import WHOLE_BONUS, blend


def test_a_passage_that_holds_every_word_stands_before_a_shorter_one_that_does_not():
    rows = np.arange(3)
    soft = np.array([1.0, 0.8, 0.2], np.float32)
    cosines = np.array([0.6, 0.5, 0.1], np.float32)
    plain, _ = blend(rows, soft, cosines, np.zeros(3, bool))
    lifted, scores = blend(rows, soft, cosines, np.array([False, True, False]))
    assert plain.tolist() == [0, 1, 2]
    assert lifted.tolist() == [1, 0, 2]
    assert np.isclose(scores[0], 0.8 + 0.75 * 0.5 + WHOLE_BONUS)
