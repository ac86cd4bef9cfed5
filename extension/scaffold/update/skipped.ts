/**
 * Reads `skip` of a record as cruft does: the path of a file or folder, or, where it holds a star, a glob of Python's
 * pathlib, in which `**` is any number of folders and `*` is part of one name.
 *
 * @returns whether a path of the project, with `/`, is to be left alone.
 */
export function skippedFiles(skip: readonly string[]): (file: string) => boolean {
  const patterns = skip.map(toPattern);
  return (file) => patterns.some((pattern) => pattern.test(file));
}

function toPattern(skip: string): RegExp {
  const parts = skip
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  const source = parts.map((part, at) => {
    const isLast = at === parts.length - 1;
    if (part === '**' && skip.includes('*')) return isLast ? '[^/]+' : '(?:[^/]+/)*';
    const name = skip.includes('*') ? globOfName(part) : escaped(part);
    return isLast ? name : `${name}/`;
  });
  // What lies below a folder that is left alone is left alone too.
  return new RegExp(`^${source.join('')}(?:/|$)`, 's');
}

function globOfName(name: string): string {
  return name.replace(/\*+|\?|\[(!?)(\]?[^\]]*)\]|[\s\S]/g, (all, not?: string, set?: string) => {
    if (all.startsWith('*')) return '[^/]*';
    if (all === '?') return '[^/]';
    if (set === undefined) return escaped(all);
    return `[${not === '!' ? '^' : ''}${set.replace(/[\\\]^[]/g, '\\$&')}]`;
  });
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
