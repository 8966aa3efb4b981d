/**
 * `torch.sqrt` and `x ** 0.5` in float32, bit for bit.
 *
 * PyTorch's x86 builds do not round square roots correctly on AMD processors: they refine the processor's 12-bit
 * estimate of 1/√x, and one root in five is one unit in the last place off. That
 * shows wherever nearly equal roots are subtracted, as in zero terminal SNR, where a beta moves by up to 1e-4 of itself.
 * The numbers here are those that diffusers gives on such a machine; elsewhere its own differ from them by that much.
 */
const { fround } = Math;

/**
 * The estimate, read off the RSQRTPS instruction of an EPYC processor: for two octaves 4096 values in units of 2^-13,
 * each the sum of a coarse entry (leading 8 bits of the mantissa) and a fine one (bits 1 to 4 and 9 to 12). An entry is a
 * digit in base 36; coarse ones are kept as the steps by which they fall from 2^13.
 */
const coarseFalls =
  'fggfggffgffffffeefefeeeeeeeeededddedddddddcddcdcccdcccccccbccbcb' +
  'cbbcbbbbbbbbbbabbabababaaabaaaaa9aaaa9aa9a9a9a99999a999999999899' +
  '8998989898988988888888888888878888788787878787787777877777777777' +
  '7776777767767767676767676676676676666667666666665666656666566656' +
  'bbbcbabbbbabbabaaaabaaaaa9aaa9a99a99a999999999999899898988988988' +
  '7888888888788787878787787778777767777777677767767676767667667666' +
  '6666666666666665666566656566565655656556556555565555555555555555' +
  '5455555455545545545455454545454454544544544454445444444544444444';
const fineEntries =
  'edcba98776543210dcbaa98765433210cbaa987665432110ba99877654432110' +
  'aa98876554332110a99877655443221099877665543321108877665443322100' +
  '8776655443322110776655443322110077665544433221107665554433221110' +
  '6655544333221100665544433222111066555443332211105554443322211100' +
  'a998776554332110998776654432210088766554432211008876655443322110' +
  '7766554433221100766655443322111066554443322111006655444332221100' +
  '5554433322211000554443332221110055444333222111005444333222111100' +
  '4443332222111000444333222211100044333322221111004433332222111100';

const digits = (text: string): number[] => Array.from(text, (digit) => parseInt(digit, 36));

function estimates(): Float32Array {
  let level = 2 ** 13;
  const coarse = digits(coarseFalls).map((fall) => (level -= fall));
  const fine = digits(fineEntries);
  return Float32Array.from(
    { length: 2 ** 13 },
    (_, i) => (coarse[i >> 4] + fine[((i >> 8) << 4) | (i & 15)]) / 2 ** 13,
  );
}

let table: Float32Array | null = null;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const smallestNormal = 2 ** -126;

/** The square root of a float32, float32. NaN for negative numbers. */
export function sqrt(x: number): number {
  if (!(x >= smallestNormal && x < Infinity)) return fround(Math.sqrt(x));
  table ??= estimates();
  float[0] = x;
  const exponent = (bits[0] >> 23) - 127;
  const octave = exponent & 1;
  const estimate = table[(octave << 12) | ((bits[0] >> 11) & 0xfff)];
  bits[0] = (127 - ((exponent - octave) >> 1)) << 23;
  return refine(x, fround(estimate * float[0]));
}

/**
 * Coupled Newton steps for s → √x and h → 1/(2√x) (Goldschmidt's iteration; Markstein 2004), every operation rounded to
 * float32.
 */
function refine(x: number, inverseRoot: number): number {
  const s = fround(x * inverseRoot);
  const h = fround(inverseRoot * 0.5);
  const error = fround(0.5 - fround(s * h));
  const root = fround(s + fround(s * error));
  const half = fround(h + fround(h * error));
  const rest = fround(x - fround(root * root));
  return fround(root + fround(rest * half));
}
