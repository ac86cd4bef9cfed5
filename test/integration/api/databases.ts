import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../freePort';
import { ensureDebianPackages, programPackage } from '../../../scripts/vscode/debianPackages';
import { until } from '../scorer/scorerInProcess';

/** The server of a database at work, on 127.0.0.1. */
export interface Database {
  port: number;
  /** Keeps it from answering, without closing a connection, until `goOn`. */
  freeze(): void;
  goOn(): void;
  end(): Promise<void>;
}

const POSTGRES = '/usr/lib/postgresql';

/** The folder of PostgreSQL's programs, which Debian keeps off the PATH. */
function postgresPrograms(): string | undefined {
  if (!existsSync(POSTGRES)) return undefined;
  const newestFirst = readdirSync(POSTGRES).sort((a, b) => Number(b) - Number(a));
  return newestFirst
    .map((version) => path.join(POSTGRES, version, 'bin'))
    .find((bin) => existsSync(path.join(bin, 'initdb')));
}

/** A PostgreSQL whose user `scorer` has a password, with what the statements of `setup` make. */
export async function startPostgres(password: string, setup: string): Promise<Database> {
  const needed = { name: 'postgresql', isPresent: () => postgresPrograms() !== undefined };
  await ensureDebianPackages([needed], 'testing with a PostgreSQL', console.log);
  const bin = postgresPrograms() ?? '';
  const folder = mkdtempSync(path.join(tmpdir(), 'bellhop-postgres-'));
  const [data, passwordFile] = [path.join(folder, 'data'), path.join(folder, 'password')];
  writeFileSync(passwordFile, password);
  // It refuses root; Debian's package brings a user for it.
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const user = process.getuid?.() === 0 ? { uid: id('-u'), gid: id('-g') } : {};
  if (user.uid !== undefined) {
    for (const file of [folder, passwordFile]) chownSync(file, user.uid, user.gid);
  }
  const options = { ...user, cwd: folder, stdio: 'ignore' } as const;
  const program = (name: string): string => path.join(bin, name);
  const access = ['--username=scorer', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  execFileSync(program('initdb'), ['--pgdata', data, '--no-sync', ...access], options);
  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
  ];
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const database = await running(spawn(program('postgres'), args, options), port, folder);
  const target = ['--host=127.0.0.1', `--port=${port}`, '--username=scorer', '--dbname=postgres'];
  const psql = () =>
    execFileSync(program('psql'), [...target, '--quiet', '--set=ON_ERROR_STOP=1', '--command', setup], {
      ...options,
      env: { ...process.env, PGPASSWORD: password },
    });
  // It takes connections a moment before it is ready for them.
  await until('ready', () => {
    try {
      psql();
      return Promise.resolve(true);
    } catch {
      return Promise.resolve(undefined);
    }
  });
  return database;
}

/** A Redis that wants a password. */
export async function startRedis(password: string): Promise<Database> {
  const needed = programPackage('redis-server');
  await ensureDebianPackages([needed], 'testing with a Redis', console.log);
  const folder = mkdtempSync(path.join(tmpdir(), 'bellhop-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--requirepass', password];
  return running(spawn('redis-server', args, { cwd: folder, stdio: 'ignore' }), port, folder);
}

/** Waits until a server accepts connections. */
async function running(child: ChildProcess, port: number, folder: string): Promise<Database> {
  const exited = once(child, 'exit');
  await until('listening', async () => {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with status ${child.exitCode}.`);
    return (await accepts(port)) ? true : undefined;
  });
  const signal = (name: NodeJS.Signals) => (): void => {
    for (const pid of treeOf(child.pid ?? 0)) process.kill(pid, name);
  };
  return {
    port,
    freeze: signal('SIGSTOP'),
    goOn: signal('SIGCONT'),
    end: async () => {
      child.kill('SIGINT');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A process and its children, which serve one connection each. */
function treeOf(pid: number): number[] {
  const listed = execFileSync('ps', ['-o', 'pid=', '--pid', String(pid), '--ppid', String(pid)], {
    encoding: 'utf8',
  });
  return listed.split('\n').filter(Boolean).map(Number);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
