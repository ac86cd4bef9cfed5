import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  environmentChoice,
  goingBy,
  networkEnvironment,
  proxyFor,
  resolveNetwork,
  useNetwork,
  wayToNetwork,
} from '../../../extension/network/network';
import { inNetworkEnvironment } from '../../../extension/network/sharedEnvironment';
import { runProgram } from '../../../extension/processes/runProgram';

const PROXY = 'http://proxy.example.com:3128';

describe('The way to the network', () => {
  for (const [noProxy, address, isProxied] of [
    [[], 'https://packages.example.com/', true],
    [[], 'http://localhost:8080/', false],
    [[], 'http://127.0.0.1:8080/', false],
    [[], 'http://[::1]:8080/', false],
    [['*'], 'https://packages.example.com/', false],
    [['example.com'], 'https://packages.example.com/', false],
    [['.example.com'], 'https://example.com/', false],
    [['*.example.com'], 'https://packages.example.com/', false],
    [['ample.com'], 'https://example.com/', true],
    [['example.com:443'], 'https://example.com/', false],
    [['example.com:8443'], 'https://example.com/', true],
    [['EXAMPLE.com'], 'https://Example.com/', false],
  ] as const) {
    it(`${isProxied ? 'goes through' : 'passes by'} the proxy to ${address}, except for "${noProxy.join()}"`, async () => {
      const network = await resolveNetwork({ proxy: PROXY, noProxy, from: 'a test' });
      assert.equal(
        proxyFor(new URL(address), network)?.host,
        isProxied ? 'proxy.example.com:3128' : undefined,
      );
    });
  }

  it('takes each key from the first that gives it, and tells programs what they do not have already', async () => {
    const env = environmentChoice({ https_proxy: 'other.example.com:80', NO_PROXY: 'a, b' });
    const inherited = await resolveNetwork(env, { proxy: PROXY, noProxy: ['c'], from: 'the company file' });
    assert.equal(inherited.proxies.https?.href, 'http://other.example.com/');
    assert.equal(inherited.proxies.http, undefined);
    assert.deepEqual(inherited.noProxy, ['a', 'b']);
    assert.deepEqual(inherited.variables, {});
    const other = environmentChoice({
      HTTPS_PROXY: 'socks5://proxy.example.com:1080',
      SSL_CERT_FILE: '/gone',
    });
    assert.equal(other.proxy, undefined, 'git and pip may know it; Bellhop goes its own way');
    assert.equal((await resolveNetwork(other)).ca, undefined, 'as OpenSSL passes it over');
    const given = await resolveNetwork(
      { from: 'the settings' },
      { proxy: PROXY, noProxy: ['c'], from: 'a file' },
    );
    const { HTTPS_PROXY, http_proxy: lower, NO_PROXY, PIP_CERT } = given.variables;
    assert.deepEqual([HTTPS_PROXY, lower, PIP_CERT], [`${PROXY}/`, `${PROXY}/`, undefined]);
    assert.equal(NO_PROXY, 'localhost,127.0.0.1,::1,c');
  });

  describe('of a process', () => {
    const SET = 'http_proxy';
    let looked: number;
    let before: string | undefined;

    beforeEach(() => {
      looked = 0;
      before = process.env[SET];
      Reflect.deleteProperty(process.env, SET);
      useNetwork(() => {
        looked += 1;
        return resolveNetwork({ proxy: PROXY, from: 'the company file' });
      });
    });
    afterEach(async () => {
      if (before !== undefined) process.env[SET] = before;
      useNetwork(await resolveNetwork());
    });
    const proxyOf = async (offline: boolean): Promise<string> => {
      let output = '';
      const args = ['-p', `process.env['${SET}']`];
      const program = { command: process.execPath, args, cwd: process.cwd(), offline };
      await runProgram(program, { onOutput: (text) => (output += text) });
      return output.trim();
    };

    it('is looked for when something goes there, and told to every program that may', async () => {
      assert.equal(await proxyOf(true), 'undefined');
      assert.equal(looked, 0, 'nobody has asked a server');
      assert.equal(await proxyOf(false), `${PROXY}/`);
      assert.equal(looked, 1);
      assert.deepEqual(await networkEnvironment({ A: '1' }), {
        A: '1',
        ...(await wayToNetwork()).variables,
      });
    });

    it('is another one for what it is found by', async () => {
      const own = await resolveNetwork({ proxy: 'http://own.example.com', from: 'the settings' });
      useNetwork(async () => {
        const file = await goingBy(own, async () => (await wayToNetwork()).proxies.http?.href);
        return resolveNetwork({ proxy: `${file ?? ''}from-the-file`, from: 'the company file' });
      });
      assert.equal((await wayToNetwork()).proxies.http?.href, 'http://own.example.com/from-the-file');
    });

    it('is in its own environment for as long as somebody else runs programs for it', async () => {
      const ends: (() => void)[] = [];
      const works = [1, 2].map(() => inNetworkEnvironment(() => new Promise<void>((end) => ends.push(end))));
      while (ends.length < 2) await new Promise(setImmediate);
      assert.equal(process.env[SET], `${PROXY}/`);
      ends[0]?.();
      await works[0];
      assert.equal(process.env[SET], `${PROXY}/`, 'the other one works still');
      ends[1]?.();
      await works[1];
      assert.equal(process.env[SET], undefined);
      await assert.rejects(
        inNetworkEnvironment(() => Promise.reject(new Error('refused'))),
        /refused/,
      );
      assert.equal(process.env[SET], undefined);
    });
  });

  it('refuses a proxy and a CA file that are none, by where they are named, and shows no password', async () => {
    const refusal = async (choice: object): Promise<string> => {
      const network = resolveNetwork({ from: 'the company file', ...choice });
      return network.then(() => assert.fail('nothing was thrown'), String);
    };
    for (const proxy of ['socks5://ann:secret@proxy', 'http://', 'http://ann:secret@']) {
      const said = await refusal({ proxy });
      assert.match(said, /the company file/);
      assert.doesNotMatch(said, /secret/);
    }
    const folder = await mkdtemp(path.join(tmpdir(), 'bellhop-ca-'));
    const caFile = path.join(folder, 'ca.pem');
    try {
      assert.match(await refusal({ caFile }), /ca\.pem of the company file cannot be used/);
      await writeFile(caFile, 'no certificate');
      assert.match(await refusal({ caFile }), /holds no certificate in PEM/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
