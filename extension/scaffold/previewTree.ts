/** One line of a tree of files. */
export interface TreeLine {
  kind: 'folder' | 'file';
  name: string;
  /** Relative to the tree's root, with `/`. */
  path: string;
  /** How many folders it lies in. */
  depth: number;
}

/** The lines of a tree, as a file explorer has them: folders before files, each with what lies in it. */
export function treeLines(files: readonly string[]): TreeLine[] {
  const folders = new Map<string, Map<string, TreeLine>>([['', new Map()]]);
  for (const file of files) {
    let parent = '';
    for (const [depth, name] of file.split('/').entries()) {
      const path = parent === '' ? name : `${parent}/${name}`;
      const kind = path === file ? 'file' : 'folder';
      folders.get(parent)?.set(name, { kind, name, path, depth });
      if (kind === 'folder' && !folders.has(path)) folders.set(path, new Map());
      parent = path;
    }
  }
  const below = (folder: string): TreeLine[] =>
    Array.from(folders.get(folder)?.values() ?? [])
      .sort(byKindAndName)
      .flatMap((line) => (line.kind === 'folder' ? [line, ...below(line.path)] : [line]));
  return below('');
}

function byKindAndName(a: TreeLine, b: TreeLine): number {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
