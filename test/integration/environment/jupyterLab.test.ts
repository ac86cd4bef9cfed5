import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Cancelled, Failure } from '../../../contract/failure';
import { findInterpreter } from '../../../extension/environment/interpreter';
import { labArguments, startLab, type Lab } from '../../../extension/environment/jupyterLab';
import { resolveNetwork, useNetwork } from '../../../extension/network/network';
import { markedProcesses } from '../../../scripts/vscode/markedProcesses';
import { gone } from '../../gone';

/**
 * A small stand-in for the package jupyterlab, which takes a minute to install: it listens where it is told, knows its
 * token, has a child as a kernel is one, and writes what it was started with. The real one was tried by hand.
 */
const STAND_IN = `
import http.server, os, signal, subprocess, sys

def main(argv):
    given = dict(item.lstrip("-").split("=", 1) for item in argv if "=" in item)
    token = given["IdentityProvider.token"]
    if os.environ.get("STAND_IN") == "fails":
        print("cannot start with " + token, file=sys.stderr)
        return 1
    kernel = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)

    def stop(*_):
        kernel.kill()
        kernel.wait()
        sys.exit(0)
    signal.signal(signal.SIGTERM, stop)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            known = self.headers.get("authorization") == "token " + token
            self.send_response(200 if known else 403)
            self.end_headers()
    print("serving", given["ServerApp.root_dir"], "token=" + token, flush=True)
    settings = os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0]
    with open(settings + "/labconfig/default_setting_overrides.json") as file:
        print("settings:", settings, file.read(), flush=True)
    print("proxy:", os.environ.get("HTTPS_PROXY"), flush=True)
    print("in the environment:", any(token in value for value in os.environ.values()), flush=True)
    http.server.HTTPServer(("127.0.0.1", int(given["ServerApp.port"])), Handler).serve_forever()
`;

describe('Jupyter Lab of a project', function () {
  this.timeout(120_000);
  let folder: string;
  let python: string;
  const lines: string[] = [];

  before(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'bellhop-lab-')));
    await mkdir(path.join(folder, 'packages/jupyterlab'), { recursive: true });
    await writeFile(path.join(folder, 'packages/jupyterlab/__init__.py'), '');
    await writeFile(path.join(folder, 'packages/jupyterlab/labapp.py'), STAND_IN);
    // What lies in the project does not take the place of a package.
    await writeFile(path.join(folder, 'jupyterlab.py'), 'raise SystemExit("the wrong one")\n');
    python = (await findInterpreter(folder, {})).path;
    process.env['PYTHONPATH'] = path.join(folder, 'packages');
  });
  afterEach(() => {
    delete process.env['STAND_IN'];
    lines.length = 0;
  });
  after(async () => {
    delete process.env['PYTHONPATH'];
    await rm(folder, { recursive: true, force: true });
  });

  const start = (signal = new AbortController().signal): Promise<Lab> =>
    startLab({
      python,
      folder,
      hosts: () => Promise.resolve([]),
      onLine: (line) => lines.push(line),
      signal,
    });
  const running = () => markedProcesses(`BELLHOP_PROJECT=${folder}`);

  it('answers its token alone, which stands in no log, no list of processes and no environment', async () => {
    const lab = await start();
    const ask = async (headers: Record<string, string>) => (await fetch(lab.url, { headers })).status;
    assert.deepEqual([await ask({ authorization: `token ${lab.token}` }), await ask({})], [200, 403]);
    assert.match(lab.token, /^[0-9a-f]{48}$/);
    const processes = running();
    assert.equal(processes.length, 2);
    assert.ok(processes.every(({ command }) => !command.includes(lab.token)));
    const log = lines.join('\n');
    assert.match(log, /token=…/);
    assert.match(log, /in the environment: False/);
    assert.ok(!log.includes(lab.token));
    await lab.stop();
    await lab.ended;
    assert.deepEqual(running(), []);
  });

  it('and its kernels are told the way to the network', async () => {
    useNetwork(await resolveNetwork({ proxy: 'http://proxy.example.com:3128', from: 'a test' }));
    try {
      await (await start()).stop();
    } finally {
      useNetwork(await resolveNetwork());
    }
    assert.match(lines.join('\n'), /proxy: http:\/\/proxy\.example\.com:3128\/$/m);
  });

  it('ends with the process that started it, however that ends', async () => {
    const module = path.resolve(import.meta.dirname, '../../../extension/environment/jupyterLab.ts');
    const script = `
      const { startLab } = require(${JSON.stringify(module)});
      const hosts = () => Promise.resolve([]);
      startLab({ python: ${JSON.stringify(python)}, folder: ${JSON.stringify(folder)}, hosts, onLine: () => {},
        signal: new AbortController().signal }).then(() => console.log('started'));`;
    const owner = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: path.resolve(import.meta.dirname, '../../..'),
    });
    for await (const line of createInterface({ input: owner.stdout })) if (line === 'started') break;
    const pids = running().map(({ pid }) => pid);
    assert.equal(pids.length, 2);
    owner.kill('SIGKILL');
    await Promise.all(pids.map(gone));
  });

  it('leaves nothing behind when its start is cancelled, or fails with what it said last', async () => {
    const cancel = new AbortController();
    cancel.abort();
    await assert.rejects(start(cancel.signal), Cancelled);
    process.env['STAND_IN'] = 'fails';
    await assert.rejects(
      start(),
      (error) =>
        error instanceof Failure &&
        error.code === 'lab-ended' &&
        /: cannot start with …$/.test(error.message),
    );
    assert.deepEqual(running(), []);
  });

  it('asks nobody whether it may fetch news, and leaves no settings behind', async () => {
    await (await start()).stop();
    const [, settings = '', text = ''] = /settings: (\S+) (.*)/.exec(lines.join('\n')) ?? [];
    assert.match(text, /"fetchNews": "false"/);
    await assert.rejects(access(settings), /ENOENT/);
  });

  it('is told the names under which a browser reaches it, and asks the internet for nothing', () => {
    const args = labArguments('/p', 8888, ['name-8888.example.com']);
    assert.ok(args.includes('--ServerApp.local_hostnames=name-8888.example.com'));
    assert.ok(args.includes('--ServerApp.ip=127.0.0.1'));
    assert.ok(args.includes('--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate'));
    assert.ok(args.includes('--LabApp.news_url=None'));
  });
});
