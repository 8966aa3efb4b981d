/** The colours and type the canvases are drawn with; a canvas cannot use CSS variables itself. */
export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  /** Of a curve behind another. */
  readonly backdrop: string;
  readonly background: string;
  readonly cursor: string;
  readonly blue: string;
  readonly green: string;
  readonly orange: string;
  readonly purple: string;
  readonly red: string;
  readonly yellow: string;
  readonly fontFamily: string;
  readonly fontSize: number;
  readonly highContrast: boolean;
}
