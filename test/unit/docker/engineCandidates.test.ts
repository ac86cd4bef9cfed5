import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Failure } from '../../../contract/failure';
import type { Places } from '../../../extension/docker/dockerContexts';
import { engineCandidates } from '../../../extension/docker/engineCandidates';
import { readEngineAddress } from '../../../extension/docker/engineAddress';

interface Machine extends Partial<Omit<Places, 'readText' | 'list'>> {
  files?: Record<string, string>;
  folders?: Record<string, string[]>;
}

function machine({ files = {}, folders = {}, ...rest }: Machine = {}): Places {
  return {
    env: {},
    home: '/home/ann',
    platform: 'linux',
    uid: 1000,
    readText: (file) => Promise.resolve(files[file]),
    list: (folder) => Promise.resolve(folders[folder] ?? []),
    ...rest,
  };
}

const idOf = (name: string): string => createHash('sha256').update(name).digest('hex');
const meta = (host: string, more: object = {}): string =>
  JSON.stringify({ Name: 'any', Endpoints: { docker: { Host: host, ...more } } });

/** A home whose config.json names a current context, with the files of that context. */
function withContext(name: string, host: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    '/home/ann/.docker/config.json': JSON.stringify({ currentContext: name }),
    [`/home/ann/.docker/contexts/meta/${idOf(name)}/meta.json`]: meta(host),
    ...more,
  };
}

const hosts = async (setting: string, places: Places): Promise<string[]> =>
  (await engineCandidates(setting, places)).candidates.map(({ host }) => host);

