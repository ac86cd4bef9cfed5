import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { zipFile, type ZipEntry } from '../../../unit/scaffold/zipFile';
import type { Job } from './child';

/** A template that is hostile by its names, its files or what it is fetched from. */
export interface HostileTree {
  what: string;
  /** The code of the refusal, and words of its reason. */
  code: string;
  words: RegExp;
  /** Adds to a template that is harmless so far. @returns what is otherwise in the job. */
  make: (template: string, home: string) => Promise<Partial<Job> | undefined>;
}

const PROJECT = '{{cookiecutter.slug}}';
const JSON_FILE = 'cookiecutter.json';

async function put(root: string, name: string, content: string | Buffer = ''): Promise<undefined> {
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return undefined;
}

/** A file whose name is rendered to `name`. */
const named = (name: string, what: string, words: RegExp): HostileTree => ({
  what: `a file that is named ${what}`,
  code: 'template-unsafe',
  words,
  make: async (template) => {
    await put(template, JSON_FILE, JSON.stringify({ slug: 'x', _name: name }));
    return put(template, `${PROJECT}/{{cookiecutter._name}}`, 'evil');
  },
});

const link = (at: string, target: string, what: string, words: RegExp): HostileTree => ({
  what: `a link ${what}`,
  code: 'template-unsafe',
  words,
  make: async (template) => {
    await mkdir(path.dirname(path.join(template, at)), { recursive: true });
    await symlink(target, path.join(template, at));
    return undefined;
  },
});

const pipe = (at: string, words: RegExp, more: Partial<Job> = {}): HostileTree => ({
  what: `a named pipe as ${at}`,
  code: 'template-unsafe',
  words,
  make: async (template) => {
    execFileSync('mkdir', ['-p', path.dirname(path.join(template, at))]);
    execFileSync('rm', ['-f', path.join(template, at)]);
    execFileSync('mkfifo', [path.join(template, at)]);
    return Promise.resolve(more);
  },
});

const json = (what: string, code: string, words: RegExp, text: () => string): HostileTree => ({
  what: `a cookiecutter.json ${what}`,
  code,
  words,
  make: (template) => put(template, JSON_FILE, text()),
});

const zip = (what: string, code: string, words: RegExp, entries: () => readonly ZipEntry[]): HostileTree => ({
  what: `a zip file ${what}`,
  code,
  words,
  make: async (template) => {
    const file = path.join(template, 'evil.zip');
    await writeFile(file, zipFile(entries()));
    return { template: file };
  },
});

const address = (template: string, words: RegExp): HostileTree => ({
  what: `the address ${template}`,
  code: 'template-unsafe',
  words,
  make: () => Promise.resolve({ template }),
});

const TOP: ZipEntry[] = [{ name: 'top/' }, { name: `top/${JSON_FILE}`, content: '{"slug": "x"}' }];
const OUTSIDE = /lies outside the project/;
const NOWHERE = /a symbolic link that leads to nothing of the template/;
const GITS = /git's own folder/;

const NAMES: readonly HostileTree[] = [
  named('../evil', '../evil', OUTSIDE),
  named('a/../../evil', 'a/../../evil', OUTSIDE),
  named('/tmp/bellhop-evil', '/tmp/bellhop-evil', OUTSIDE),
  named('..', '..', OUTSIDE),
  named('a\0b', 'with a zero in it', /no path may have/),
  named('x'.repeat(300), 'with 300 letters', /too long/),
  named('ø'.repeat(200), 'with 400 bytes', /too long/),
  named('.git/hooks/post-commit', '.git/hooks/post-commit', GITS),
  named('.GIT/config', '.GIT/config', GITS),
  named('sub/.git', 'sub/.git', GITS),
  named('.g\u200cit/config', '.git with a letter that macOS passes over', GITS),
  named('git~1/config', "by Windows' short form of .git", GITS),
  {
    what: 'a folder .git',
    code: 'template-unsafe',
    words: GITS,
    make: (template) => put(template, `${PROJECT}/.git/hooks/post-commit`, '#!/bin/sh\ntouch evil\n'),
  },
  {
    what: 'a folder .git that is copied as it is',
    code: 'template-unsafe',
    words: GITS,
    make: async (template) => {
      await put(template, JSON_FILE, JSON.stringify({ slug: 'x', _copy_without_render: ['docs'] }));
      return put(template, `${PROJECT}/docs/.git/config`, '[core]\nfsmonitor = touch evil\n');
    },
  },
  ...['../evil', '/tmp/bellhop-evil', '..', '.', 'a/b', '.git'].map((slug): HostileTree => ({
    what: `a project that is named ${slug}`,
    code: 'template-unsafe',
    words: /outside the project|not one name|git's own/,
    make: (template) => put(template, JSON_FILE, JSON.stringify({ slug, _x: '' })),
  })),
  {
    what: 'a folder that is named ../evil',
    code: 'template-unsafe',
    words: OUTSIDE,
    make: async (template) => {
      await put(template, JSON_FILE, JSON.stringify({ slug: 'x', _name: '../evil' }));
      return put(template, `${PROJECT}/{{cookiecutter._name}}/a.txt`, 'evil');
    },
  },
  {
    what: 'a name that makes two thousand folders',
    code: 'project-not-written',
    words: /name too long/,
    make: (template) =>
      put(template, `${PROJECT}/{{ 'abcd{}'.format('{}').replace('{}', '\\x2f') * 2000 }}x/a.txt`),
  },
];

