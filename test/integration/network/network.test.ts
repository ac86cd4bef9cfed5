import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createSecureServer, type Server } from 'node:https';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Failure } from '../../../contract/failure';
import { findInterpreter } from '../../../extension/environment/interpreter';
import { resolveNetwork, useNetwork, type NetworkChoice } from '../../../extension/network/network';
import { webFetch } from '../../../extension/network/webFetch';
import { PackageIndex } from '../../../extension/packageIndex/packageIndex';
import { runProgram } from '../../../extension/processes/runProgram';
import { download } from '../../../extension/scaffold/sources/download';
import { cloneTemplate } from '../../../extension/scaffold/sources/gitSource';
import { buildAll } from '../../../scripts/build';
import { makeCertificates } from '../../certificates';
import { bellhop } from '../cli/bellhop';
import { IndexServer, modelWheel } from '../packageIndex/indexServer';
import { commit, git } from '../scaffold/templateRepository';
import { ProxyServer } from './proxyServer';

const NAMES = 'DNS:packages.example.test,DNS:git.example.test,IP:127.0.0.1';
const LOGIN = 'ann:top secret';
const INDEX = 'https://packages.example.test/simple';

describe('The way to the network', function () {
  this.timeout(60_000);
  let folder: string;
  let caFile: string;
  let secure: IndexServer;
  let plain: IndexServer;
  let repositories: Server;
  let proxy: ProxyServer;
  let proxyUrl: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-network-'));
    makeCertificates(folder, NAMES);
    caFile = path.join(folder, 'ca.pem');
    const tls = {
      key: readFileSync(path.join(folder, 'key.pem')),
      cert: readFileSync(path.join(folder, 'cert.pem')),
    };
    secure = new IndexServer([modelWheel('0.1.0')], { tls });
    plain = new IndexServer([modelWheel('0.2.0')], { login: LOGIN });
    await Promise.all([secure.start(), plain.start()]);
    // A repository as files, which git reads over HTTP just so.
    const repository = path.join(folder, 'motor');
    await mkdir(repository);
    git(repository, 'init', '--quiet', '--initial-branch', 'main');
    await commit(repository, { 'cookiecutter.json': '{}' });
    git(repository, 'update-server-info');
    repositories = createSecureServer(tls, ({ url = '' }, response) => {
      const file = path.join(repository, '.git', ...(url.split('?')[0] ?? '').split('/').slice(2));
      readFile(file).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    }).listen(0, '127.0.0.1');
    await once(repositories, 'listening');
    proxy = new ProxyServer(
      {
        'packages.example.test': secure.port,
        'plain.example.test': plain.port,
        'git.example.test': (repositories.address() as AddressInfo).port,
      },
      LOGIN,
    );
    const url = new URL(await proxy.start());
    [url.username, url.password] = LOGIN.split(':').map(encodeURIComponent) as [string, string];
    proxyUrl = url.href;
  });
  beforeEach(() => proxy.asked.splice(0));
  afterEach(async () => useNetwork(await resolveNetwork()));
  after(async () => {
    await Promise.all([secure.stop(), plain.stop(), proxy.stop()]);
    repositories.closeAllConnections();
    repositories.close();
    await rm(folder, { recursive: true, force: true });
  });

  const set = async (choice: Omit<NetworkChoice, 'from'>): Promise<void> =>
    useNetwork(await resolveNetwork({ ...choice, from: 'the test' }));
  const versions = async (url: string): Promise<string[]> => {
    const login = { user: 'ann', password: 'top secret' };
    const index = new PackageIndex(url, (_, refusal) => Promise.resolve(refusal ? login : undefined));
    return (await index.versions('claim-frequency')).map(({ version }) => version);
  };
  const unreachable = async (url: string): Promise<string> => {
    const error = await versions(url).then(
      () => assert.fail('nothing was thrown'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Failure && error.code === 'index-unreachable', String(error));
    assert.doesNotMatch(error.message + error.next, /secret/);
    return error.message;
  };

  it('leads to a server whose certificate only the CA file vouches for', async () => {
    const url = `https://127.0.0.1:${secure.port}/simple`;
    assert.match(await unreachable(url), /its certificate is not trusted here/);
    await set({ caFile });
    assert.deepEqual(await versions(url), ['0.1.0']);
  });

  it('leads through a proxy to a host that only the proxy knows, with TLS and without', async () => {
    await set({ proxy: proxyUrl, caFile });
    const index = new PackageIndex(INDEX);
    const [version = assert.fail()] = await index.versions('claim-frequency');
    assert.equal((await index.artefact(version)).version, '0.1.0');
    assert.deepEqual(new Set(proxy.asked), new Set(['CONNECT packages.example.test:443']));
    assert.deepEqual(
      await versions('http://plain.example.test/simple'),
      ['0.2.0'],
      'asks for a login of its own',
    );
    assert.ok(proxy.asked.includes('GET http://plain.example.test/simple/claim-frequency/'));
  });

  it('bears a server that closes before its answer was read', async () => {
    const body = Buffer.from(randomBytes(1_000_000).toString('hex'));
    const server = createTcpServer((socket) => {
      socket.once('data', (head) => {
        const isPacked = /^accept-encoding:.*gzip/im.test(head.toString('latin1'));
        const sent = isPacked ? gzipSync(body) : body;
        const coding = isPacked ? 'content-encoding: gzip\r\n' : '';
        const length = `content-length: ${sent.length}\r\n`;
        socket.write(`HTTP/1.1 200 OK\r\nconnection: close\r\n${coding}${length}\r\n`);
        socket.end(sent);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    for (const choice of [{}, { caFile }]) {
      await set(choice);
      const closed = once(server, 'connection').then(([socket]) => once(socket as Socket, 'close'));
      const answer = await webFetch(url, { headers: {} });
      await closed;
      assert.equal((await answer.arrayBuffer()).byteLength, body.length);
      assert.equal(answer.url, url.href);
    }
    server.close();
  });

  it('passes the proxy by for this machine and for what is excepted', async () => {
    await set({ proxy: proxyUrl, noProxy: ['example.test'] });
    assert.deepEqual(await versions(`http://127.0.0.1:${plain.port}/simple`), ['0.2.0']);
    assert.match(await unreachable('http://plain.example.test/simple'), /there is no such host|looked up/);
    assert.deepEqual(proxy.asked, []);
  });

  it('says of a proxy that it asks for a login, refuses a host, or is not there', async () => {
    const bare = new URL(proxyUrl);
    [bare.username, bare.password] = ['', ''];
    await set({ proxy: bare.href, caFile });
    const asks = new RegExp(`the proxy ${bare.host} asks for a user name and a password`);
    assert.match(await unreachable(INDEX), asks);
    assert.match(await unreachable('http://plain.example.test/simple'), asks);
    await set({ proxy: proxyUrl, caFile });
    assert.match(await unreachable('https://other.example.test/simple'), /refuses it with status 502/);
    await set({ proxy: 'http://ann:secret@127.0.0.1:9' });
    for (const url of [INDEX, 'http://plain.example.test/simple']) {
      assert.match(
        await unreachable(url),
        /the proxy 127\.0\.0\.1:9 cannot be reached: nobody listens there/,
      );
    }
  });

  it('is that of template downloads and of git', async () => {
    await set({ proxy: proxyUrl, caFile });
    const file = path.join(folder, 'page.html');
    await download('https://packages.example.test/simple/claim-frequency/', file);
    assert.match(await readFile(file, 'utf8'), /claim_frequency-0\.1\.0/);
    const clone = await cloneTemplate(
      'https://git.example.test/motor.git',
      await mkdtemp(path.join(folder, 'clone-')),
    );
    assert.deepEqual((await readdir(clone.folder)).sort(), ['.git', 'cookiecutter.json']);
    assert.ok(proxy.asked.includes('CONNECT git.example.test:443'));
  });

  it('is that of pip', async () => {
    await set({ proxy: proxyUrl, caFile });
    const { path: python } = await findInterpreter(folder, {});
    const args = ['-m', 'pip', 'download', '--isolated', '--no-deps', '--no-cache-dir', '--dest', folder];
    const program = {
      command: python,
      args: [...args, '--index-url', INDEX, 'claim-frequency==0.1.0'],
      cwd: folder,
    };
    let output = '';
    const status = await runProgram(program, { onOutput: (text) => (output += text) });
    assert.equal(status, 0, output);
    assert.deepEqual(new Set(proxy.asked), new Set(['CONNECT packages.example.test:443']));
  });

  it('and the package index come from the company file on the command line; an answer that is given wins', async () => {
    await buildAll();
    const company = path.join(folder, 'company.json');
    const keys = {
      package_index: INDEX,
      proxy: proxyUrl,
      ca_file: 'ca.pem',
      framework: 'motor-framework==1.2.0',
    };
    await writeFile(company, JSON.stringify({ schema: 1, ...keys }));
    const env = Object.fromEntries(
      ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'SSL_CERT_FILE'].map(
        (name) => [name, undefined],
      ),
    );
    const make = (...args: string[]) =>
      bellhop(['new', ...args, '--no-input', '--json', '--output-dir', folder], {
        ...env,
        BELLHOP_COMPANY: company,
      });
    const api = await make('api', 'model_package=claim-frequency');
    assert.equal(api.status, 0, api.out);
    const pin = await readFile(path.join(String(api.last?.['project']), 'requirements-model.txt'), 'utf8');
    assert.match(pin, /^--index-url https:\/\/packages\.example\.test\/simple\nclaim-frequency==0\.1\.0/);
    assert.ok(proxy.asked.includes('CONNECT packages.example.test:443'));

    const model = await make('model');
    assert.equal(model.status, 0, model.out);
    const pyproject = await readFile(path.join(String(model.last?.['project']), 'pyproject.toml'), 'utf8');
    assert.match(pyproject, /motor-framework==1\.2\.0/);
    const lock = await readFile(path.join(String(model.last?.['project']), 'requirements.lock'), 'utf8');
    assert.match(lock, /^--index-url https:\/\/packages\.example\.test\/simple$/m);
    const own = await make('model', 'framework=bundled', 'project_name=Own');
    const other = await readFile(path.join(String(own.last?.['project']), 'pyproject.toml'), 'utf8');
    assert.doesNotMatch(other, /motor-framework/);
  });
});
