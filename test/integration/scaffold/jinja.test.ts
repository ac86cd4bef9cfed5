import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../contract/failure';
import { Budget } from '../../../extension/scaffold/jinja/limits';
import { render } from '../../../extension/scaffold/jinja/render';
import { contextOf } from '../../unit/scaffold/jinjaCase';
import { pythonEnvironment } from '../template/pythonEnvironment';
import { CONTEXT, RandomTemplates } from './randomTemplates';

// Templates made at random, held against Jinja2 itself. Other ones with
//   JINJA_SEED=2 JINJA_COUNT=20000 npx mocha test/integration/scaffold/jinja.test.ts
// and with the Python that JINJA_PYTHON names, which has Jinja2 3.1.
const seed = Number(process.env['JINJA_SEED'] ?? 1);
const count = Number(process.env['JINJA_COUNT'] ?? 3000);

interface Answer {
  text?: string;
  error?: string;
}

function answersOf(python: string, templates: string[]): Promise<Answer[]> {
  const script = fileURLToPath(new URL('jinjaAnswers.py', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = execFile(python, [script], { maxBuffer: 2 ** 30 }, (error, stdout) => {
      if (error) reject(new Error(`The script failed: ${error.message}`));
      else resolve(JSON.parse(stdout) as Answer[]);
    });
    child.stdin?.end(JSON.stringify({ context: CONTEXT, templates }));
  });
}

function ours(template: string): { text: string } | { failure: Failure } {
  try {
    return { text: render(template, 'case', contextOf(JSON.stringify({ context: CONTEXT })), new Budget()) };
  } catch (error) {
    if (error instanceof Failure) return { failure: error };
    throw error;
  }
}

// Python prints a memory address for these, so that no two runs agree.
const HAS_ADDRESS = / at 0x[0-9a-f]+/;

describe('templates made at random', () => {
  it(`print what Jinja2 prints (seed ${seed}, ${count} templates)`, async () => {
    const python =
      process.env['JINJA_PYTHON'] ??
      (await pythonEnvironment(fileURLToPath(new URL('jinja.lock', import.meta.url))));
    const random = new RandomTemplates(seed);
    const templates = Array.from({ length: count }, () => random.next());
    const answers = await answersOf(python, templates);
    const tally = { identical: 0, 'refused by both': 0, 'refused by Bellhop alone': 0, different: 0 };
    const different: string[] = [];
    for (const [at, template] of templates.entries()) {
      const theirs = answers[at];
      assert.ok(theirs);
      if (theirs.text !== undefined && HAS_ADDRESS.test(theirs.text)) continue;
      const own = ours(template);
      if ('text' in own && own.text === theirs.text) tally.identical++;
      else if ('failure' in own && theirs.error !== undefined) tally['refused by both']++;
      else if ('failure' in own && own.failure.code === 'template-unsupported') {
        tally['refused by Bellhop alone']++;
      } else {
        tally.different++;
        different.push(
          JSON.stringify({ template, theirs, ours: 'text' in own ? own.text : own.failure.message }),
        );
      }
    }
    console.log(`      ${JSON.stringify(tally)}`);
    assert.deepEqual(different.slice(0, 20), []);
  }).timeout(300_000);
});
