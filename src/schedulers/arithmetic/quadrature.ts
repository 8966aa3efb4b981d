/** Numerical integration, here because agreement with scipy takes the very nodes and weights of QUADPACK. */

/** Positive nodes on −1..1 of the Gauss-Kronrod rule with 21 points, and their weights; the last node is 0. */
const nodes = [
  0.995657163025808080735527280689, 0.973906528517171720077964012084, 0.930157491355708226001207180059,
  0.865063366688984510732096688423, 0.78081772658641689706371757835, 0.679409568299024406234327365114,
  0.562757134668604683339000099272, 0.43339539412924719079926594316, 0.294392862701460198131126603103,
  0.148874338981631210884826001129, 0,
];
const weights = [
  0.011694638867371874278064396062, 0.032558162307964727478818972459, 0.054755896574351996031381300244,
  0.075039674810919952767043140916, 0.093125454583697605535065465083, 0.10938715880229764189921059032,
  0.123491976262065851077958109585, 0.134709217311473325928054001771, 0.142775938577060080797094273138,
  0.147739104901338491374841515972, 0.149445554002916905664936468389,
];

/**
 * ∫ f from `start` to `end` by the Gauss-Kronrod rule with 21 points, exact for polynomials up to degree 31: what
 * `scipy.integrate.quad` returns when its first estimate will do. Source: QUADPACK, routine qk21.
 */
export function integrate(f: (x: number) => number, start: number, end: number): number {
  const centre = (start + end) / 2;
  const half = (end - start) / 2;
  const sum = nodes.reduce((total, node, i) => {
    const offset = node * half;
    return total + weights[i] * (offset === 0 ? f(centre) : f(centre - offset) + f(centre + offset));
  }, 0);
  return sum * half;
}
