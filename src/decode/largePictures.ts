/**
 * Pictures of more pixels are decoded in strips, where the autoencoder is known by its layers: a full VAE takes 1.5 GB for this
 * many at once, and more than 4 GB for four times as many.
 */
export const largestAtOnce = 512 * 512;
