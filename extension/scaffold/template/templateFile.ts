import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';

/**
 * Reads a file that a template must have: a plain one, or a symbolic link to one inside the template.
 *
 * @param template the folder that holds cookiecutter.json. @param name the file, relative to it.
 * @param largest in bytes.
 * @throws Failure template-unsafe for what leads out of the template or could keep its reader waiting (a pipe, a
 * device); template-limit; and what the system says where the file cannot be read.
 */
export async function readTemplateFile(template: string, name: string, largest: number): Promise<Buffer> {
  const file = path.join(template, name);
  const found = await realpath(file);
  if (!found.startsWith((await realpath(template)) + path.sep)) {
    throw unsafe(file, 'leads to a file outside the template');
  }
  // Opening a pipe would wait for its other end. Neither flag exists on Windows, where they read as undefined.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
  const handle = await open(found, (O_RDONLY ?? 0) | O_NOFOLLOW | O_NONBLOCK);
  try {
    const { size, isPlain } = await handle
      .stat()
      .then((stat) => ({ size: stat.size, isPlain: stat.isFile() }));
    if (!isPlain) throw unsafe(file, 'is no plain file');
    if (size > largest) {
      throw new Failure(
        'template-limit',
        `${file} is larger than the ${largest / 1_000_000} MB that Bellhop reads of it.`,
        'Use a smaller template.',
      );
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function unsafe(file: string, what: string): Failure {
  return new Failure(
    'template-unsafe',
    `${file} ${what}, so Bellhop does not read it.`,
    'Put a plain file in its place in a copy of the template.',
  );
}
