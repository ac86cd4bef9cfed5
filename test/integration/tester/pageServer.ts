import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Uri, Webview } from 'vscode';
import type { TesterText } from '../../../contract/testerText';
import type { testerText } from '../../../extension/requests/testerText.vscode';
import type { webviewHtml } from '../../../extension/webviewHtml.vscode';

const root = path.resolve(import.meta.dirname, '../../..');

export interface PageServer {
  url: string;
  /** The page's words, from the adapter that the extension uses. */
  text: TesterText;
  /** The Content-Security-Policy of the last page that was served. */
  policy(): string;
  close(): Promise<void>;
}

/** Builds the tester's page as the extension does and serves it in the extension's own HTML, under its own policy. */
export async function servePage(): Promise<PageServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-page-'));
  await build({
    entryPoints: [path.join(root, 'webview/tester/main.ts')],
    outfile: path.join(folder, 'tester.js'),
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  });
  const html = await load<{ webviewHtml: typeof webviewHtml }>('extension/webviewHtml.vscode.ts', folder);
  const words = await load<{ testerText: typeof testerText }>(
    'extension/requests/testerText.vscode.ts',
    folder,
  );
  let policy = '';
  const server = createServer((request, response) => {
    const file = path.basename(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (file !== '') {
      response.setHeader('content-type', file.endsWith('.css') ? 'text/css' : 'text/javascript');
      readFile(path.join(folder, file)).then(
        (found) => response.end(found),
        () => response.writeHead(404).end(),
      );
      return;
    }
    const origin = `http://${request.headers.host ?? ''}`;
    const webview = { cspSource: origin, asWebviewUri: (uri: unknown) => uri } as unknown as Webview;
    const content = html.webviewHtml(webview, origin as unknown as Uri, {
      name: 'tester',
      title: 'Request Tester',
    });
    policy = /content="(default-src[^"]*)"/.exec(content)?.[1] ?? '';
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    text: words.testerText(),
    policy: () => policy,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Loads an adapter of the extension with a stub for the editor. */
async function load<Module>(file: string, folder: string): Promise<Module> {
  const outfile = path.join(folder, `${path.basename(file, '.ts')}.mjs`);
  await build({
    entryPoints: [path.join(root, file)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: { vscode: path.join(import.meta.dirname, 'vscodeStub.ts') },
  });
  return (await import(pathToFileURL(outfile).href)) as Module;
}
