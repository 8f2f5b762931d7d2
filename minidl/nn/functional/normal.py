"""The normal distribution, which NumPy does not have: what `gelu` needs.

The probability of numbers below −a, where a ≥ 0, is φ(a) M(a): the density φ(a) = e^(−a²/2) / √(2π)
times Mills' ratio M, which falls slowly, from √(π/2) at 0 to about 1/a. So (1 + a) M(a) stays between
1 and 1.26, and as a function of t = (a − 5) / (a + 5), which maps 0 … ∞ to −1 … 1, it is almost a
polynomial. The coefficients, lowest first, were computed with 60 digits by interpolation in 44
Chebyshev points (as Shepherd and Laframboise, 1981, did for erfc) and cut off where the error is
below two units in the last digit.
"""

import math

import numpy as np

_COEFFICIENTS = {
    np.dtype(np.float64): [
        1.1568486282918946, -0.22948753825211315, 0.077781598868737672, 0.025072179301638811,
        -0.066177600779096291, 0.06150504584018647, -0.038026592185841396, 0.016348231281029385,
        -0.0042012903291873066, 1.9530638370790783e-05, 0.0004570439235795366, -0.0001343742785571135,
        -2.480583845192319e-05, 2.2709612709237671e-05, -1.7633239265736749e-07, -3.2772876332088646e-06,
        3.2054316652589574e-07, 4.9199623314783394e-07, -6.588974491108955e-08, -7.7585202367863426e-08,
        9.0924761340191436e-09, 1.1032071151574343e-08, -7.0738985755615885e-10, -9.5648329347125513e-10,
    ],
    np.dtype(np.float32): [
        1.15684864, -0.229487583, 0.0777807586, 0.025073458, -0.0661677703, 0.0614946224, -0.0380686986,
        0.016384998, -0.00411961492, -4.47401566e-05, 0.000383765462, -7.78268085e-05,
    ],
}  # fmt: skip
_BLOCK = 2**14  # numbers that stay in the processor's cache until they are done


def normal(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The density φ(x), and the probability Φ(x) of numbers below x"""
    if x.dtype.kind == "c":  # of autograd/second.py: along a step h the density grows by −xφh, Φ by φh
        (density, phi), step = normal(x.real), 1j * x.imag
        return density * (1 - x.real * step), phi + density * step
    density = np.exp(x * x * -0.5)
    density *= 1 / math.sqrt(2 * math.pi)
    tail = density * mills_ratio(np.abs(x))
    return density, tail + (x >= 0) * (1 - 2 * tail)  # the tail below 0, 1 − tail above


def mills_ratio(a: np.ndarray) -> np.ndarray:
    """M(a) = Φ(−a) / φ(a) for a ≥ 0, by Horner's scheme, one block after the other"""
    ratio = np.empty_like(a)
    coefficients = _COEFFICIENTS[a.dtype]
    numbers, results = a.ravel(order="K"), ratio.ravel(order="K")  # both are views: nobody else has a
    for start in range(0, a.size, _BLOCK):
        a_block = numbers[start : start + _BLOCK]
        t = 1 - 10 / (a_block + 5)
        value = t * coefficients[-1]
        for c in coefficients[-2:0:-1]:
            value += c
            value *= t
        value += coefficients[0]
        np.divide(value, 1 + a_block, out=results[start : start + _BLOCK])
    return ratio
