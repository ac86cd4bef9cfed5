import { Agent } from 'node:http';
import { Duplex } from 'node:stream';
import type { SshTarget } from './engineAddress';
import { startSsh, type SshProgram } from './sshProgram';

/** An agent whose connections to the engine run through the ssh program, as those of Docker's command line do. */
export class SshAgent extends Agent {
  private isClosed = false;

  constructor(private readonly target: SshTarget) {
    // Every connection is a log-in: they are used again.
    super({ keepAlive: true });
  }

  override destroy(): void {
    this.isClosed = true;
    super.destroy();
  }

  override createConnection(): Duplex {
    if (this.isClosed) throw new Error('the connection was closed');
    return new SshSocket(startSsh(this.target));
  }
}

/** A running ssh as the socket that HTTP expects. */
class SshSocket extends Duplex {
  private isOver = false;

  constructor(private readonly ssh: SshProgram) {
    super();
    const { stdout } = ssh.child;
    stdout.on('data', (bytes: Buffer) => {
      if (!this.push(bytes)) stdout.pause();
    });
    stdout.once('end', () => void this.finish());
  }

  override _read(): void {
    this.ssh.child.stdout.resume();
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.ssh.child.stdin.write(bytes, () => done());
  }

  override _final(done: () => void): void {
    this.ssh.child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.isOver = true;
    this.ssh.end();
    done(error);
  }

  /** HTTP tells its sockets these; they mean nothing to a program. */
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  /** Its output ended: orderly, or because ssh could not go on, whose words are the error then. */
  private async finish(): Promise<void> {
    const said = await this.ssh.ended;
    if (this.isOver) return;
    if (this.ssh.child.exitCode === 0) this.push(null);
    else this.destroy(new Error(said));
  }
}
