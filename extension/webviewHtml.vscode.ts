import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** A page below dist/webview: `<name>.js` and `<name>.css`. */
export interface WebviewPage {
  name: string;
  title: string;
  /** Whether it shows pictures out of the folders that its webview may read. */
  images?: boolean;
}

/** What every webview of Bellhop may do: run its own script, read its own folder, no command URIs. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableCommandUris: false,
    enableForms: true,
    localResourceRoots: [pagesFolder(extensionUri)],
  };
}

/**
 * The HTML of a page, the only place where Bellhop writes any. It holds no data: a page asks its host for them by
 * message and sets them as text.
 */
export function webviewHtml(webview: vscode.Webview, extensionUri: vscode.Uri, page: WebviewPage): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (file: string): string =>
    escaped(webview.asWebviewUri(vscode.Uri.joinPath(pagesFolder(extensionUri), file)).toString());
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    ...(page.images === true ? [`img-src ${webview.cspSource}`] : []),
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(page.title)}</title>
    <link rel="stylesheet" href="${address(`${page.name}.css`)}" />
  </head>
  <body>
    <script nonce="${nonce}" src="${address(`${page.name}.js`)}"></script>
  </body>
</html>
`;
}

function pagesFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
