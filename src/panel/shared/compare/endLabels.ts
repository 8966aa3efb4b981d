/** Where labels stand that would cover one another where they belong. */

export interface LabelPlace {
  readonly y: number;
  /** 0 beside the lines; 1 further out, when one column cannot hold all. */
  readonly column: number;
}

export interface LabelRoom {
  readonly from: number;
  readonly to: number;
  /** Between the middles of two labels in a column. */
  readonly distance: number;
}

/** A place for each label, as near to its own `y` as the others leave room for, in their order. */
export function spreadLabels(ys: readonly number[], room: LabelRoom): readonly LabelPlace[] {
  const columns = ys.length * room.distance > room.to - room.from ? 2 : 1;
  const order = ys.map((_, i) => i).sort((a, b) => ys[a] - ys[b]);
  const places = new Array<LabelPlace>(ys.length);
  for (let column = 0; column < columns; column++) {
    const members = order.filter((_, rank) => rank % columns === column);
    const spread = spreadColumn(
      members.map((i) => ys[i]),
      room,
    );
    for (const [rank, i] of members.entries()) places[i] = { y: spread[rank], column };
  }
  return places;
}

/** Ascending `ys` pushed down until they keep their distance, then back up where they ran out of room. */
function spreadColumn(ys: readonly number[], { from, to, distance }: LabelRoom): number[] {
  const step = Math.min(distance, (to - from) / Math.max(1, ys.length - 1));
  const placed: number[] = [];
  for (const y of ys) placed.push(Math.max(y, from, (placed.at(-1) ?? -Infinity) + step));
  let limit = to;
  for (let i = placed.length - 1; i >= 0; i--) {
    placed[i] = Math.min(placed[i], limit);
    limit = placed[i] - step;
  }
  return placed;
}
