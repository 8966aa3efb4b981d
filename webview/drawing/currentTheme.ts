import type { Theme } from './theme';

let known: Theme | null = null;
const listeners: ((theme: Theme) => void)[] = [];

/** The theme in force, from the CSS variables VS Code puts on the page. */
export function currentTheme(): Theme {
  if (!known) {
    known = themeOfPage();
    watch();
  }
  return known;
}

/** Calls back whenever VS Code changes the theme. */
export function onThemeChange(changed: (theme: Theme) => void): void {
  listeners.push(changed);
}

/**
 * VS Code rewrites the class of the body and the variables of the root. The component library writes variables of its
 * own there, which change nothing.
 */
function watch(): void {
  const observer = new MutationObserver(() => {
    const theme = themeOfPage();
    if (JSON.stringify(theme) === JSON.stringify(known)) return;
    known = theme;
    for (const changed of listeners) changed(theme);
  });
  const watched = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-kind'] };
  observer.observe(document.documentElement, watched);
  observer.observe(document.body, watched);
}

function themeOfPage(): Theme {
  const styles = getComputedStyle(document.body);
  const variable = (...names: readonly string[]) =>
    names.map((name) => styles.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ??
    styles.color;
  const highContrast = /vscode-high-contrast/.test(document.body.className);
  return {
    foreground: variable('foreground'),
    muted: variable(...(highContrast ? ['foreground'] : ['descriptionForeground'])),
    grid: variable(...(highContrast ? ['contrastBorder'] : ['panel-border', 'editorGroup-border', 'charts-lines'])),
    backdrop: variable(
      ...(highContrast ? ['disabledForeground', 'foreground'] : ['scrollbarSlider-background', 'panel-border']),
    ),
    background: variable('editor-background'),
    cursor: variable('focusBorder'),
    blue: variable('charts-blue'),
    green: variable('charts-green'),
    orange: variable('sigmascope-orange', 'charts-yellow'),
    purple: variable('charts-purple'),
    red: variable('charts-red'),
    yellow: variable('charts-yellow'),
    fontFamily: variable('font-family'),
    fontSize: parseFloat(styles.fontSize) || 13,
    highContrast,
  };
}
