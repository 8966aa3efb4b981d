import type { Paint } from '../../src/panel/shared/compare/chart';
import type { Theme } from './theme';

/** The theme as drawings use it. */
export function paintOf(theme: Theme): Paint {
  const { background, foreground, muted, grid, blue, green, orange, purple, red, yellow, fontSize, highContrast } =
    theme;
  return {
    background,
    text: foreground,
    muted,
    grid,
    axis: highContrast ? foreground : grid,
    lines: { text: foreground, blue, green, orange, purple, red, yellow },
    fontSize: Math.max(10, fontSize - 2),
    lineWidth: highContrast ? 2 : 1.5,
    gridWidth: highContrast ? 0.4 : 1,
  };
}
