/**
 * The noised sample x_t = signal·x0 + noise·ε.
 * @param clean x0, float32 in model space
 * @param epsilon standard normal noise, as long as `clean`
 */
export function noisedSample(clean: Float32Array, epsilon: Float32Array, signal: number, noise: number): Float32Array {
  return clean.map((x, i) => signal * x + noise * epsilon[i]);
}
