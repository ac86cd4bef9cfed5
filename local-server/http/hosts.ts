/**
 * Which names the scorer answers to. A page of another site can make a browser send requests to 127.0.0.1, also under a
 * name of its own (DNS rebinding); it cannot choose the Host and Origin headers.
 */
export class AllowedHosts {
  private readonly all: boolean;
  /** `name:port`, or `name` for every port. */
  private readonly names: ReadonlySet<string>;

  /** @param names NAME or NAME:PORT each; `*` turns the check of Host and Origin off. */
  constructor(port: number, names: readonly string[]) {
    this.all = names.includes('*');
    this.names = new Set([
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      ...names.map((name) => name.toLowerCase()),
    ]);
  }

  /** @param host the Host header: a name with or without port. */
  allowsHost(host: string | undefined): boolean {
    if (this.all) return true;
    if (host === undefined) return false;
    const name = host.toLowerCase();
    return this.names.has(name) || this.names.has(name.replace(/:\d+$/, ''));
  }

  /** @param origin the Origin header; absent where no page sent the request. */
  allowsOrigin(origin: string | undefined): boolean {
    if (this.all || origin === undefined) return true;
    const host = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1];
    return host !== undefined && this.allowsHost(host);
  }
}
