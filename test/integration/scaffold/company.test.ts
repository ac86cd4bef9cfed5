import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadCompany } from '../../../extension/company/loadCompany';

const FIXTURE = path.resolve(import.meta.dirname, '../../fixtures/released/company.schema-1.json');

describe('the company file', function () {
  this.timeout(30_000);
  let folder: string;
  let repository: string;
  let server: Server;
  let base: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-company-'));
    const text = await readFile(FIXTURE, 'utf8');
    repository = path.join(folder, 'defaults.git');
    await mkdir(repository);
    await writeFile(path.join(repository, 'company.json'), text);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, stdio: 'pipe' });
    git('init', '-q');
    git('add', '.');
    git('-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '-q', '-m', 'one', '--no-gpg-sign');
    server = createServer((request, response) => {
      response.statusCode = request.url === '/company.json' ? 200 : 404;
      response.end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  for (const [what, address] of [
    ['a file', () => FIXTURE],
    ['a folder', () => repository],
    ['a git repository', () => pathToFileURL(repository).href],
    ['a URL', () => `${base}/company.json`],
  ] as const) {
    it(`is read from ${what}`, async () => {
      const { templates } = await loadCompany(address());
      assert.deepEqual(
        templates.map(({ name }) => name),
        ['Pricing model', 'Report'],
      );
    });
  }

  it('is missed by its address, which shows no password', async () => {
    await assert.rejects(loadCompany(path.join(folder, 'none.json')), {
      code: 'company-missing',
      message: /none\.json cannot be read/,
    });
    const secret = `${base.replace('//', '//me:secret@')}/gone.json`;
    await assert.rejects(loadCompany(secret), (error: unknown) => {
      assert.match(String(error), /gone\.json.*404/);
      assert.doesNotMatch(String(error), /secret/);
      return true;
    });
  });
});
