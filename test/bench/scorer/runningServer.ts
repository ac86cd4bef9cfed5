import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../freePort';
import { ROOT } from '../../integration/template/modelProject';
import { agrees, OWN, predictionText, scaleOf, type Case } from './asking';
import type { Contender } from './contenders';
import type { Load, LoadResult } from './loadGenerator';

/** One core for the server, one for the client, where the system can say so. */
const CAN_PIN = spawnSync('taskset', ['-c', '1', 'true']).status === 0;
const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 10_000;

export const pinning = CAN_PIN ? 'server and client have one core each' : 'no core is pinned';

/** Keeps the process that runs the bench, and what it starts, off the servers' core. */
export function pinToClientCore(): void {
  if (CAN_PIN) spawnSync('taskset', ['-cp', '0', String(process.pid)]);
}

/** A contender that runs, with the requests that it answered rightly. */
export class RunningServer {
  private requests: Load['requests'] = [];

  private constructor(
    readonly contender: Contender,
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Starts it, waits until it answers, and compares its answers with the model's scores. */
  static async start(contender: Contender, cases: readonly Case[], folder: string): Promise<RunningServer> {
    const port = await freePort();
    const [program = '', ...args] = onCore(1, contender.command(port));
    const env = { ...process.env, ...contender.env };
    // The log is written, but to nowhere: a disk would be measured with it.
    const child = spawn(program, args, { cwd: contender.folder ?? ROOT, env, stdio: 'ignore' });
    const server = new RunningServer(contender, port, child, folder);
    try {
      await server.check(cases);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MILLISECONDS);
    await once(this.child, 'exit');
    clearTimeout(late);
  }

  /**
   * Loads it from another process, for a third of the time to warm up and then for the time given.
   *
   * @param rate requests a second; without it as many as the server answers.
   */
  load(connections: number, milliseconds: number, rate?: number): Promise<LoadResult> {
    const load: Load = {
      port: this.port,
      path: (this.contender.asking ?? OWN).path,
      requests: this.requests,
      connections,
      ...(rate === undefined ? {} : { rate }),
      warmUpMilliseconds: milliseconds / 3,
      milliseconds,
    };
    const file = path.join(this.folder, 'load.json');
    writeFileSync(file, JSON.stringify(load));
    return runLoad(file);
  }

  private async check(cases: readonly Case[]): Promise<void> {
    const { name, computes, asking = OWN } = this.contender;
    const scale = scaleOf(cases);
    for (const { row, prediction } of cases) {
      const body = JSON.stringify(asking.body(row));
      const answer = await this.firstAnswer(asking.path, body);
      const text = predictionText(asking, answer);
      if (text === undefined || (computes && !agrees(asking, text, prediction, scale))) {
        throw new Error(`${name} answers ${answer} instead of ${JSON.stringify(prediction)}.`);
      }
      this.requests.push({ body, answer: text });
    }
  }

  /** The first answer may take a while: the server is starting. */
  private async firstAnswer(at: string, body: string): Promise<string> {
    const deadline = Date.now() + START_MILLISECONDS;
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${this.port}${at}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }).catch(() => undefined);
      const text = await response?.text();
      if (response?.status === 200 && text !== undefined) return text;
      if (Date.now() > deadline || this.child.exitCode !== null) {
        throw new Error(`${this.contender.name} does not answer: ${text ?? 'no connection'}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function runLoad(file: string): Promise<LoadResult> {
  const script = path.join(import.meta.dirname, 'loadGenerator.ts');
  const [program = '', ...args] = onCore(0, [process.execPath, '--import', 'tsx', script, file]);
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`The load ended with status ${status ?? 'none'}.`);
  return JSON.parse(output) as LoadResult;
}

function onCore(core: number, command: string[]): string[] {
  return CAN_PIN ? ['taskset', '-c', String(core), ...command] : command;
}
