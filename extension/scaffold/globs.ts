/** A glob of `_copy_without_render`, as Python's fnmatch reads it: `*` also matches `/`; `[!a]` excludes. */
export function globToPattern(glob: string): RegExp {
  const body = glob.replace(/\*+|\?|\[(!?)(\]?[^\]]*)\]|[\s\S]/g, (all, not?: string, set?: string) => {
    if (all.startsWith('*')) return '.*';
    if (all === '?') return '.';
    if (set === undefined) return all.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    const escaped = set.replace(/[\\\]^[]/g, '\\$&');
    return `[${not === '!' ? '^' : ''}${escaped}]`;
  });
  return new RegExp(`^${body}$`, 's');
}
