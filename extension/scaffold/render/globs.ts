/** Whether a path matches one of the globs. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map(globToPattern);
  return (path) => patterns.some((pattern) => pattern.test(path));
}

/** A glob of `_copy_without_render`, as Python's fnmatch reads it: `*` also matches `/`; `[!a]` excludes. */
export function globToPattern(glob: string): RegExp {
  const [first = '', ...rest] = split(glob).map(partToPattern);
  const last = rest.pop();
  if (last === undefined) return new RegExp(`^${first}$`, 's');
  // Each part between two stars is found once, at its first place, and never looked for again (a lookahead with a
  // back reference does not backtrack): many stars must not take many times as long.
  const middle = rest.map((part, at) => `(?=(.*?${part}))\\${at + 1}`).join('');
  return new RegExp(`^${first}${middle}.*${last}$`, 's');
}

/** The parts between the stars; a star inside a set is no star. */
function split(glob: string): string[] {
  const parts = [''];
  for (const [piece] of glob.matchAll(/\*+|\[!?\]?[^\]]*\]|[\s\S]/g)) {
    if (piece.startsWith('*')) parts.push('');
    else parts.push((parts.pop() ?? '') + piece);
  }
  return parts;
}

function partToPattern(part: string): string {
  return part.replace(/\?|\[(!?)(\]?[^\]]*)\]|[\s\S]/g, (all, not?: string, set?: string) => {
    if (all === '?') return '.';
    if (set === undefined) return all.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    return `[${not === '!' ? '^' : ''}${set.replace(/[\\\]^[]/g, '\\$&')}]`;
  });
}
