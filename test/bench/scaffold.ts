import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { reason } from '../../contract/failure';
import { runProgram } from '../../extension/processes/runProgram';
import { createProject } from '../../extension/scaffold/render/createProject';
import { openTemplate } from '../../extension/scaffold/template/template';
import { pythonEnvironment } from '../integration/template/pythonEnvironment';
import { ROOT, TEMPLATE } from '../integration/template/modelProject';
import { report } from './report';

const ROUNDS = 9;
const WARMING = 2;
const CORPUS = path.join(ROOT, 'test/fixtures/templates');
const DRIVER = fileURLToPath(new URL('warmCookiecutter.py', import.meta.url));

/**
 * Bellhop beside Python's cookiecutter, with default answers and hooks off: the whole command from its start to its end,
 * and rendering in a process that is warm. Over templates/model, the corpus and the folders of templates given.
 */
export async function benchScaffold(folder: string, given: readonly string[]): Promise<void> {
  const python = await pythonEnvironment(path.join(CORPUS, 'requirements.lock'));
  const templates = [TEMPLATE, ...(await Promise.all([CORPUS, ...given].map(templatesIn))).flat()];
  const warm = new WarmCookiecutter(python);
  try {
    for (const template of templates) {
      const name = path.relative(ROOT, template);
      try {
        await wholeCommands(name, { template, folder, python });
        await inProcess(name, { template, folder }, warm);
      } catch (error) {
        console.log(`${name}: left out: ${reason(error)}`);
      }
    }
  } finally {
    await warm.stop();
  }
}

async function templatesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.name === 'cookiecutter.json' && !entry.parentPath.includes('{{'))
    .map((entry) => entry.parentPath)
    .sort();
}

interface Bench {
  template: string;
  folder: string;
}

async function wholeCommands(
  name: string,
  { template, folder, python }: Bench & { python: string },
): Promise<void> {
  const cli = path.join(ROOT, 'dist/cli.js');
  const home = path.join(folder, 'home');
  await mkdir(home, { recursive: true });
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: home, PYTHONDONTWRITEBYTECODE: '' };
  const noGit: NodeJS.ProcessEnv = { ...env, PATH: home };
  const times = { cookiecutter: [] as number[], alone: [] as number[], bellhop: [] as number[] };
  const time = async (command: string, args: (output: string) => string[], variables: NodeJS.ProcessEnv) => {
    const output = await mkdtemp(path.join(folder, 'out-'));
    let said = '';
    const started = performance.now();
    const status = await runProgram(
      { command, args: args(output), cwd: folder, env: variables },
      { onOutput: (text) => (said += text) },
    );
    const milliseconds = performance.now() - started;
    if (status !== 0) throw new Error(said.trim().split('\n').at(-1));
    await rm(output, { recursive: true });
    return milliseconds;
  };
  const ours = (output: string) =>
    [cli, 'new', template, '--no-input', '--accept-hooks', 'no', '--output-dir', output]; // prettier-ignore
  const theirs = (output: string) =>
    ['-m', 'cookiecutter', template, '--no-input', '--accept-hooks', 'no', '--output-dir', output]; // prettier-ignore
  for (let round = 0; round < ROUNDS; round++) {
    times.cookiecutter.push(await time(python, theirs, env));
    times.alone.push(await time(process.execPath, ours, noGit));
    times.bellhop.push(await time(process.execPath, ours, env));
  }
  const slow = report(`${name}: cookiecutter, whole command`, times.cookiecutter);
  compare(slow, report(`${name}: bellhop new, without git`, times.alone));
  compare(slow, report(`${name}: bellhop new, with the first commit`, times.bellhop));
}

async function inProcess(name: string, { template, folder }: Bench, warm: WarmCookiecutter): Promise<void> {
  const times = { cookiecutter: [] as number[], bellhop: [] as number[] };
  for (let round = 0; round < WARMING + ROUNDS; round++) {
    const output = await mkdtemp(path.join(folder, 'out-'));
    const theirs = await warm.milliseconds({ template, output, work: path.join(folder, 'home') });
    await rm(output, { recursive: true });
    await mkdir(output);
    const started = performance.now();
    await createProject({ template: await openTemplate(template), answers: new Map(), outputDir: output });
    const ours = performance.now() - started;
    await rm(output, { recursive: true });
    if (round < WARMING) continue;
    times.cookiecutter.push(theirs);
    times.bellhop.push(ours);
  }
  const slow = report(`${name}: cookiecutter, warm`, times.cookiecutter);
  compare(slow, report(`${name}: Bellhop, warm`, times.bellhop));
}

function compare(slow: number, fast: number): void {
  console.log(`${' '.repeat(52)} ${(slow / fast).toFixed(1)} times as fast`);
}

/** A Python process that renders one template after the other and says how long each took. */
class WarmCookiecutter {
  readonly #child;
  readonly #answers;

  constructor(python: string) {
    this.#child = spawn(python, ['-W', 'ignore', DRIVER], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#answers = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  async milliseconds(job: Record<'template' | 'output' | 'work', string>): Promise<number> {
    this.#child.stdin.write(`${JSON.stringify(job)}\n`);
    const { value } = (await this.#answers.next()) as { value?: string };
    const answer = JSON.parse(value ?? '{"error": "cookiecutter ended"}') as {
      milliseconds?: number;
      error?: string;
    };
    if (answer.milliseconds === undefined) throw new Error(`cookiecutter: ${answer.error}`);
    return answer.milliseconds;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    await ended;
  }
}
