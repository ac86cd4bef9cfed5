/** A name and a password. */
export interface Login {
  user: string;
  password: string;
}

/**
 * The login that a netrc file holds for a host: that of its `machine`, else of `default`. The format is that of ftp and
 * of Python's netrc: words between white space, `"..."` for those with spaces, `#` before a comment, macros up to an empty
 * line.
 */
export function netrcLogin(text: string, host: string): Login | undefined {
  const entries = new Map<string, Partial<Login>>();
  let entry: Partial<Login> = {};
  const words = tokens(text);
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    switch (word) {
      case 'machine':
      case 'default': {
        const machine = word === 'default' ? DEFAULT : (words.shift() ?? '');
        entry = {};
        // As with Python's netrc, the last entry of a machine counts.
        entries.set(machine, entry);
        break;
      }
      case 'login':
      case 'user':
        entry.user = words.shift() ?? '';
        break;
      case 'password':
        entry.password = words.shift() ?? '';
        break;
      case 'account':
        words.shift();
    }
  }
  const { user, password } = entries.get(host) ?? entries.get(DEFAULT) ?? {};
  return password === undefined ? undefined : { user: user ?? '', password };
}

/** No machine has a name with a space. */
const DEFAULT = 'the default';

function tokens(text: string): string[] {
  const withoutMacros = text.replace(/^\s*macdef\b[^]*?(?:\n\s*\n|$(?![^]))/gm, '\n');
  // A # inside a word is part of it: passwords have some.
  const found = withoutMacros.matchAll(/(?:^|(?<=\s))#.*|"((?:[^"\\]|\\.)*)"|(\S+)/gm);
  return [...found].flatMap(([, quoted, plain]) => {
    if (quoted !== undefined) return [quoted.replace(/\\(.)/g, '$1')];
    return plain === undefined ? [] : [plain];
  });
}
