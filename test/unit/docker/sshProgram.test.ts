import assert from 'node:assert/strict';
import { sshArguments } from '../../../extension/docker/sshProgram';

describe('the ssh program, as it is called', () => {
  it('never asks, and ends its options before the host', () => {
    assert.deepEqual(sshArguments({ host: 'far' }), [
      ...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15'],
      ...['--', 'far', 'docker', 'system', 'dial-stdio'],
    ]);
  });

  it('takes user, port and further options', () => {
    const args = sshArguments({ host: 'far', user: 'ann', port: 2222 }, ['-L', '1:127.0.0.1:2']);
    assert.deepEqual(args.slice(5, -3), ['-L', '1:127.0.0.1:2', '-l', 'ann', '-p', '2222', '--', 'far']);
  });

  it("names the engine's socket to the other side's shell, which must not read more into it", () => {
    const words = (socket: string) => sshArguments({ host: 'far', socket }).slice(-5);
    assert.deepEqual(words('/run/podman.sock').slice(0, 3), ['docker', '--host', 'unix:///run/podman.sock']);
    assert.equal(words("/run/a b';rm.sock")[2], `unix://'/run/a b'\\'';rm.sock'`);
  });
});
