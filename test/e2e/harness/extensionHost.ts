import { type Browser } from 'playwright-core';

import { startVscodeServer, type VscodeServerOptions } from '../../../scripts/vscode/vscodeServer';

export interface ExtensionHostRun {
  readonly browser: Browser;
  /** `smokeTestDriver` is added here. */
  readonly server: Omit<VscodeServerOptions, 'smokeTestDriver'>;
  /** Absolute path of the folder whose package.json is the extension under development. */
  readonly extensionDevelopmentPath: string;
  /** Absolute path of the CommonJS module whose exported `run()` is awaited; a rejection is exit code 1. */
  readonly runnerPath: string;
  readonly timeoutMs?: number;
}

export interface ExtensionHostResult {
  readonly exitCode: number;
  /** What the runner wrote to the console, a line an entry. */
  readonly log: readonly string[];
}

/**
 * Runs code inside a real extension host, by VS Code's own mechanism for extension tests: the payload of the URL
 * names the extension and the runner, the page's functions `codeAutomationLog` and `codeAutomationExit` take the result.
 */
export async function runInExtensionHost(run: ExtensionHostRun): Promise<ExtensionHostResult> {
  const server = await startVscodeServer({ ...run.server, smokeTestDriver: true });
  const context = await run.browser.newContext();
  try {
    const page = await context.newPage();
    const log: string[] = [];
    const exitCode = new Promise<number>((resolve, reject) => {
      const timeoutMs = run.timeoutMs ?? 120_000;
      const timer = setTimeout(() => {
        reject(
          new Error(`The runner did not end within ${timeoutMs / 1000} s. It wrote:\n${log.join('\n')}`),
        );
      }, timeoutMs);
      const opened = (async () => {
        await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
          log.push(`${type}: ${args.map(String).join(' ')}`);
        });
        await page.exposeFunction('codeAutomationExit', (code: number) => {
          clearTimeout(timer);
          resolve(code);
        });
        await page.goto(urlWithPayload(server.url, run));
      })();
      opened.catch((error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
    return { exitCode: await exitCode, log };
  } finally {
    await context.close();
    await server.stop();
  }
}

function urlWithPayload(url: string, run: ExtensionHostRun): string {
  const remote = (path: string): string => `vscode-remote://${new URL(url).host}${encodeURI(path)}`;
  const query = new URLSearchParams({
    ...(run.server.folder === undefined ? { ew: 'true' } : { folder: run.server.folder }),
    payload: JSON.stringify([
      ['extensionDevelopmentPath', remote(run.extensionDevelopmentPath)],
      ['extensionTestsPath', remote(run.runnerPath)],
      ['skipWelcome', 'true'],
    ]),
  });
  return `${url}/?${query.toString()}`;
}
