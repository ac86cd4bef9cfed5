import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';
import { REQUESTS_FOLDER } from '../../contract/savedRequest';
import { exists } from '../files/exists';
import { runProgram } from '../processes/runProgram';
import { savedRequestFiles } from '../requests/saved/savedRequests';
import { runRequest, type RequestResult } from '../requests/saved/runRequest';
import { startApiProcess } from './apiProcess';
import type { ApiProject } from './apiProject';
import type { PrepareOptions } from './apiEnvironment';
import type { RenewedRequest } from './renewedRequests';

/** So many lines of the contract suite's output are told where it fails. */
const MOST_LINES = 15;

/**
 * A version of a model package that is tried out in an API project: unpacked into a folder of its own, which Python finds
 * before the project's environment, so that nothing of the project changes.
 */
export class VersionTrial {
  private readonly unpacked: Partial<Record<'old' | 'new', string>> = {};

  constructor(
    readonly project: ApiProject,
    private readonly python: string,
    /** For what must not stay. */
    private readonly scratch: string,
    private readonly options: Pick<PrepareOptions, 'report' | 'signal'> & { keeper: string },
  ) {}

  /** Unpacks a wheel, which is what installing it does. */
  async unpack(which: 'old' | 'new', wheel: string): Promise<void> {
    const folder = path.join(this.scratch, which, 'packages');
    await mkdir(folder, { recursive: true });
    await this.run(['-m', 'zipfile', '--extract', wheel, folder], this.scratch);
    this.unpacked[which] = folder;
  }

  /** The contract suite of the project. @throws Failure `contract-failed`; Cancelled. */
  async runTests(): Promise<void> {
    const { project, options } = this;
    options.report.onStep('Run the contract suite of the project');
    const { status, output } = await this.runPython(
      ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'],
      project.folder,
      'new',
    );
    if (status === 0) return;
    throw new Failure(
      'contract-failed',
      `The contract suite of ${project.name} fails with the new version, so everything stays as it was.\n${lastLines(output)}`,
      'Read its output: correct the project, or use another version.',
    );
  }

  /** Lets a version write its own saved requests into a folder, and gives that. */
  async savePackageRequests(which: 'old' | 'new'): Promise<string> {
    const folder = path.join(this.scratch, which, 'requests-of-package');
    await mkdir(folder);
    const app = path.join(this.project.folder, 'src', this.project.packageName, 'app.py');
    await this.run(['-m', 'flask', '--app', app, 'save-requests'], folder, which);
    return folder;
  }

  /**
   * Serves the new version for as long as `use` takes.
   *
   * @throws those of `startApiProcess`, which say that everything stays as it was.
   */
  async whileServed<T>(use: (url: string) => Promise<T>): Promise<T> {
    const { report, signal, keeper } = this.options;
    report.onStep('Start the API with the new version');
    const api = await startApiProcess({
      keeper,
      project: this.project,
      python: this.python,
      packages: this.unpacked.new ?? '',
      port: 0,
      onLog: (line) => report.onOutput(`${line}\n`),
      signal,
    }).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(
        error.code,
        `${error.message}\nSo everything stays as it was.`,
        'Read what the API logged: correct the project, or use another version.',
        { cause: error },
      );
    });
    try {
      return await use(api.url);
    } finally {
      await api.stop();
    }
  }

  /** Runs the saved requests of the project as they would be with the new version. */
  async runRequests(url: string, renewed: readonly RenewedRequest[]): Promise<RequestResult[]> {
    const { report, signal = new AbortController().signal } = this.options;
    const own = path.join(this.project.folder, REQUESTS_FOLDER);
    const folder = path.join(this.scratch, 'project');
    await mkdir(path.join(folder, REQUESTS_FOLDER), { recursive: true });
    if (await exists(own)) await cp(own, path.join(folder, REQUESTS_FOLDER), { recursive: true });
    for (const { name, content } of renewed) {
      const file = path.join(folder, REQUESTS_FOLDER, name);
      if (content === undefined) await rm(file, { force: true });
      else await writeFile(file, content);
    }
    const files = await savedRequestFiles(folder);
    if (files.length > 0) report.onStep(`Run ${files.length} saved requests`);
    const results: RequestResult[] = [];
    for (const file of files) results.push(await runRequest(file, { target: { url }, signal }));
    return results;
  }

  private async run(args: string[], cwd: string, which?: 'old' | 'new'): Promise<void> {
    const { status, output } = await this.runPython(args, cwd, which);
    if (status === 0) return;
    throw new Failure(
      'step-failed',
      `python ${args.slice(0, 2).join(' ')} ended with status ${status}.\n${lastLines(output)}`,
      'Read its output; correct the cause and run it again.',
    );
  }

  private async runPython(
    args: string[],
    cwd: string,
    which?: 'old' | 'new',
  ): Promise<{ status: number; output: string }> {
    const packages = which && this.unpacked[which];
    const env = {
      ...process.env,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONIOENCODING: 'utf-8',
      ORT_DISABLE_TELEMETRY: '1',
      ...(packages !== undefined && { PYTHONPATH: packages }),
    };
    const { report, signal } = this.options;
    let output = '';
    const onOutput = (text: string): void => {
      output += text;
      report.onOutput(text);
    };
    const program = { command: this.python, args, cwd, env };
    const status = await runProgram(program, { onOutput, ...(signal && { signal }) });
    return { status, output };
  }
}

function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-MOST_LINES).join('\n');
}
