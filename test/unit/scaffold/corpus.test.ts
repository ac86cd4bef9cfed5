import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { readFileSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { openTemplate } from '../../../extension/scaffold/template/template';

type Tree = Record<string, true | [executable: boolean, content: string | { base64: string }]>;

const root = fileURLToPath(new URL('../../fixtures/templates/', import.meta.url));
const templates = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

function read(...parts: string[]): unknown {
  return JSON.parse(readFileSync(path.join(root, ...parts), 'utf8'));
}

async function treeOf(folder: string): Promise<Tree> {
  const names = (await readdir(folder, { recursive: true })).sort();
  const tree: Tree = {};
  for (const name of names) {
    const file = path.join(folder, name);
    const { mode } = await stat(file);
    if ((await stat(file)).isDirectory()) tree[name] = true;
    else {
      const bytes = await readFile(file);
      const text = bytes.toString('utf8');
      const isText = Buffer.from(text, 'utf8').equals(bytes);
      tree[name] = [(mode & 0o100) !== 0, isText ? text : { base64: bytes.toString('base64') }];
    }
  }
  return tree;
}

describe('whole templates, held against cookiecutter', () => {
  let output: string;
  beforeEach(async () => {
    output = await mkdtemp(path.join(os.tmpdir(), 'bellhop-corpus-'));
  });
  afterEach(() => rm(output, { recursive: true }));

  for (const { name } of templates) {
    const expected = read(name, 'expected.json') as Tree[];
    for (const [at, answers] of (read(name, 'answers.json') as Record<string, unknown>[]).entries()) {
      it(`${name} with ${JSON.stringify(answers)}`, async () => {
        const given = Object.entries(answers).map(([key, value]): [string, string] => [
          key,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]);
        const template = await openTemplate(path.join(root, name), { given: new Map(given) });
        const project = await createProject({ template, answers: new Map(), outputDir: output });
        const made = await treeOf(output);
        assert.deepEqual(made, expected[at]);
        const files = Object.keys(made).filter((file) => made[file] !== true);
        assert.deepEqual(
          project.files.map((file) => `${path.basename(project.path)}/${file}`),
          files.sort(),
        );
      });
    }
  }
});
