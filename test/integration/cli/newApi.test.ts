import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildAll } from '../../../scripts/build';
import {
  hashOf,
  IndexServer,
  modelWheel,
  type IndexServerOptions,
  type ServedWheel,
} from '../packageIndex/indexServer';
import { bellhop, type Ended } from './bellhop';

const WHEELS = [
  modelWheel('0.1.0'),
  modelWheel('0.2.0', { requiresPython: '>=3.12' }),
  modelWheel('0.3.0', { yanked: 'scores are wrong' }),
  modelWheel('0.4.0rc1'),
  modelWheel('0.4.0rc2', {
    change: (artefact) => Object.assign(artefact, { schema: 99, bellhop: '9.0.0' }),
  }),
  modelWheel('0.5.0', {
    yanked: '',
    change: ({ files }) => {
      files['model.skops'] = files['model.onnx'] ?? '';
      delete files['model.onnx'];
    },
  }),
];

/** A version whose model is made of a type of a package of its own, as its METADATA asks for that. */
function madeOfFramework(version: string, asks: string, more: { graph?: boolean } = {}): ServedWheel {
  return modelWheel(version, {
    headers: `Requires-Dist: pandas>=2.2; extra == 'train'\nRequires-Dist: ${asks}; extra == 'train'\n`,
    change: (artefact) => {
      artefact.files['model.skops'] = artefact.files['model.onnx'] ?? '';
      if (more.graph !== true) delete artefact.files['model.onnx'];
      artefact.python = {
        module: 'company_framework.worker',
        trusted: ['company_framework.transformers.DayNumber'],
      };
    },
  });
}
const FRAMEWORK: ServedWheel = {
  name: 'company_framework-1.2.0-py3-none-any.whl',
  bytes: Buffer.from('a wheel that nobody opens'),
};
const OF_FRAMEWORK = [
  madeOfFramework('0.0.1', 'Company.Framework==1.2.0', { graph: true }),
  madeOfFramework('0.0.2', 'company-framework>=1.2'),
  madeOfFramework('0.0.3', 'company-framework==1.3'),
  madeOfFramework('0.0.4', 'matplotlib>=3.9'),
  madeOfFramework('0.0.5', 'company-framework>=1.2', { graph: true }),
];

