import { randomBytes } from 'node:crypto';
import { escaped } from './escaped';
import { firstPaint } from './firstPaint';
import { embedded, stateId, type PanelState } from '../protocol';

/** What the page is made of; `cspSource` and the addresses come from the webview. */
export interface PageParts {
  readonly cspSource: string;
  /** The addresses of the page's modules: first those that the page itself begins with, so that all are fetched at once. */
  readonly modules: readonly string[];
  /** The text of the style sheet, and the address of the folder that its own addresses start from. */
  readonly style: { readonly text: string; readonly folder: string };
  /** What the page shows before its first message; null for nothing. */
  readonly state: PanelState | null;
}

/**
 * The document the panel's page runs in: its style sheet, the state to begin with and how that looks, and a script that
 * fetches the page's modules. VS Code shows a page once it is loaded, so nothing that the document begins with is a file of
 * its own; the modules are fetched when the page can be seen.
 *
 * A content security policy allows no script or style without the document's nonces, and no other origin. The component
 * library looks for `csp-nonce` to try out, with an empty style element, whether the browser knows `:focus-visible`.
 */
export function panelHtml({ cspSource, modules, style, state }: PageParts): string {
  const nonce = randomBytes(16).toString('base64');
  const styleNonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'`,
    `img-src ${cspSource} blob: data:`,
    `style-src ${cspSource} 'nonce-${styleNonce}'`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta property="csp-nonce" content="${escaped(styleNonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Noise Schedule</title>
<style nonce="${escaped(styleNonce)}">${styleText(style)}</style>
</head>
<body>
<main id="panel">${state ? firstPaint(state) : ''}</main>
${state ? `<script type="application/json" id="${stateId}">${embedded(state)}</script>` : ''}
<script nonce="${escaped(nonce)}">${loader(modules)}</script>
</body>
</html>
`;
}

const remedy = 'Close it and open it again; if that does not help, reinstall Sigmascope.';

/**
 * VS Code hands its interface out once, so the module finds it where it is kept here. A page that comes back has been told
 * more since than its document says. Where the modules cannot be read, nothing is left that looks as if it could be used.
 */
function loader(modules: readonly string[]): string {
  const addresses = JSON.stringify(modules).replace(/</g, '\\u003c');
  return `globalThis.vscode = acquireVsCodeApi();
const panel = document.getElementById('panel');
if (vscode.getState()) panel.replaceChildren();
const fail = ({ message }) => (panel.textContent = 'The panel could not be read: ' + message + ' ${remedy}');
const read = () => Promise.all(${addresses}.map((module) => import(module))).catch(fail);
addEventListener('load', () => setTimeout(read), { once: true });`;
}

/** Addresses in a style sheet are relative to where it lies, and this one lies in the document. */
function styleText({ text, folder }: PageParts['style']): string {
  return text.replace(/url\("?\.\/([^")]+)"?\)/g, (_, file: string) => `url("${folder}/${file}")`);
}
