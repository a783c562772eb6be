"""Matrix products: the same numbers as NumPy's, whichever side is transposed."""

import itertools

import numpy as np
import pytest

from onrecord.annotate.text.syntax.onnx_backend import SingleThreadedProducts


@pytest.mark.parametrize(("left", "right"), list(itertools.product((False, True), repeat=2)))
def test_products_equal_those_of_numpy(left: bool, right: bool) -> None:
    x = np.arange(12, dtype=np.float32).reshape((3, 4) if left else (4, 3))
    y = np.arange(15, dtype=np.float32).reshape((5, 3) if right else (3, 5))
    expected = (x.T if left else x) @ (y.T if right else y)
    ops = SingleThreadedProducts()
    assert np.array_equal(ops.gemm(x, y, trans1=left, trans2=right), expected)
    out = np.zeros_like(expected)
    assert ops.gemm(x, y, out=out, trans1=left, trans2=right) is out
    assert np.array_equal(out, expected)
