import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Cancelled, Failure, reason } from '../../contract/failure';
import { networkEnvironment } from '../network/network';
import { deferred } from '../processes/deferred';
import { endTree, OWN_TREE } from '../processes/endTree';
import { freePort } from '../processes/freePort';
import { outputOf } from './interpreter';

/** What the packages of the notebooks are pinned by: JupyterLab is large, and a pipeline needs none of it. */
export const NOTEBOOKS_LOCK = 'requirements-notebooks.lock';

/** How long Jupyter Lab may take to answer, in milliseconds: its first start compiles a hundred packages. */
const PATIENCE = 120_000;
/** How long it has to end its kernels and itself, in milliseconds. */
const GRACE = 4000;

/**
 * Runs Jupyter Lab in a Python process that ends with this one: its standard input stays open as long as somebody wants
 * it, and its first line is the token, which no list of processes and no kernel's environment then shows. Its page would
 * ask whether to fetch news, which only a setting can forbid, and settings come from a folder.
 */
const BOOTSTRAP = `
import json, os, signal, sys, tempfile, threading
token = sys.stdin.readline().strip()
def end_with_owner():
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=end_with_owner, daemon=True).start()
settings = tempfile.TemporaryDirectory(prefix="bellhop-lab-")
os.mkdir(os.path.join(settings.name, "labconfig"))
with open(os.path.join(settings.name, "labconfig", "default_setting_overrides.json"), "w") as file:
    json.dump({"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}, file)
others = os.environ.get("JUPYTER_CONFIG_PATH")
os.environ["JUPYTER_CONFIG_PATH"] = settings.name if not others else settings.name + os.pathsep + others
from jupyterlab.labapp import main
sys.exit(main([*sys.argv[1:], "--IdentityProvider.token=" + token]))
`;

export interface Lab {
  /** Where it answers here: `http://127.0.0.1:PORT`. */
  url: string;
  token: string;
  pid: number;
  /** Resolves when it has ended, whoever ended it. */
  ended: Promise<void>;
  /** Ends it and its kernels. */
  stop: () => Promise<void>;
}

export interface LabOptions {
  python: string;
  /** The folder that it shows; by it the process can be told from others. */
  folder: string;
  /** Gives the host names, beside those of this machine, under which a browser reaches a port of it. */
  hosts: (port: number) => Promise<readonly string[]>;
  /** Each line that it writes, without its token. */
  onLine: (line: string) => void;
  signal: AbortSignal;
}

/** Whether a Python has Jupyter Lab and the kernel that runs notebooks. */
export async function hasJupyterLab(python: string, folder: string, signal?: AbortSignal): Promise<boolean> {
  const code =
    'import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ("jupyterlab", "ipykernel"))))';
  return (await outputOf(python, ['-P', '-c', code], folder, signal)) !== undefined;
}

/**
 * Starts Jupyter Lab on a free port of 127.0.0.1 and waits until it answers. It and its kernels are told the way to the
 * network.
 *
 * @throws Failure `lab-ended` or `lab-silent`, what finding the way throws; Cancelled when the signal aborts. Either way nothing of it runs then.
 */
export async function startLab({ python, folder, hosts, onLine, signal }: LabOptions): Promise<Lab> {
  const port = await freePort();
  const args = labArguments(folder, port, await hosts(port));
  const environment = await networkEnvironment();
  if (signal.aborted) throw new Cancelled();
  const token = randomBytes(24).toString('hex');
  const child = spawn(python, ['-P', '-u', '-c', BOOTSTRAP, ...args], {
    cwd: folder,
    env: { ...environment, BELLHOP_PROJECT: folder, BELLHOP_OWNER: String(process.pid) },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...OWN_TREE,
  });
  child.stdin.on('error', () => undefined).write(`${token}\n`);
  let last = '';
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      const shown = line.replaceAll(token, '…');
      if (shown.trim() !== '') last = shown.trim();
      onLine(shown);
    });
  }
  const exit = deferred<string>();
  child.once('error', (error) => exit.resolve(reason(error)));
  child.once('close', () => exit.resolve(last));
  const lab: Lab = {
    url: `http://127.0.0.1:${port}`,
    token,
    pid: child.pid ?? 0,
    ended: exit.promise.then(() => undefined),
    stop: () => stop(child, exit.promise),
  };
  try {
    await untilReady(lab, exit.promise, signal);
    return lab;
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

/** @param hosts under which a browser reaches it; a server that listens here only refuses all other names. */
export function labArguments(folder: string, port: number, hosts: readonly string[]): string[] {
  return [
    '--no-browser',
    '--ServerApp.ip=127.0.0.1',
    `--ServerApp.port=${port}`,
    '--ServerApp.port_retries=0',
    `--ServerApp.root_dir=${folder}`,
    ...['localhost', '127.0.0.1', ...hosts].map((host) => `--ServerApp.local_hostnames=${host}`),
    // Else it asks the internet for a newer version of itself.
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    '--LabApp.news_url=None',
    // In a container a person is often root, whom it refuses otherwise.
    ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
  ];
}

async function untilReady(lab: Lab, exit: Promise<string>, signal: AbortSignal): Promise<void> {
  let ended: string | undefined;
  void exit.then((last) => (ended = last));
  const deadline = Date.now() + PATIENCE;
  while (!(await answers(lab))) {
    if (signal.aborted) throw new Cancelled();
    if (ended !== undefined) {
      const why = ended === '' ? '' : `: ${ended}`;
      throw new Failure(
        'lab-ended',
        `Jupyter Lab ended before it answered${why}`,
        'Read its lines in the log, correct the cause, and open it again.',
      );
    }
    if (Date.now() > deadline) {
      throw new Failure(
        'lab-silent',
        `Jupyter Lab did not answer at ${lab.url} within ${PATIENCE / 1000} s.`,
        'Read its lines in the log, and open it again.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function answers({ url, token }: Lab): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/status`, {
      headers: { authorization: `token ${token}` },
      signal: AbortSignal.timeout(5000),
    });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** Without its input it ends by itself, its kernels first. */
async function stop(child: ChildProcess, exit: Promise<string>): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => {
    if (child.pid !== undefined) endTree(child.pid);
  }, GRACE);
  await exit;
  clearTimeout(timer);
}