const LINKS: readonly HostileTree[] = [
  link(`${PROJECT}/a`, '/etc/passwd', 'to a file outside', NOWHERE),
  link(`${PROJECT}/a`, '../../canary.txt', 'to a file beside the template', NOWHERE),
  link(`${PROJECT}/a`, '/etc', 'to a folder outside', NOWHERE),
  link(`${PROJECT}/a`, 'nowhere', 'to nothing', NOWHERE),
  link(`${PROJECT}/a`, 'a', 'to itself', NOWHERE),
  link(`${PROJECT}/a`, '/dev/zero', 'to a device', NOWHERE),
  link('templates/a', '/etc/passwd', 'in the folder templates', NOWHERE),
  {
    what: 'a link in place of cookiecutter.json',
    code: 'template-unsafe',
    words: /leads to a file outside the template/,
    make: async (template, home) => {
      await put(home, '../other.json', '{"slug": "x"}');
      execFileSync('rm', [path.join(template, JSON_FILE)]);
      await symlink('../other.json', path.join(template, JSON_FILE));
      return undefined;
    },
  },
  {
    what: 'a link to an endless device in place of cookiecutter.json',
    code: 'template-unsafe',
    words: /leads to a file outside the template/,
    make: async (template) => {
      execFileSync('rm', [path.join(template, JSON_FILE)]);
      await symlink('/dev/zero', path.join(template, JSON_FILE));
      return undefined;
    },
  },
  {
    what: 'a link in place of a hook',
    code: 'template-unsafe',
    words: /leads to a file outside the template/,
    make: async (template) => {
      await mkdir(path.join(template, 'hooks'));
      await symlink('/dev/zero', path.join(template, 'hooks/post_gen_project.sh'));
      return { acceptHooks: true };
    },
  },
  {
    what: 'nested templates that lie outside',
    code: 'template-unsafe',
    words: /lies outside the template/,
    make: (template) => put(template, JSON_FILE, '{"templates": {"a": {"path": "../home"}}}'),
  },
  {
    what: 'a --directory that lies outside',
    code: 'template-unsafe',
    words: /lies outside the template/,
    make: async (template, home) => {
      await put(home, JSON_FILE, '{"slug": "x"}');
      return { template, directory: '../home' };
    },
  },
  pipe(`${PROJECT}/a`, /not a plain file/),
  pipe('templates/a', /not a plain file/),
  pipe(JSON_FILE, /no plain file/),
  pipe('hooks/post_gen_project.sh', /no plain file/, { acceptHooks: true }),
  {
    what: 'a socket',
    code: 'template-unsafe',
    words: /not a plain file/,
    make: async (template) => {
      const server = createServer().unref();
      await new Promise<void>((resolve) => server.listen(path.join(template, PROJECT, 's'), resolve));
      return undefined;
    },
  },
];

