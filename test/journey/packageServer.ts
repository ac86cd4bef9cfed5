import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../../extension/processes/freePort';
import { runProgram } from '../../extension/processes/runProgram';
import { pipIndex } from '../../scripts/docker/pythonImage';
import { pythonEnvironment } from '../integration/template/pythonEnvironment';

const LOCK = path.join(import.meta.dirname, 'requirements.lock');
const LOGIN = { user: 'publisher', password: 'kept-in-netrc' };

/** A real package index: pypiserver, which asks for a login for everything, as an internal index does. */
export class PackageServer {
  /** Its address as pip knows it. */
  url = '';
  private child: ChildProcess | undefined;
  private python = '';

  /**
   * @param folder for its packages, its password file and a netrc file with the login.
   * @param isMirror whether it sends to the index that pip is set up with for what it does not have.
   */
  constructor(
    private readonly folder: string,
    private readonly isMirror = false,
  ) {}

  /** What tells a program of the login. */
  get env(): NodeJS.ProcessEnv {
    return { NETRC: path.join(this.folder, 'netrc') };
  }

  get secret(): string {
    return LOGIN.password;
  }

  async start(): Promise<void> {
    this.python = await pythonEnvironment(LOCK);
    const packages = path.join(this.folder, 'packages');
    await mkdir(packages, { recursive: true });
    const { user, password } = LOGIN;
    await writeFile(
      path.join(this.folder, 'netrc'),
      `machine 127.0.0.1 login ${user} password ${password}\n`,
    );
    const passwords = path.join(this.folder, 'htpasswd');
    const hash = 'import sys; from passlib.apache import HtpasswdFile as F; f = F(sys.argv[1], new=True); ';
    await this.run(['-c', `${hash}f.set_password(*sys.argv[2:]); f.save()`, passwords, user, password]);
    const port = await freePort(0);
    const args = ['-m', 'pypiserver', 'run', '-i', '127.0.0.1', '-p', String(port)];
    this.child = spawn(
      this.python,
      [...args, '-P', passwords, '-a', 'update,download,list', ...this.elsewhere(), packages],
      { stdio: 'ignore' },
    );
    this.url = `http://127.0.0.1:${port}/simple`;
    await untilAnswers(this.url, this.child);
  }

  /** Publishes wheels as a pipeline does. */
  async publish(wheels: readonly string[]): Promise<void> {
    const uv = path.join(path.dirname(this.python), process.platform === 'win32' ? 'uv.exe' : 'uv');
    const args = ['publish', '--publish-url', this.url.replace(/simple$/, ''), ...wheels];
    const env = { ...process.env, UV_PUBLISH_USERNAME: LOGIN.user, UV_PUBLISH_PASSWORD: LOGIN.password };
    await run(uv, args, this.folder, env);
  }

  async stop(): Promise<void> {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill();
    await once(this.child, 'close');
  }

  private elsewhere(): string[] {
    if (!this.isMirror) return ['--disable-fallback'];
    const index = pipIndex();
    return index === undefined ? [] : ['--fallback-url', index];
  }

  private run(args: string[]): Promise<string> {
    return run(this.python, args, this.folder);
  }
}

/** Runs a program to its end and gives what it wrote. @throws where it fails, with that. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  let output = '';
  const status = await runProgram({ command, args, cwd, env }, { onOutput: (text) => (output += text) });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with status ${status}:\n${output}`);
  return output;
}

async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`pypiserver ended with status ${child.exitCode}.`);
}
