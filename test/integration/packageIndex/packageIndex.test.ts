import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import { machineLogins, type FindLogin } from '../../../extension/packageIndex/logins';
import { PackageIndex } from '../../../extension/packageIndex/packageIndex';
import { failureOf } from '../../failureOf';
import { zipFile } from '../../unit/scaffold/zipFile';
import { hashOf, IndexServer, modelWheel, type IndexServerOptions, type ServedWheel } from './indexServer';

const WHEELS = [
  modelWheel('0.9.0'),
  modelWheel('0.10.0', { requiresPython: '>=3.11' }),
  modelWheel('0.11.0', { yanked: 'scores are wrong' }),
  modelWheel('1.0rc1'),
];
const noLogin: FindLogin = () => Promise.resolve(undefined);

describe('A package index', () => {
  let server: IndexServer;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-index-'));
  });
  afterEach(() => server.stop());
  after(() => rm(folder, { recursive: true, force: true }));

  async function index(
    wheels: readonly ServedWheel[],
    options: IndexServerOptions = {},
    findLogin: FindLogin = noLogin,
  ): Promise<PackageIndex> {
    server = new IndexServer(wheels, options);
    return new PackageIndex(await server.start(), findLogin);
  }

  for (const format of ['html', 'json'] as const) {
    it(`of ${format} lists versions, the newest first, with what is said of them`, async () => {
      const versions = await (await index(WHEELS, { format })).versions('Claim_Frequency');
      assert.deepEqual(
        versions.map(({ version, isPreRelease, yanked, requiresPython }) => [
          version,
          isPreRelease,
          yanked,
          requiresPython,
        ]),
        [
          ['1.0rc1', true, undefined, undefined],
          ['0.11.0', false, 'scores are wrong', undefined],
          ['0.10.0', false, undefined, '>=3.11'],
          ['0.9.0', false, undefined, undefined],
        ],
      );
    });

    it(`of ${format} lists its packages`, async () => {
      const other = { ...modelWheel('1.0'), name: 'motor_severity-1.0-py3-none-any.whl' };
      const names = await (await index([...WHEELS, other], { format })).names();
      assert.deepEqual(names, ['claim-frequency', 'motor-severity']);
    });
  }

  for (const ranges of [true, false]) {
    const how = ranges ? 'by parts of the wheel' : 'from a server that gives no parts';
    it(`gives what model.json says ${how}`, async () => {
      const large = modelWheel('0.10.0', { graph: Buffer.alloc(5_000_000, 'x') });
      const packages = await index([large], { ranges });
      const [version = assert.fail()] = await packages.versions('claim-frequency');
      const artefact = await packages.artefact(version);
      assert.equal(artefact.name, 'claim-frequency');
      assert.equal(artefact.version, '0.10.0');
      assert.equal(artefact.task, 'frequency');
      assert.ok(ranges ? server.sent < 1_000_000 : server.sent >= large.bytes.length, String(server.sent));
    });
  }

  for (const [what, options, isBeside] of [
    ['its METADATA beside the wheel, in HTML', { metadata: { name: 'core-metadata', says: 'hash' } }, true],
    ['the same by the older name', { metadata: { name: 'dist-info-metadata', says: 'true' } }, true],
    ['the same in JSON', { format: 'json', metadata: { name: 'core-metadata', says: 'hash' } }, true],
    ['and without a hash', { format: 'json', metadata: { name: 'dist-info-metadata', says: 'true' } }, true],
    ['the METADATA in the wheel', {}, false],
  ] as const) {
    it(`says the Python of a version by ${what}`, async () => {
      const wheel = modelWheel('0.1.0', { headers: 'Requires-Python: >=3.12\n\nRequires-Python: >=3.99\n' });
      const packages = await index([wheel], options);
      const [version = assert.fail()] = await packages.versions('claim-frequency');
      assert.equal(version.requiresPython, undefined);
      assert.equal((await packages.withPython(version)).requiresPython, '>=3.12');
      const files = server.asked.flatMap(({ url }) => (url.startsWith('/files/') ? [path.extname(url)] : []));
      assert.deepEqual(new Set(files), new Set([isBeside ? '.metadata' : '.whl']));
    });
  }

  it('refuses METADATA that is another than the index says', async () => {
    const metadata = { name: 'core-metadata', says: 'another hash' } as const;
    const packages = await index([modelWheel('0.1.0')], { metadata });
    const [version = assert.fail()] = await packages.versions('claim-frequency');
    await failureOf(packages.withPython(version), 'wheel-mismatch');
  });

  it('downloads a wheel, and gives its hash where the index says none', async () => {
    const packages = await index(WHEELS, { hashes: false });
    const version = await packages.version({ name: 'claim-frequency', version: '0.10' });
    const wheel = await packages.download(version, folder);
    const [, served = assert.fail()] = WHEELS;
    assert.deepEqual(await readFile(wheel.file), served.bytes);
    assert.deepEqual(await packages.hashes(version, folder, wheel), [hashOf(served)]);
  });

  it('refuses a wheel that is another one than the index says', async () => {
    const packages = await index([modelWheel('1.0', { sha256: '0'.repeat(64) })]);
    const [version = assert.fail()] = await packages.versions('claim-frequency');
    const { message } = await failureOf(packages.download(version, folder), 'wheel-mismatch');
    assert.match(message, /claim_frequency-1\.0-py3-none-any\.whl/);
  });

  it('says that a package is not there, and what is near', async () => {
    const packages = await index(WHEELS);
    const { message, next } = await failureOf(packages.versions('claim-frequencies'), 'package-unknown');
    assert.match(message, /has no package claim-frequencies/);
    assert.match(next, /claim-frequency/);
  });

  it('says that a version is not there, and which are', async () => {
    const packages = await index(WHEELS);
    const asked = packages.version({ name: 'claim-frequency', version: '2.0' });
    const { message, next } = await failureOf(asked, 'version-unknown');
    assert.match(message, /1\.0rc1, 0\.11\.0, 0\.10\.0, 0\.9\.0/);
    assert.match(next, /claim-frequency==0\.10\.0/, 'neither a pre-release nor a yanked one');
  });

  it('says that a package is no model package', async () => {
    const bytes = zipFile([{ name: 'claim_frequency/__init__.py' }]);
    const packages = await index([{ ...modelWheel('1.0'), bytes }]);
    const [version = assert.fail()] = await packages.versions('claim-frequency');
    await failureOf(packages.artefact(version), 'not-a-model-package');
  });

  it('says of what is no wheel that it cannot be read', async () => {
    for (const ranges of [true, false]) {
      const packages = await index([{ ...modelWheel('1.0'), bytes: Buffer.from('no zip file') }], { ranges });
      const [version = assert.fail()] = await packages.versions('claim-frequency');
      await failureOf(packages.artefact(version), 'wheel-broken');
      if (ranges) await server.stop();
    }
    const left = await readdir(tmpdir());
    assert.deepEqual(
      left.filter((name) => name.startsWith('bellhop-wheel-')),
      [],
      'no download is left',
    );
  });

  it('says of an artefact from a newer schema which Bellhop it needs', async () => {
    const newer = modelWheel('1.0', {
      change: (artefact) => Object.assign(artefact, { schema: 99, bellhop: '9.0.0' }),
    });
    const packages = await index([newer]);
    const [version = assert.fail()] = await packages.versions('claim-frequency');
    const { message, next } = await failureOf(packages.artefact(version), 'schema-newer');
    assert.match(message, /model\.json of claim-frequency 1\.0 has schema 99; this Bellhop reads up to \d/);
    assert.match(next, /9\.0\.0/);
  });

  it('is told the login that netrc holds for its host, and no message shows it', async () => {
    const home = await mkdtemp(path.join(folder, 'home-'));
    const login = 'ann:top secret';
    const places = { env: { NETRC: path.join(home, 'logins') }, home, platform: 'linux' } as const;
    let packages = await index(WHEELS, { login }, machineLogins(places));
    const missing = await failureOf(packages.versions('claim-frequency'), 'index-login');
    assert.match(missing.message, /asks for a user name and a password/);
    assert.match(missing.next, /netrc/);
    await server.stop();

    const machine = 'machine other.example login x password y\n';
    await writeFile(places.env.NETRC, `${machine}machine 127.0.0.1 login ann password "wrong secret"`);
    packages = await index(WHEELS, { login }, machineLogins(places));
    const refused = await failureOf(packages.versions('claim-frequency'), 'index-login');
    assert.match(refused.message, /refuses the user name/);
    assert.doesNotMatch(refused.message + refused.next, /secret/);
    await server.stop();

    await writeFile(places.env.NETRC, `${machine}machine 127.0.0.1 login ann password "top secret"`);
    packages = await index(WHEELS, { login }, machineLogins(places));
    const [version = assert.fail()] = await packages.versions('claim-frequency');
    assert.equal((await packages.artefact(version)).version, '1.0rc1');
  });

  it('uses the login of the URL that pip is set up with, for the same host alone', async () => {
    const login = 'ann:top secret';
    server = new IndexServer(WHEELS, { login });
    const url = await server.start();
    const set = new URL(url);
    Object.assign(set, { username: 'ann', password: 'top secret' });
    const env = { PIP_INDEX_URL: set.href };
    const logins = machineLogins({ env, home: folder, platform: 'linux' });
    assert.equal((await new PackageIndex(url, logins).versions('claim-frequency')).length, 4);
    const elsewhere = await logins(new URL('https://127.0.0.1/simple'));
    assert.equal(elsewhere, undefined);
    const shown = new PackageIndex(set.href, noLogin);
    assert.doesNotMatch(shown.url, /ann|secret/);
    assert.equal((await shown.versions('claim-frequency')).length, 4);
  });

  it('says why it cannot be reached', async () => {
    const packages = await index(WHEELS);
    await server.stop();
    const { message } = await failureOf(packages.versions('claim-frequency'), 'index-unreachable');
    assert.match(message, /nobody listens there/);
    await server.start();
  });

  it('is left when the work is cancelled', async () => {
    const packages = await index(WHEELS);
    const cancel = new AbortController();
    const asked = packages.versions('claim-frequency', cancel.signal);
    cancel.abort();
    await assert.rejects(asked, Cancelled);
  });

  it('whose address is none is refused without showing it', async () => {
    server = new IndexServer([]);
    await server.start();
    assert.throws(
      () => new PackageIndex('ftp://me:secret@packages.example.com'),
      (error: unknown) =>
        error instanceof Failure && error.code === 'wrong-use' && !error.message.includes('secret'),
    );
  });
});
