const stateLength = 624;
const middle = 397;

/**
 * MT19937 (Matsumoto and Nishimura 1998), the generator behind `torch.manual_seed` on the CPU.
 * Ours, because packages of it wrap the 32-bit numbers into calls of their own; torch's way from these to normal numbers needs
 * them bare.
 * Source: torch, ATen/core/MT19937RNGEngine.h.
 */
export class MersenneTwister {
  readonly #state = new Uint32Array(stateLength);
  #next = stateLength;

  /** @param seed only its lowest 32 bits count, as in torch */
  constructor(seed: number) {
    this.#state[0] = Number(BigInt.asUintN(32, BigInt(seed)));
    for (let i = 1; i < stateLength; i++) {
      const previous = this.#state[i - 1] ^ (this.#state[i - 1] >>> 30);
      this.#state[i] = Math.imul(1812433253, previous) + i;
    }
  }

  /** The next unsigned 32-bit number. */
  random(): number {
    if (this.#next === stateLength) this.#regenerate();
    let y = this.#state[this.#next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** A float32 in [0, 1): 24 random bits. */
  uniformFloat(): number {
    return (this.random() & 0xffffff) / 2 ** 24;
  }

  /** A float64 in [0, 1): 53 random bits out of two numbers, the first the higher half. */
  uniformDouble(): number {
    const high = this.random() & 0x1fffff;
    return (high * 2 ** 32 + this.random()) / 2 ** 53;
  }

  #regenerate(): void {
    const state = this.#state;
    for (let i = 0; i < stateLength; i++) {
      const y = (state[i] & 0x80000000) | (state[(i + 1) % stateLength] & 0x7fffffff);
      state[i] = state[(i + middle) % stateLength] ^ (y >>> 1) ^ ((y & 1) * 0x9908b0df);
    }
    this.#next = 0;
  }
}
