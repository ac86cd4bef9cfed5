import { Cancelled, Failure } from '../../contract/failure';
import { deferred } from '../processes/deferred';
import { networkEnvironment } from '../network/network';
import type { KeptProgram } from '../processes/keeper';
import { startNodeChild, type Exit } from '../processes/nodeChild';
import type { Scorer, ServedModel } from '../scorer/scorer';
import { readiness } from '../scorer/container/readiness';
import { startWithin } from '../scorer/startWithin';
import type { ApiProject } from './apiProject';

export interface ApiProcessOptions {
  /** The bundled keeper, which ends the server when this process is gone. */
  keeper: string;
  project: ApiProject;
  /** The interpreter of the project's environment. */
  python: string;
  /** A folder that Python looks for packages in before its environment: another version of the model package. */
  packages?: string;
  /** 0 takes a free port. */
  port: number;
  /** Each line that it logs. */
  onLog: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/** The last lines that tell why a server did not start. */
const LAST_LINES = 5;
/** What gunicorn and flask say once they listen. */
const LISTENS = /(?:Listening at:|Running on) http:\/\/127\.0\.0\.1:(\d+)/;
const PAUSE = 50;

/**
 * Starts the API of a project in its environment and waits until its model is ready: gunicorn as the project sets it up, on
 * Windows flask's own server.
 *
 * @throws Failure `api-ended`, `model-refused`, `port-busy`, `scorer-slow`; Cancelled. The server has ended by then.
 */
export async function startApiProcess(options: ApiProcessOptions): Promise<Scorer & { pid: number }> {
  const { project, port, onLog, signal } = options;
  if (signal?.aborted) throw new Cancelled();
  const env = await networkEnvironment();
  const listening = deferred<number>();
  const last: string[] = [];
  const child = startNodeChild({
    script: options.keeper,
    args: [JSON.stringify(serverOf(options, process.platform))],
    // Its data sources may be elsewhere. Not as an argument: that is for all to see, and a proxy's address may hold a login.
    env,
    project: project.folder,
    onMessage: () => undefined,
    onLine: (line) => {
      last.splice(0, Math.max(0, last.length + 1 - LAST_LINES));
      last.push(line);
      const [, found] = LISTENS.exec(line) ?? [];
      if (found !== undefined) listening.resolve(Number(found));
      onLog(line);
    },
  });
  const over = new AbortController();
  const ended = child.exited.then((exit) => {
    over.abort();
    return endFailure(project, exit, last, port);
  });
  void ended.then(listening.reject);
  const stop = async (): Promise<void> => {
    await child.stop();
  };
  try {
    const running = startWithin(
      listening.promise.then(async (at) => {
        const url = `http://127.0.0.1:${at}`;
        return { url, port: at, model: await modelAt(url, over.signal) };
      }),
      signal,
    );
    const started = await Promise.race([running, ended]);
    if (started instanceof Failure) throw started;
    return { ...started, pid: child.pid, ended, stop };
  } catch (error) {
    over.abort();
    await stop();
    throw error;
  }
}

/** The server of a project as a program. */
export function serverOf(
  { project, python, packages, port }: ApiProcessOptions,
  platform: NodeJS.Platform,
): KeptProgram {
  const app = `src/${project.packageName}/app.py`;
  const args =
    platform === 'win32'
      ? ['-m', 'flask', '--app', app, 'run', '--host', '127.0.0.1', '--port', String(port)]
      : ['-m', 'gunicorn'];
  return {
    command: python,
    args,
    cwd: project.folder,
    env: {
      PYTHONUNBUFFERED: '1',
      PYTHONIOENCODING: 'utf-8',
      BIND: `127.0.0.1:${port}`,
      // Nobody stands before it who would have to be told.
      DRAIN_SECONDS: '0',
      ...(packages !== undefined && { PYTHONPATH: packages }),
    },
  };
}

/** The model that an API answers with. @throws Failure `model-refused`. */
export async function modelAt(url: string, signal: AbortSignal): Promise<ServedModel> {
  for (;;) {
    if (signal.aborted) throw new Cancelled();
    const { status, model, reason } = (await readiness(url, signal)) ?? {};
    if (status === 'ready' && model) return model;
    if (status === 'failed') {
      throw new Failure(
        'model-refused',
        `The API does not serve its model: ${reason ?? 'it gives no reason.'}`,
        'Install the model package that requirements-model.txt names, or use another version of it.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function endFailure(
  { name }: ApiProject,
  { code, signal }: Exit,
  last: readonly string[],
  port: number,
): Failure {
  const said = last.join('\n');
  if (/address already in use|errno 98|errno 48/i.test(said)) {
    return new Failure(
      'port-busy',
      `Port ${port} is in use already.`,
      'Choose another port; 0 takes a free one.',
    );
  }
  const how = signal === null ? `exit status ${code ?? 'unknown'}` : `signal ${signal}`;
  return new Failure(
    'api-ended',
    `The API of ${name} ended (${how}).${said === '' ? '' : `\n${said}`}`,
    'Read its log and start it again.',
  );
}
