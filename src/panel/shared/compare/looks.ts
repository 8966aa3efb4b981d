/** How the lines of a comparison are told apart: each pair of dash and marker comes once in 28, and colour comes on top. */

/** `text` is the theme's own foreground. */
export type LineColour = 'text' | 'blue' | 'orange' | 'green' | 'purple' | 'red' | 'yellow';
export type Marker = 'ring' | 'disc' | 'square' | 'triangle' | 'diamond' | 'cross' | 'plus' | 'wedge';

export interface LineLook {
  /** The letter at the end of the line and before the name: A, B, … Z, A2, … */
  readonly tag: string;
  readonly colour: LineColour;
  /** As SVG's stroke-dasharray; empty for a solid line. */
  readonly dash: string;
  readonly marker: Marker;
}

const colours: readonly LineColour[] = ['blue', 'orange', 'green', 'purple', 'red', 'yellow'];
const dashes = ['', '6 3', '2 3', '9 3 2 3'];
const markers: readonly Marker[] = ['disc', 'square', 'triangle', 'diamond', 'cross', 'plus', 'wedge'];
const letters = 26;

/** The look of what is shown now, pinned or not: no other line is of the text's colour or has rings. */
export const lookOfNow: LineLook = { tag: 'now', colour: 'text', dash: '', marker: 'ring' };

/** Whether a marker is an area, rather than an outline. */
export const isFilled = (marker: Marker): boolean => marker !== 'ring';

/** The look of the line at a place in the list. */
export function lookAt(place: number): LineLook {
  const round = Math.floor(place / letters);
  return {
    tag: `${String.fromCharCode(65 + (place % letters))}${round === 0 ? '' : round + 1}`,
    colour: colours[place % colours.length],
    dash: dashes[place % dashes.length],
    marker: markers[place % markers.length],
  };
}

/** The outline of a marker of about 2·`r` in height around a point. */
export function markerPath(marker: Marker, x: number, y: number, r: number): string {
  const at = (dx: number, dy: number) => `${round(x + dx * r)} ${round(y + dy * r)}`;
  switch (marker) {
    case 'ring':
    case 'disc':
      return `M${at(-1, 0)}a${round(r)} ${round(r)} 0 1 0 ${round(2 * r)} 0a${round(r)} ${round(r)} 0 1 0 ${round(-2 * r)} 0z`;
    case 'square':
      return `M${at(-0.9, -0.9)}L${at(0.9, -0.9)}L${at(0.9, 0.9)}L${at(-0.9, 0.9)}z`;
    case 'triangle':
      return `M${at(0, -1.2)}L${at(1.1, 0.9)}L${at(-1.1, 0.9)}z`;
    case 'wedge':
      return `M${at(0, 1.2)}L${at(1.1, -0.9)}L${at(-1.1, -0.9)}z`;
    case 'diamond':
      return `M${at(0, -1.3)}L${at(1.1, 0)}L${at(0, 1.3)}L${at(-1.1, 0)}z`;
    case 'cross':
      return `M${at(-0.9, -0.9)}L${at(0.9, 0.9)}M${at(0.9, -0.9)}L${at(-0.9, 0.9)}`;
    case 'plus':
      return `M${at(0, -1.1)}L${at(0, 1.1)}M${at(-1.1, 0)}L${at(1.1, 0)}`;
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;
