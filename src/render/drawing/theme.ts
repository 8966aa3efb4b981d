/** VS Code's kinds of theme. */
export type Theme = 'light' | 'dark' | 'hcDark' | 'hcLight';

/** The colours of a drawing. */
export interface Palette {
  /** Solid behind the drawing, or null to let the hover's own background through. */
  readonly background: string | null;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  readonly training: string;
  readonly accent: string;
  /** The noise levels that are never sampled; hatched, so that it needs no transparency. */
  readonly skipped: string;
}

/** Colours of VS Code's own default themes, so that a drawing looks at home; the high-contrast ones keep 7:1 on text. */
export const palettes: Readonly<Record<Theme, Palette>> = {
  light: {
    background: null,
    text: '#3b3b3b',
    muted: '#6e6e6e',
    grid: '#e4e4e4',
    axis: '#c2c2c2',
    training: '#9b9b9b',
    accent: '#005fb8',
    skipped: '#d0d0d0',
  },
  dark: {
    background: null,
    text: '#dcdcdc',
    muted: '#9d9d9d',
    grid: '#383838',
    axis: '#555555',
    training: '#858585',
    accent: '#4daafc',
    skipped: '#4a4a4a',
  },
  hcDark: {
    background: '#0c141f',
    text: '#ffffff',
    muted: '#ffffff',
    grid: '#404040',
    axis: '#6fc3df',
    training: '#c8c8c8',
    accent: '#ffb300',
    skipped: '#8a8a8a',
  },
  hcLight: {
    background: '#ffffff',
    text: '#292929',
    muted: '#292929',
    grid: '#d0d0d0',
    axis: '#292929',
    training: '#5a5a5a',
    accent: '#0f4a85',
    skipped: '#8a8a8a',
  },
};
