// The page as one file, of parts that are ready: script and style within, data as gzip in base64, and a
// Content-Security-Policy that lets nothing else run. Pure: the documentation's site makes such files in the browser.

export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** SHA-256 of each, in base64. */
  readonly scriptHash: string;
  readonly styleHash: string;
  /** The page's data as JSON, gzip, base64. */
  readonly packed: string;
}

export function pageHtml({ script, style, scriptHash, styleHash, packed }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${scriptHash}'`,
    `style-src 'sha256-${styleHash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    '<title>mock</title>',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    '<noscript>This page needs JavaScript; it loads nothing from anywhere.</noscript>',
    `<script type="application/gzip" id="data">${packed}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
