import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { bundleDocsPage } from '../../../scripts/docsPage';
import { ensureChromium, launchChromium } from '../../../scripts/vscode/chromium';
import { faintTexts } from '../tester/faintTexts';
import { changeModelJson, copyOf, FIXTURES, start, stopAll, type Running } from './scorerInProcess';

const screenshots = path.resolve(import.meta.dirname, '../../e2e/screenshots/docs');

describe('the page that documents a scorer', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  /** Requests of the page to anything but the scorer. */
  let strangers: string[];

  before(async function () {
    this.timeout(300_000);
    const { script, style } = await bundleDocsPage();
    // What the bundler writes into scorer.js.
    Object.assign(globalThis, { BELLHOP_DOCS_SCRIPT: script, BELLHOP_DOCS_STYLE: style });
    browser = await launchChromium(await ensureChromium(() => undefined));
  });
  after(() => browser.close());
  afterEach(async () => {
    await context.close();
    await stopAll();
    assert.deepEqual([complaints, strangers], [[], []]);
  });

  async function open(
    url: string,
    { dark = false, width = 1200 }: { dark?: boolean; width?: number } = {},
  ): Promise<void> {
    context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
    });
    page = await context.newPage();
    [complaints, strangers] = [[], []];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    const { origin } = new URL(url);
    page.on('request', (asked) => {
      if (!asked.url().startsWith(`${origin}/`) && asked.url() !== 'data:,') strangers.push(asked.url());
    });
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.goto(url);
    await page.locator('main > *').first().waitFor();
  }

  const docs = ({ port }: Running, at = '/docs'): string => `http://127.0.0.1:${port}${at}`;
  const route = (at: string) =>
    page.locator('details', { has: page.locator('summary code', { hasText: new RegExp(`^${at}$`) }) });

  it('shows the model, its columns and what they take, and every route', async () => {
    await open(docs(await start(`${FIXTURES}/frequency`)));
    assert.equal(await page.title(), 'frequency 1.0.0');
    assert.equal(await page.locator('h1').textContent(), 'frequency 1.0.0');
    const facts = (await page.locator('dl.facts').textContent()) ?? '';
    for (const fact of ['2026-01-31', '1,000 rows', 'Deviance explained', '0.5', 'sha256:']) {
      assert.ok(facts.includes(fact), fact);
    }
    const lines = await page.locator('tbody tr').allTextContents();
    assert.equal(lines.length, 4);
    assert.match(lines[0] ?? '', /^zone.*Zone.*City.*a text, such as city, suburb, country.*yes$/);
    assert.match(lines[3] ?? '', /^bonusBonus classan integer from 1 to 71 to 7yes$/);
    const routes = await page.locator('summary code').allTextContents();
    for (const at of [
      '/predict',
      '/metrics',
      '/invocations',
      '/v2/models/frequency/infer',
      '/v1/models/frequency:predict',
    ]) {
      assert.ok(routes.includes(at), at);
    }
    assert.deepEqual(await page.locator('h3').allTextContents(), [
      'Bellhop',
      'Open Inference',
      'MLflow',
      'KServe V1',
    ]);
  });

  it('sends what is typed, and shows the answer or the refusal', async () => {
    await open(docs(await start(`${FIXTURES}/frequency`)));
    const predict = route('/predict');
    assert.match(
      (await predict.locator('pre').first().textContent()) ?? '',
      /^curl 'http:\/\/127.0.0.1:\d+\/predict'/,
    );
    // By the keyboard alone.
    await predict.locator('textarea').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await predict.getByText(/^200 OK, [\d.]+ ms$/).waitFor();
    const shown = JSON.parse((await predict.locator('pre').last().textContent()) ?? '') as {
      predictions: number[];
    };
    assert.equal(shown.predictions.length, 1);
    const example = JSON.parse((await predict.locator('pre').nth(1).textContent()) ?? '') as {
      predictions: number[];
    };
    assert.ok(Math.abs((shown.predictions[0] ?? 0) - (example.predictions[0] ?? 1)) < 1e-6);

    await predict.locator('textarea').fill('{"rows":[{"zone":"city"}]}');
    await predict.getByRole('button', { name: 'Send' }).click();
    await predict.getByText(/^400 Bad Request/).waitFor();
    assert.match((await predict.locator('pre').last().textContent()) ?? '', /the column is required/);
    // Chromium says of each refused request that it failed to load.
    complaints = complaints.filter((text) => !text.includes('status of 400'));

    const infer = route('/v2/models/frequency/infer');
    await infer.locator('summary').click();
    await infer.getByRole('button', { name: 'Send' }).click();
    await infer.getByText(/^200 OK/).waitFor();
  });

  it('offers nothing that would switch the model off', async () => {
    await open(docs(await start(`${FIXTURES}/frequency`)));
    const unload = route('/v2/repository/models/frequency/unload');
    await unload.locator('summary').click();
    assert.equal(await unload.getByRole('button').count(), 0);
  });

  it('asks for the token, keeps it in memory and uses it', async () => {
    const scorer = await start(`${FIXTURES}/frequency`, { token: 'secret-word' });
    await open(docs(scorer));
    complaints = [];
    const field = page.getByLabel('Token');
    assert.equal(await field.getAttribute('type'), 'password');
    assert.doesNotMatch(await page.content(), /zone/);
    await field.fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The scorer refused that token.').waitFor();
    await page.getByLabel('Token').fill('secret-word');
    await page.keyboard.press('Enter');
    await page.locator('tbody tr').first().waitFor();
    assert.match(
      (await route('/predict').locator('pre').first().textContent()) ?? '',
      /Authorization: Bearer \$TOKEN/,
    );
    await route('/predict').getByRole('button', { name: 'Send' }).click();
    await page.getByText(/^200 OK/).waitFor();
    assert.doesNotMatch(await page.content(), /secret-word/);
    assert.equal(
      await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length),
      0,
    );
    assert.doesNotMatch(JSON.stringify(scorer.log), /secret/);
    complaints = complaints.filter((text) => !text.includes('status of 401'));
  });

  it('shows what a hostile artefact says as text', async () => {
    const folder = copyOf('frequency');
    const evil = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
    changeModelJson(folder, (artefact) => {
      artefact.name = evil;
      artefact.version = `${evil}&amp;`;
      artefact.description = `</noscript></main>${evil}`;
      artefact.metrics.push({ name: 'm', title: evil, value: 1 });
      Object.assign(artefact.input.properties['zone'] ?? {}, {
        title: evil,
        description: evil,
        'x-unit': evil,
      });
      artefact.examples.unshift({
        title: evil,
        row: { zone: `'; ${evil}`, make: '1', kilometres: 1, bonus: 1 },
      });
    });
    const scorer = await start(folder);
    assert.deepEqual(scorer.refused, []);
    await open(docs(scorer));
    assert.equal(await page.locator('h1').textContent(), `${evil} ${evil}&amp;`);
    assert.ok((await page.locator('tbody').textContent())?.includes(evil));
    assert.equal(await page.locator('main img, main script').count(), 0);
    assert.notEqual(await page.title(), 'owned');
    await route('/predict').getByRole('button', { name: 'Send' }).click();
    await page.getByText(/^200 OK/).waitFor();
  });

  it('works behind a front desk that strips a prefix', async () => {
    const scorer = await start(`${FIXTURES}/frequency`, { allowedHosts: ['*'] });
    const front = await frontDesk(scorer, '/test/frequency');
    try {
      const { port } = front.address() as AddressInfo;
      for (const at of ['/docs', '/v2/docs', '/v2/models/frequency/docs']) {
        await open(`http://127.0.0.1:${port}/test/frequency${at}`);
        await page.locator('tbody tr').first().waitFor();
        await route('/predict').getByRole('button', { name: 'Send' }).click();
        await page.getByText(/^200 OK/).waitFor();
        const command = (await route('/predict').locator('pre').first().textContent()) ?? '';
        assert.ok(command.includes(`http://127.0.0.1:${port}/test/frequency/predict`), command);
        if (at !== '/v2/models/frequency/docs') await context.close();
      }
    } finally {
      front.closeAllConnections();
      front.close();
    }
  });

  it('shows a graph that came without a model.json', async () => {
    const folder = copyOf('forest');
    rmSync(path.join(folder, 'model.json'));
    await open(docs(await start(folder)));
    await page.locator('tbody tr').first().waitFor();
    assert.doesNotMatch((await page.locator('dl.facts').textContent()) ?? '', /Trained|undefined/);
    assert.ok((await page.locator('tbody tr').count()) > 0);
    assert.ok((await page.locator('summary').count()) > 20);
  });

  it('says why where there is no model', async () => {
    await open(docs(await start(`${FIXTURES}/not-there`)));
    await page.getByText('No model is loaded').waitFor();
    complaints = complaints.filter((text) => !text.includes('status of 503'));
  });

  for (const dark of [false, true]) {
    for (const width of [1200, 360]) {
      it(`can be read in a ${dark ? 'dark' : 'light'} window of ${width} pixels`, async () => {
        await open(docs(await start(`${FIXTURES}/frequency`)), { dark, width });
        await page.locator('tbody tr').first().waitFor();
        await route('/predict').getByRole('button', { name: 'Send' }).click();
        await page.getByText(/^200 OK/).waitFor();
        await mkdir(screenshots, { recursive: true });
        await page.screenshot({
          path: path.join(screenshots, `${dark ? 'dark' : 'light'}-${width}.png`),
          fullPage: true,
        });
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        assert.deepEqual(await page.evaluate(faintTexts), []);
      });
    }
  }
});

/** Strips a prefix and names it, as the hotel's front desk does. */
async function frontDesk({ port }: Running, prefix: string): Promise<Server> {
  const server = createServer((asked, response) => {
    const { method = 'GET', url = '', headers } = asked;
    if (!url.startsWith(`${prefix}/`)) {
      response.writeHead(404).end();
      return;
    }
    const passed = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path: url.slice(prefix.length),
        headers: { ...headers, 'x-forwarded-prefix': prefix },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
