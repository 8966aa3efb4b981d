import { randomBytes } from 'node:crypto';

/** What the page is made of; `cspSource` and the addresses come from the webview. */
export interface PageParts {
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
}

/**
 * The document the panel's page runs in: nothing but its script (by nonce) and its style sheet, under a content
 * security policy that allows no inline script or style and no other origin. The component library looks for
 * `csp-nonce` to try out, with an empty style element, whether the browser knows `:focus-visible`.
 */
export function panelHtml({ cspSource, script, style }: PageParts): string {
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
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<main id="panel"></main>
<script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
