import { build } from '../../contract/build';

declare const BELLHOP_DOCS_SCRIPT: string | undefined;
declare const BELLHOP_DOCS_STYLE: string | undefined;

/**
 * The page that documents the scorer: an empty shell, and the script that fills it from /openapi.json (webview/docs).
 * Script and style are written into the bundle, so that the scorer stays one file; run from source there are none,
 * unless whoever runs it has set them.
 */

/** Nothing but the scorer's own files and answers; no text of a model can become HTML. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Names and values by turns. */
export const DOCS_HEADERS: readonly string[] = [
  'Content-Security-Policy',
  POLICY,
  'Referrer-Policy',
  'no-referrer',
];

/** The parts that say nothing of a model and need no token: the page asks for it. */
export const OPEN_PAGES: readonly string[] = ['/docs', '/docs/page.js', '/docs/page.css', '/v2/docs'];

/** @param path of the page: its links are relative, so that a prefix in front of the scorer is kept. */
export function docsHtml(path: string): string {
  const root = rootFrom(path);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scorer</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}docs/page.css">
<script src="${root}docs/page.js" defer></script>
</head>
<body>
<main><noscript>This page needs JavaScript. The description of this scorer (Bellhop ${build.version}) as data: <a href="${root}openapi.json">openapi.json</a>.</noscript></main>
</body>
</html>
`;
}

/** The way from a page to where the scorer's paths begin, such as `../`. */
export function rootFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 2);
}

export function docsScript(): string {
  return typeof BELLHOP_DOCS_SCRIPT === 'string' ? BELLHOP_DOCS_SCRIPT : '';
}

export function docsStyle(): string {
  return typeof BELLHOP_DOCS_STYLE === 'string' ? BELLHOP_DOCS_STYLE : '';
}

/**
 * The path that a front desk strips and names in X-Forwarded-Prefix, without a slash at its end; undefined where it is
 * none that may stand in a link.
 */
export function prefixOf(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 200 || !/^(?:\/[\w.~-]+)+\/?$/.test(header)) return undefined;
  if (header.split('/').some((part) => /^\.+$/.test(part))) return undefined;
  return header.replace(/\/$/, '');
}
