import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A temporary folder for the tests of one suite, with a template maker. */
export class Bench {
  folder = '';
  #count = 0;

  async open(): Promise<void> {
    this.folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-scaffold-'));
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Writes a template; `context` becomes cookiecutter.json, a file name that starts with `!` is executable. */
  async template(context: object | string, files: Record<string, string | Buffer>): Promise<string> {
    const folder = path.join(this.folder, `template${this.#count++}`);
    await mkdir(folder);
    const json = typeof context === 'string' ? context : JSON.stringify(context);
    await writeFile(path.join(folder, 'cookiecutter.json'), json);
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(folder, name.replace(/^!/, ''));
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
      if (name.startsWith('!')) await chmod(file, 0o755);
    }
    return folder;
  }

  /** A new, empty folder to create projects in. */
  async output(): Promise<string> {
    const folder = path.join(this.folder, `output${this.#count++}`);
    await mkdir(folder);
    return folder;
  }
}

/** The folder of a project in a template. */
export const SLUG = '{{cookiecutter.slug}}';
