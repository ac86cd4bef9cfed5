import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { ensureChromium, launchChromium } from '../../../scripts/vscode/chromium';
import { openTester, type OpenTester } from './openTester';
import { type PageServer, servePage } from './pageServer';

/**
 * The tester's page for the tests of one `describe`, which calls this in its body: a browser and a server for all of
 * them, and after each test a look whether the page complained of anything.
 */
export function testerPages(): {
  open: (options?: Parameters<typeof openTester>[2]) => Promise<OpenTester>;
  server: () => PageServer;
} {
  let server: PageServer | undefined;
  let browser: Browser | undefined;
  let opened: OpenTester[] = [];

  before(async function () {
    this.timeout(300_000);
    server = await servePage();
    browser = await launchChromium(await ensureChromium(() => undefined));
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  afterEach(async () => {
    const complaints: string[] = [];
    for (const each of opened) {
      complaints.push(...(await each.violations()), ...each.errors);
      await each.page.close();
    }
    opened = [];
    assert.deepEqual(complaints, []);
  });

  return {
    open: async (options) => {
      assert.ok(browser && server);
      const tester = await openTester(browser, server, options);
      opened.push(tester);
      return tester;
    },
    server: () => {
      assert.ok(server);
      return server;
    },
  };
}

/** A text without line breaks, as a person reads it. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
