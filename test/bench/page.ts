import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { HostToTester, TesterModel } from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import { pageBundle } from '../../scripts/build';
import { ensureChromium, launchChromium } from '../../scripts/vscode/chromium';
import { motor } from '../integration/tester/models';
import { openTester } from '../integration/tester/openTester';
import { servePage } from '../integration/tester/pageServer';
import { report } from './report';

const ROUNDS = 15;

/**
 * The request tester's page: its size, and the time from the start of its document until the form is on show. The host
 * answers at once, so that only the page is measured.
 */
export async function benchPage(_folder: string, _given: readonly string[], isQuick: boolean): Promise<void> {
  const { outputFiles } = await build({ ...pageBundle('tester'), outfile: 'tester.js', write: false });
  const bytes = outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
  console.log(`page: ${(bytes / 1000).toFixed(1)} kB compressed (at most 150)`);
  const server = await servePage();
  const browser = await launchChromium(await ensureChromium(() => undefined));
  try {
    const times: number[] = [];
    for (let round = 0; round < (isQuick ? 2 : ROUNDS); round++) {
      const tester = await openTester(browser, server);
      times.push(await tester.page.evaluate(timeToForm, { text: server.text, model: motor }));
      if (!(await tester.page.locator('#field-0').isVisible())) throw new Error('The form is not on show.');
      await tester.page.close();
    }
    report('page: form on show, of at most 200 ms', times);
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * Runs in the page: the milliseconds from the start of the document until its script waits, and from the host's first
 * message until the form is painted.
 */
async function timeToForm({ text, model }: { text: TesterText; model: TesterModel }): Promise<number> {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const say = (data: HostToTester): boolean => window.dispatchEvent(new MessageEvent('message', { data }));
  const target = { id: 'a', title: 'Embedded scorer', state: 'ready' as const };
  const started = performance.now();
  say({ type: 'text', text });
  say({ type: 'project', project: 'demo', key: '/demo', model, target, targets: [target], trusted: true });
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return (entry?.domContentLoadedEventEnd ?? 0) + performance.now() - started;
}
