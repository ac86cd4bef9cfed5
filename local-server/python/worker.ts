import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { reason } from '../../contract/failure';
import { encodeFrame, FrameReader, type Frame } from './frames';

/** How long a worker has to end after its input did, in milliseconds. */
const GRACE_MILLISECONDS = 2000;
/** How long to read on after its end: a process that it started may hold its output open. */
const LAST_WORDS_MILLISECONDS = 500;
/** So much of what it said last is kept, to tell why it ended. */
const KEPT_LINES = 20;
const LONGEST_LINE = 2000;

/** How a worker ended, in words. */
export class WorkerEnded extends Error {}

export interface WorkerOptions {
  /** The interpreter. */
  python: string;
  /** What its `-m` runs. */
  module: string;
  /** Each line that the worker, or the model in it, prints. */
  onLine: (line: string) => void;
}

interface Asked {
  resolve: (answer: Frame) => void;
  reject: (error: Error) => void;
}

/** A Python process that answers frames, one for one and in order. It ends when its standard input does. */
export class Worker {
  /** Resolves when it has ended, however that came. */
  readonly exited: Promise<WorkerEnded>;
  readonly lastLines: string[] = [];
  private readonly child: ChildProcess;
  private readonly asked: Asked[] = [];
  private ended: WorkerEnded | undefined;
  /** Why it was killed from here. */
  private fault: string | undefined;

  constructor(private readonly options: WorkerOptions) {
    this.child = spawn(options.python, ['-P', '-m', options.module], {
      // What a model prints is to be seen at once, in letters that every log takes.
      env: { ...process.env, PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8:backslashreplace' },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const { child } = this;
    // Its end says why it no longer reads.
    child.stdin?.on('error', () => undefined);
    const reader = new FrameReader(
      (frame) => this.asked.shift()?.resolve(frame),
      (noise) => noise.split('\n').forEach((line) => this.hear(line)),
    );
    child.stdout?.on('data', (piece: Buffer) => {
      try {
        reader.push(piece);
      } catch (error) {
        this.kill(`it answered what is no answer: ${reason(error)}`);
      }
    });
    child.stdout?.on('end', () => reader.end());
    if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => this.hear(line));
    this.exited = this.untilExit();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /**
   * Sends a frame and gives the answer.
   *
   * @param limit in milliseconds: a worker that takes longer is killed.
   * @throws WorkerEnded where it ends before it answers, or has ended.
   */
  ask(header: object, parts: readonly Uint8Array[], limit: number): Promise<Frame> {
    if (this.ended) return Promise.reject(this.ended);
    this.child.stdin?.write(encodeFrame(header, parts));
    const timer = setTimeout(() => this.kill(`it did not answer within ${limit / 1000} s`), limit);
    return new Promise<Frame>((resolve, reject) => this.asked.push({ resolve, reject })).finally(() =>
      clearTimeout(timer),
    );
  }

  /** Ends it, and resolves when it has ended. */
  async end(): Promise<void> {
    this.child.stdin?.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), GRACE_MILLISECONDS);
    await this.exited;
    clearTimeout(timer);
  }

  private kill(fault: string): void {
    this.fault ??= fault;
    this.child.kill('SIGKILL');
  }

  private hear(line: string): void {
    if (line.trim() === '') return;
    const kept = line.slice(0, LONGEST_LINE);
    this.lastLines.push(kept);
    if (this.lastLines.length > KEPT_LINES) this.lastLines.shift();
    this.options.onLine(kept);
  }

  private async untilExit(): Promise<WorkerEnded> {
    const { child } = this;
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const how = await new Promise<string>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) =>
        resolve(`it could not be started: ${error.code ?? reason(error)}`),
      );
      child.once('exit', (code, signal) =>
        resolve(signal === null ? `exit status ${code ?? 'unknown'}` : `signal ${signal}`),
      );
    });
    this.ended = new WorkerEnded(this.fault ?? how);
    for (const { reject } of this.asked.splice(0)) reject(this.ended);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_WORDS_MILLISECONDS)));
    await Promise.race([closed, enough]);
    clearTimeout(timer);
    return this.ended;
  }
}