const SIZES: readonly HostileTree[] = [
  json(
    'of three megabytes',
    'template-limit',
    /larger than the 2 MB/,
    () => `{"slug": "${'x'.repeat(3e6)}"}`,
  ),
  json(
    'with 2,000 lists in one another',
    'template-invalid',
    /nests too deeply/,
    () => `{"slug": ${'['.repeat(2000)}`,
  ),
  json(
    'with a million digits',
    'template-invalid',
    /a number is too long/,
    () => `{"slug": ${'9'.repeat(1e6)}}`,
  ),
  json('with ten thousand globs', 'template-invalid', /more than 1000 globs/, () =>
    JSON.stringify({ slug: 'x', _copy_without_render: Array(10_000).fill('*a*a*b') }),
  ),
  json('whose every default takes long', 'template-limit', /too many steps/, () =>
    JSON.stringify({ slug: 'x', ...variables(1000, '{% for i in range(200000) %}{% endfor %}') }),
  ),
  json('whose choices double', 'template-limit', /too large|too many steps|too much/, () => {
    const doubling = Array.from({ length: 40 }, (_, at) => [
      `v${at + 1}`,
      `{{cookiecutter.v${at}}}{{cookiecutter.v${at}}}`,
    ]);
    return JSON.stringify({ slug: 'x', v0: 'x'.repeat(100), ...Object.fromEntries(doubling) });
  }),
  json('with Python extensions', 'not-trusted', /./, () => '{"slug": "x", "_extensions": ["os.system"]}'),
  {
    what: '20,001 files',
    code: 'template-limit',
    words: /too many files/,
    make: async (template) => {
      for (let at = 0; at < 20_001; at++) await writeFile(path.join(template, PROJECT, `f${at}`), '');
      return undefined;
    },
  },
  {
    what: 'a hundred folders in one another',
    code: 'template-limit',
    words: /too many files/,
    make: (template) => put(template, `${PROJECT}/${'a/'.repeat(100)}x`),
  },
  {
    what: 'a text of 100 megabytes',
    code: 'template-limit',
    words: /more text than/,
    make: (template) => put(template, `${PROJECT}/a.txt`, 'x'.repeat(1e8)),
  },
  ...['a.txt', 'a.png'].map((name): HostileTree => ({
    what: `a file ${name} that says it has 10 terabytes`,
    code: 'template-limit',
    words: /more text than|holds too much/,
    make: async (template) => {
      await put(template, `${PROJECT}/${name}`, 'x');
      await truncate(path.join(template, PROJECT, name), 1e13);
      return undefined;
    },
  })),
  {
    what: 'a thousand files that each print four megabytes',
    code: 'template-limit',
    words: /too many steps|more text than/,
    make: async (template) => {
      for (let at = 0; at < 1000; at++) await put(template, `${PROJECT}/f${at}`, "{{ 'xé' * 2000000 }}");
      return undefined;
    },
  },
];

const ADDRESSES: readonly HostileTree[] = [
  address('--upload-pack=touch evil', /an option or a program/),
  address('-oProxyCommand=touch evil', /an option or a program/),
  address('-c core.sshCommand=evil', /an option or a program/),
  address('ext::sh -c "touch evil"', /an option or a program/),
  address('fd::17', /an option or a program/),
  {
    what: 'a checkout that is an option',
    code: 'template-unsafe',
    words: /no branch, tag or commit/,
    make: (template) =>
      Promise.resolve({ template: `file://${template}`, checkout: '--upload-pack=touch evil' }),
  },
  zip('with a path that leaves it', 'template-unsafe', /outside its folder/, () => [
    ...TOP,
    { name: 'top/../../evil' },
  ]),
  zip('with an absolute path', 'template-unsafe', /path/, () => [...TOP, { name: '/tmp/bellhop-evil' }]),
  zip('with a drive', 'template-unsafe', /path/, () => [...TOP, { name: 'C:/evil' }]),
  zip('with backslashes', 'template-unsafe', /path/, () => [...TOP, { name: 'top\\..\\..\\evil' }]),
  zip('with a zero in a name', 'template-unsafe', /path/, () => [...TOP, { name: 'top/a\0b' }]),
  zip('with a link', 'template-unsafe', /symbolic link/, () => [
    ...TOP,
    { name: 'top/a', content: '/etc', mode: 0o120777 },
    { name: 'top/a/evil' },
  ]),
  zip('with two folders', 'zip-invalid', /one folder at its top/, () => [...TOP, { name: 'other/a' }]),
  zip('with 20,001 entries', 'template-limit', /holds too much/, () => [
    ...TOP,
    ...Array.from({ length: 20_001 }, (_, at) => ({ name: `top/d${at}/` })),
  ]),
  zip('with a name of 300 letters', 'zip-invalid', /name too long/, () => [
    ...TOP,
    { name: `top/${'x'.repeat(300)}` },
  ]),
];

const OTHERS: readonly HostileTree[] = [
  {
    what: 'a replay file that is a named pipe',
    code: 'replay-unreadable',
    words: /plain file/,
    make: (template, home) => {
      const replayFile = path.join(home, 'replay.json');
      execFileSync('mkfifo', [replayFile]);
      return Promise.resolve({ template, replayFile });
    },
  },
  {
    what: 'a replay file that names the project ../evil',
    code: 'template-unsafe',
    words: OUTSIDE,
    make: async (template, home) => {
      const replayFile = path.join(home, 'replay.json');
      await writeFile(replayFile, '{"cookiecutter": {"slug": "../evil"}}');
      return { template, replayFile };
    },
  },
  {
    what: 'a configuration whose aliases double',
    code: 'config-invalid',
    words: /alias/i,
    make: async (_template, home) => {
      const doubled = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`);
      return put(home, '.cookiecutterrc', `a0: &a0 [x]\n${doubled.join('\n')}\ndefault_context: {b: *a30}\n`);
    },
  },
];

function variables(count: number, value: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`v${at}`, value]));
}

export const TREES: readonly (readonly [group: string, cases: readonly HostileTree[]])[] = [
  ['names', NAMES],
  ['links and what is no file', LINKS],
  ['sizes', SIZES],
  ['where it comes from', ADDRESSES],
  ['what comes beside it', OTHERS],
];
