/** The scorer behind the page. Its token stays in memory: it is gone with the page. */
export class Scorer {
  private token = '';

  /** @param root where the scorer's paths begin; it ends with a slash. */
  constructor(readonly root: string) {}

  get hasToken(): boolean {
    return this.token !== '';
  }

  useToken(token: string): void {
    this.token = token;
  }

  /** @param path with a slash in front, as the description has it. */
  urlOf(path: string): string {
    return new URL(path.slice(1), this.root).href;
  }

  /** @param body JSON, or undefined where there is none. */
  async ask(method: string, path: string, body?: string): Promise<Said> {
    const began = performance.now();
    const response = await fetch(this.urlOf(path), {
      method,
      credentials: 'omit',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const { status, statusText } = response;
    return { status, statusText, text, milliseconds: performance.now() - began };
  }
}

export interface Said {
  status: number;
  statusText: string;
  text: string;
  milliseconds: number;
}