describe('bellhop new api, with a package index', function () {
  this.timeout(120_000);
  let folder: string;
  let server: IndexServer | undefined;
  let count = 0;
  let output: string;

  before(async () => {
    await buildAll();
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-new-api-'));
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function make(given: readonly string[], options: IndexServerOptions = {}): Promise<Ended> {
    server = new IndexServer([...WHEELS, ...OF_FRAMEWORK, FRAMEWORK], options);
    const url = await server.start();
    output = path.join(folder, `out${count++}`);
    const args = ['new', 'api', '--no-input', '--json', '--output-dir', output, `index_url=${url}`, ...given];
    return bellhop(args, { HOME: folder, NETRC: path.join(folder, 'none') });
  }

  async function made({
    status,
    out,
    last,
  }: Ended): Promise<{ pin: string; model: Record<string, unknown> }> {
    assert.equal(status, 0, out);
    const file = path.join(String(last?.['project']), 'requirements-model.txt');
    return { pin: await readFile(file, 'utf8'), model: last?.['model'] as Record<string, unknown> };
  }

  function refused({ status, out, last }: Ended): { code: string; message: string; next: string } {
    assert.equal(status, 1, out);
    return last?.['error'] as { code: string; message: string; next: string };
  }

  it('takes the newest version of the package that is no pre-release and not yanked, and locks it by its hash', async () => {
    const ended = await make(['model_package=claim-frequency']);
    const { pin, model } = await made(ended);
    const [, wheel = assert.fail()] = WHEELS;
    const url = await urlOf(ended);
    assert.equal(pin, `--index-url ${url}\nclaim-frequency==0.2.0 \\\n    --hash=sha256:${hashOf(wheel)}\n`);
    assert.equal(model['version'], '0.2.0');
    assert.equal(model['task'], 'frequency');
    assert.ok((model['columns'] as string[]).length > 3);
    const toml = await readFile(path.join(output, 'claim-frequency-api', 'pyproject.toml'), 'utf8');
    assert.match(toml, /requires-python = ">=3\.12"/, 'what the package is for');
    assert.match(toml, /onnxruntime/);
    assert.ok(ended.lines.some(({ message }) => /frequency · \d+ columns: /.test(String(message))));
  });

  it('takes a yanked version where it is named, says so, and the runtime that the package has', async () => {
    const ended = await make(['model_package=claim-frequency==0.5']);
    const { pin, model } = await made(ended);
    assert.match(pin, /claim-frequency==0\.5\.0 /, 'as the index writes it');
    assert.equal(model['yanked'], '');
    assert.match(
      await readFile(path.join(output, 'claim-frequency-api', 'pyproject.toml'), 'utf8'),
      /scikit-learn/,
    );
    assert.ok(ended.lines.some(({ message }) => /0\.5\.0 is yanked/.test(String(message))));
  });

  it('locks the framework that the model is made of where scikit-learn scores, and no other', async () => {
    const [first = assert.fail()] = OF_FRAMEWORK;
    const ended = await make(['model_package=claim-frequency==0.0.1', 'runtime=scikit-learn']);
    const { pin } = await made(ended);
    const lines = [
      `--index-url ${await urlOf(ended)}`,
      `claim-frequency==0.0.1 \\`,
      `    --hash=sha256:${hashOf(first)}`,
      `Company.Framework==1.2.0 \\`,
      `    --hash=sha256:${hashOf(FRAMEWORK)}`,
      '',
    ];
    assert.equal(pin, lines.join('\n'));
    await server?.stop();
    // ONNX Runtime needs none of it, and so not one version of it.
    for (const version of ['0.0.1', '0.0.5']) {
      assert.doesNotMatch(
        (await made(await make([`model_package=claim-frequency==${version}`]))).pin,
        /framework/i,
      );
      if (version === '0.0.1') await server?.stop();
    }
  });

  for (const [what, given, options, code, says] of [
    [
      'a framework of no single version',
      ['model_package=claim-frequency==0.0.2'],
      {},
      'framework-unpinned',
      /0\.0\.2 asks for company-framework>=1\.2, which names no single version/,
    ],
    [
      'a framework that the index does not have',
      ['model_package=claim-frequency==0.0.3'],
      {},
      'framework-missing',
      /is made of company-framework 1\.3, which http\S+ does not have/,
    ],
    [
      'a framework that the package does not ask for',
      ['model_package=claim-frequency==0.0.4'],
      {},
      'framework-unpinned',
      /is made of company_framework, and the package does not ask for that/,
    ],
    ['an unknown package', ['model_package=motor==1.0'], {}, 'package-unknown', /has no package motor/],
    ['an unknown version', ['model_package=claim-frequency==9'], {}, 'version-unknown', /has no version 9/],
    [
      'an artefact from a newer schema',
      ['model_package=claim-frequency==0.4.0rc2'],
      {},
      'schema-newer',
      /has schema 99; this Bellhop reads up to/,
    ],
    ['no package', [], {}, 'answer-missing', /not said/],
    ['what is no package', ['model_package=>=1'], {}, 'answer-missing', /not the name/],
    [
      'a Python that the package is not for',
      ['model_package=claim-frequency==0.2.0', 'python_version=3.11'],
      {},
      'python-unfit',
      /is for Python >=3\.12, not for 3\.11/,
    ],
    [
      'an index that asks for a password',
      ['model_package=claim-frequency'],
      { login: 'ann:secret' },
      'index-login',
      /asks for a user name/,
    ],
  ] as const) {
    it(`says of ${what} what to do, and leaves nothing behind`, async () => {
      const error = refused(await make(given, options));
      assert.equal(error.code, code);
      assert.match(error.message, says);
      assert.notEqual(error.next, '');
      assert.deepEqual(await readdir(output).catch(() => []), []);
    });
  }

  it('says of an index that does not answer how to go on without', async () => {
    output = path.join(folder, `out${count++}`);
    const unused = new IndexServer([]);
    const url = await unused.start();
    await unused.stop();
    const args = ['new', 'api', '--no-input', '--json', '--output-dir', output, `index_url=${url}`];
    const { code } = refused(await bellhop([...args, 'model_package=claim-frequency==0.1.0']));
    assert.equal(code, 'index-unreachable');
    const { pin } = await made(await bellhop([...args, 'model_package=claim-frequency==0.1.0', '--offline']));
    assert.equal(pin, `--index-url ${url}\nclaim-frequency==0.1.0\n`);
  });

  /** The address that the project was made with. */
  async function urlOf({ last }: Ended): Promise<string> {
    const record = await readFile(path.join(String(last?.['project']), '.cruft.json'), 'utf8');
    return (JSON.parse(record) as { context: { cookiecutter: { index_url: string } } }).context.cookiecutter
      .index_url;
  }
});
