/** What the Explain view is made of: chapters of prose, formulas and figures, which say this step's numbers. */

/** The text at a step; null where none holds. */
export type AtStep = (step: number) => string | null;

export const figures = ['classicPlots', 'variants', 'density', 'spacing'] as const;
export type Figure = (typeof figures)[number];

export type Part =
  /** Text with `code` and **strong** parts. */
  | { readonly kind: 'prose'; readonly text: AtStep }
  /** TeX. */
  | { readonly kind: 'formula'; readonly tex: AtStep }
  | { readonly kind: 'figure'; readonly figure: Figure };

export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly parts: readonly Part[];
}

export const prose = (text: string | AtStep): Part => ({ kind: 'prose', text: atEveryStep(text) });

export const formula = (tex: string | AtStep): Part => ({ kind: 'formula', tex: atEveryStep(tex) });

export const figure = (name: Figure): Part => ({ kind: 'figure', figure: name });

const atEveryStep = (text: string | AtStep): AtStep => (typeof text === 'string' ? () => text : text);
