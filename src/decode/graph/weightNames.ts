/**
 * Names that a tensor may have in a file, today's first. Attention's changed in diffusers 0.17.
 * Source: diffusers, models/modeling_utils.py (the conversion of deprecated attention blocks).
 */
const olderAttention: readonly (readonly [today: string, older: string])[] = [
  ['.to_q.', '.query.'],
  ['.to_k.', '.key.'],
  ['.to_v.', '.value.'],
  ['.to_out.0.', '.proj_attn.'],
];

export function namesOf(name: string): readonly string[] {
  const older = olderAttention.find(([today]) => name.includes(today));
  return older ? [name, name.replace(older[0], older[1])] : [name];
}