describe('where a Docker engine is looked for', () => {
  it('takes the setting before all, then DOCKER_HOST, then DOCKER_CONTEXT, each alone', async () => {
    const files = withContext('other', 'unix:///other.sock', {
      [`/home/ann/.docker/contexts/meta/${idOf('colima')}/meta.json`]: meta('unix:///colima.sock'),
    });
    const env = { DOCKER_HOST: 'tcp://10.0.0.5:2375', DOCKER_CONTEXT: 'colima' };
    const setting = await engineCandidates('ssh://ann@big', machine({ env, files }));
    assert.deepEqual(setting, {
      candidates: [{ host: 'ssh://ann@big', reason: 'the setting bellhop.docker.host' }],
      isChosen: true,
    });
    const host = await engineCandidates('', machine({ env, files }));
    assert.deepEqual(host.candidates, [{ host: 'tcp://10.0.0.5:2375', reason: 'DOCKER_HOST' }]);
    const context = await engineCandidates('', machine({ env: { DOCKER_CONTEXT: 'colima' }, files }));
    assert.deepEqual(context, {
      candidates: [{ host: 'unix:///colima.sock', reason: 'DOCKER_CONTEXT, colima' }],
      isChosen: true,
    });
  });

  it('takes the current context first where nobody chose, and the usual sockets after it', async () => {
    const found = await engineCandidates(
      '',
      machine({ files: withContext('rancher', 'unix:///rancher.sock') }),
    );
    assert.equal(found.isChosen, false);
    assert.deepEqual(found.candidates[0], {
      host: 'unix:///rancher.sock',
      reason: 'the current context rancher',
    });
    assert.equal(found.candidates[1]?.host, 'unix:///var/run/docker.sock');
  });

  it('tries a socket once where the current context names a usual one', async () => {
    const files = withContext('same', 'unix:///var/run/docker.sock');
    const found = await hosts('', machine({ files }));
    assert.equal(found.filter((host) => host === 'unix:///var/run/docker.sock').length, 1);
  });

  it('takes DOCKER_CONTEXT=default as the usual sockets, whatever the current context is', async () => {
    const places = machine({ env: { DOCKER_CONTEXT: 'default' }, files: withContext('x', 'unix:///x.sock') });
    assert.equal((await hosts('', places))[0], 'unix:///var/run/docker.sock');
  });

  it('names a context that is not there', async () => {
    await assert.rejects(
      engineCandidates('', machine({ env: { DOCKER_CONTEXT: 'gone' } })),
      (error) =>
        error instanceof Failure &&
        error.code === 'engine-context' &&
        error.message === 'DOCKER_CONTEXT names the context "gone", which /home/ann/.docker does not have.',
    );
  });

  it('goes on without a current context that is broken', async () => {
    const files = { '/home/ann/.docker/config.json': '{"currentContext": "gone"' };
    assert.equal((await hosts('', machine({ files })))[0], 'unix:///var/run/docker.sock');
  });

  it('reads DOCKER_CONFIG and the TLS files of a context', async () => {
    const id = idOf('far');
    const files = {
      '/etc/docker-cli/config.json': JSON.stringify({ currentContext: 'far' }),
      [`/etc/docker-cli/contexts/meta/${id}/meta.json`]: meta('tcp://far:2376', { SkipTLSVerify: true }),
      [`/etc/docker-cli/contexts/tls/${id}/docker/ca.pem`]: 'CA',
      [`/etc/docker-cli/contexts/tls/${id}/docker/cert.pem`]: 'CERT',
      [`/etc/docker-cli/contexts/tls/${id}/docker/key.pem`]: 'KEY',
    };
    const places = machine({ env: { DOCKER_CONFIG: '/etc/docker-cli' }, files });
    const [far] = (await engineCandidates('', places)).candidates;
    assert.deepEqual(far?.tls, { ca: 'CA', cert: 'CERT', key: 'KEY', verify: false });
  });

  it('takes TLS from DOCKER_TLS_VERIFY and DOCKER_CERT_PATH', async () => {
    const env = { DOCKER_HOST: 'tcp://far:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
    const files = { '/certs/ca.pem': 'CA', '/certs/cert.pem': 'CERT', '/certs/key.pem': 'KEY' };
    const [far] = (await engineCandidates('', machine({ env, files }))).candidates;
    assert.deepEqual(far?.tls, { ca: 'CA', cert: 'CERT', key: 'KEY', verify: true });
    const { DOCKER_HOST, DOCKER_TLS_VERIFY } = env;
    const bare = { DOCKER_HOST, DOCKER_TLS_VERIFY };
    const [own] = (await engineCandidates('', machine({ env: bare }))).candidates;
    assert.deepEqual(own?.tls, { verify: true });
  });

  it('knows the sockets of Docker, Docker Desktop, colima, Rancher Desktop and Podman', async () => {
    const folders = { '/home/ann/.colima': ['_lima', 'work', 'default'] };
    assert.deepEqual(await hosts('', machine({ env: { XDG_RUNTIME_DIR: '/run/ann' }, folders })), [
      'unix:///var/run/docker.sock',
      'unix:///run/ann/docker.sock',
      'unix:///home/ann/.docker/run/docker.sock',
      'unix:///home/ann/.docker/desktop/docker.sock',
      'unix:///home/ann/.colima/default/docker.sock',
      'unix:///home/ann/.colima/work/docker.sock',
      'unix:///home/ann/.rd/docker.sock',
      'unix:///run/ann/podman/podman.sock',
      'unix:///run/podman/podman.sock',
      'unix:///home/ann/.local/share/containers/podman/machine/podman.sock',
      'unix:///home/ann/.local/share/containers/podman/machine/qemu/podman.sock',
    ]);
  });

  it('finds the sockets of a user without XDG_RUNTIME_DIR, as over ssh', async () => {
    assert.ok((await hosts('', machine())).includes('unix:///run/user/1000/podman/podman.sock'));
  });

  it('looks at the pipes of Windows, and reads its contexts by its own path rules', async () => {
    const home = String.raw`C:\Users\ann`;
    const id = idOf('desktop-linux');
    const files = {
      [String.raw`C:\Users\ann\.docker\config.json`]: JSON.stringify({ currentContext: 'desktop-linux' }),
      [`C:\\Users\\ann\\.docker\\contexts\\meta\\${id}\\meta.json`]: meta(
        'npipe:////./pipe/dockerDesktopLinuxEngine',
      ),
    };
    assert.deepEqual(await hosts('', machine({ platform: 'win32', home, uid: undefined, files })), [
      'npipe:////./pipe/dockerDesktopLinuxEngine',
      'npipe:////./pipe/docker_engine',
      'npipe:////./pipe/podman-machine-default',
    ]);
  });

  it("looks at Podman's socket of a Mac", async () => {
    const places = machine({ platform: 'darwin', home: '/Users/ann', env: { TMPDIR: '/var/folders/x/T/' } });
    const found = await hosts('', places);
    assert.ok(found.includes('unix:///var/folders/x/T/podman/podman-machine-default-api.sock'));
    assert.ok(found.includes('unix:///Users/ann/.docker/run/docker.sock'));
  });
});

describe('the address of a Docker engine', () => {
  const read = (text: string, secure = false) => readEngineAddress(text, secure, 'DOCKER_HOST');

  it('is a socket, a pipe, tcp or ssh, as Docker writes them', () => {
    assert.deepEqual(read('unix:///var/run/docker.sock'), { kind: 'socket', path: '/var/run/docker.sock' });
    assert.deepEqual(read('/tmp/docker.sock'), { kind: 'socket', path: '/tmp/docker.sock' });
    assert.deepEqual(read('npipe:////./pipe/docker_engine'), {
      kind: 'socket',
      path: '//./pipe/docker_engine',
    });
    assert.deepEqual(read(String.raw`\\.\pipe\docker_engine`), {
      kind: 'socket',
      path: String.raw`\\.\pipe\docker_engine`,
    });
    assert.deepEqual(read('tcp://10.0.0.5'), { kind: 'tcp', host: '10.0.0.5', port: 2375, secure: false });
    assert.deepEqual(read('tcp://10.0.0.5', true), {
      kind: 'tcp',
      host: '10.0.0.5',
      port: 2376,
      secure: true,
    });
    assert.deepEqual(read('https://far'), { kind: 'tcp', host: 'far', port: 2376, secure: true });
    assert.deepEqual(read('http://far:80'), { kind: 'tcp', host: 'far', port: 80, secure: false });
    assert.deepEqual(read('tcp://[::1]:99'), { kind: 'tcp', host: '::1', port: 99, secure: false });
    assert.deepEqual(read('far:2375'), { kind: 'tcp', host: 'far', port: 2375, secure: false });
    assert.deepEqual(read('ssh://ann@far:2222/run/podman.sock'), {
      kind: 'ssh',
      target: { host: 'far', user: 'ann', port: 2222, socket: '/run/podman.sock' },
    });
    assert.deepEqual(read('ssh://far'), { kind: 'ssh', target: { host: 'far' } });
  });

  for (const text of ['docker', 'fd://', 'ssh://-oProxyCommand=x', 'ssh://-l@far', 'ftp://far', '']) {
    it(`is not "${text}", which is refused by name`, () => {
      assert.throws(
        () => read(text),
        (error) =>
          error instanceof Failure && error.code === 'engine-address' && error.message.includes(`"${text}"`),
      );
    });
  }
});
