/** The half of jpeg-js that writes: nothing here reads JPEG files, and the other half is the larger one. */
declare module 'jpeg-js/lib/encoder.js' {
  import type { encode } from 'jpeg-js';
  const encoder: typeof encode;
  export default encoder;
}
