import assert from 'node:assert/strict';
import { installSteps } from '../../../extension/environment/environment';
import { isNewEnough, pathNames, venvPython } from '../../../extension/environment/interpreter';

const commandLines = (options: Parameters<typeof installSteps>[0]): string[] =>
  installSteps(options).map(({ program }) => [program.command, ...program.args].join(' '));

describe('the steps that make an environment', () => {
  const interpreter = { path: '/usr/bin/python3', source: 'path' } as const;

  it('use venv and pip where there is no uv', () => {
    assert.deepEqual(commandLines({ folder: '/p', interpreter, uv: false, pip: true, platform: 'linux' }), [
      '/usr/bin/python3 -m venv .venv',
      '/p/.venv/bin/python -m pip install --disable-pip-version-check --requirement requirements.lock',
      '/p/.venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable .',
    ]);
  });

  it('use uv where it is installed', () => {
    assert.deepEqual(commandLines({ folder: '/p', interpreter, uv: true, pip: false, platform: 'linux' }), [
      'uv venv --python /usr/bin/python3 .venv',
      'uv pip install --python /p/.venv/bin/python --requirement requirements.lock',
      'uv pip install --python /p/.venv/bin/python --no-deps --no-build-isolation --editable .',
    ]);
  });

  it('complete an environment that is there', () => {
    const own = { path: '/p/.venv/bin/python', source: 'venv' } as const;
    const [first] = commandLines({ folder: '/p', interpreter: own, uv: false, pip: true, platform: 'linux' });
    assert.match(first ?? '', /pip install/);
  });

  it('give pip to an environment whose making was cut short', () => {
    const own = { path: '/p/.venv/bin/python', source: 'venv' } as const;
    const [first] = commandLines({
      folder: '/p',
      interpreter: own,
      uv: false,
      pip: false,
      platform: 'linux',
    });
    assert.equal(first, '/p/.venv/bin/python -m ensurepip --upgrade');
  });

  it('know the layout of an environment on Windows', () => {
    const [, install] = commandLines({
      folder: 'C:\\p',
      interpreter,
      uv: false,
      pip: true,
      platform: 'win32',
    });
    assert.match(install ?? '', /^C:\\p\\\.venv\\Scripts\\python\.exe -m pip install/);
  });
});

describe('a Python interpreter', () => {
  it('is looked for by the names of the platform', () => {
    assert.equal(venvPython('C:\\p', 'win32'), 'C:\\p\\.venv\\Scripts\\python.exe');
    assert.ok(pathNames('win32').includes('py'));
    assert.equal(pathNames('linux')[0], 'python3');
  });

  for (const [version, good] of [
    ['3.11.0', true],
    ['3.13.1', true],
    ['4.0.0', true],
    ['3.10.14', false],
    ['2.7.18', false],
  ] as const) {
    it(`of version ${version} is ${good ? 'new enough' : 'too old'}`, () =>
      assert.equal(isNewEnough(version), good));
  }
});
