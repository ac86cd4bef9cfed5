import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../../freePort';
import { temporaryFolder } from '../../../../extension/files/temporaryFolder';
import { testEngine } from '../../../../scripts/docker/testEngine';
import { ensureDebianPackages, findOnPath, programPackage } from '../../../../scripts/vscode/debianPackages';
import { until } from '../scorerInProcess';

/** A machine called `far` that ssh reaches: this one, through a real sshd on a port of 127.0.0.1 with keys of its own. */
export interface SshMachine {
  /** The processes of ssh clients that are connected, or want to be. */
  clients: () => number[];
  close: () => Promise<void>;
}

/** Starts it, with the tests' engine as its Docker, and puts an `ssh` on the PATH that knows it. */
export async function sshMachine(): Promise<SshMachine> {
  const packages = [programPackage('openssh-server', 'sshd'), programPackage('openssh-client', 'ssh')];
  await ensureDebianPackages(packages, 'reaching a Docker engine by ssh in the tests', console.log);
  const { folder, close } = await temporaryFolder('ssh');
  const file = (name: string): string => path.join(folder, name);
  for (const key of ['host', 'key']) {
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(key)]);
  }
  await copyFile(file('key.pub'), file('authorized'));
  const port = await freePort();
  const { host } = await testEngine();
  await writeFile(
    file('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host')}`,
      `AuthorizedKeysFile ${file('authorized')}`,
      'PidFile none',
      // The folder is a temporary one, which sshd would not trust.
      'StrictModes no',
      'PasswordAuthentication no',
      `SetEnv DOCKER_HOST=${host} PATH=${process.env['PATH'] ?? ''}`,
    ].join('\n'),
  );
  await writeFile(
    file('config'),
    [
      'Host far',
      'HostName 127.0.0.1',
      `Port ${port}`,
      `User ${os.userInfo().username}`,
      `IdentityFile ${file('key')}`,
      'IdentitiesOnly yes',
      'StrictHostKeyChecking accept-new',
      `UserKnownHostsFile ${file('known')}`,
    ].join('\n'),
  );
  mkdirSync(file('bin'));
  await writeFile(file('bin/ssh'), `#!/bin/sh\nexec ${findOnPath('ssh')} -F ${file('config')} "$@"\n`);
  await chmod(file('bin/ssh'), 0o755);
  mkdirSync('/run/sshd', { recursive: true });
  const server = spawn(findOnPath('sshd') ?? 'sshd', ['-D', '-e', '-f', file('sshd_config')], {
    stdio: 'ignore',
  });
  await until('sshd to listen', () => accepts(port));
  const before = process.env['PATH'];
  process.env['PATH'] = `${file('bin')}${path.delimiter}${before}`;
  return {
    clients: () => processesWith(file('config')),
    close: async () => {
      process.env['PATH'] = before;
      server.kill();
      await close();
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket
      .once('error', () => resolve(false))
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      });
  });
}

/** The processes with a text among their arguments. */
function processesWith(text: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(text);
    } catch {
      return false;
    }
  });
}
