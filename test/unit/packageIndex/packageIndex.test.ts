import assert from 'node:assert/strict';
import { Failure } from '../../../contract/failure';
import { readPage } from '../../../extension/packageIndex/indexPage';
import { netrcLogin } from '../../../extension/packageIndex/netrc';
import {
  moduleName,
  normalizedName,
  readPin,
  readWheelName,
} from '../../../extension/packageIndex/packageName';
import { packageVersions, proposedVersion, runsOn } from '../../../extension/packageIndex/versions';

const PAGE = 'https://packages.example.com/simple/motor/';
const HTML = 'text/html; charset=utf-8';

describe('the name of a package', () => {
  it('is what the index and Python make of it', () => {
    assert.equal(normalizedName('Claim__Frequency.-x'), 'claim-frequency-x');
    assert.equal(moduleName('Claim-Frequency.x'), 'claim_frequency_x');
  });

  it('comes with one version', () => {
    assert.deepEqual(readPin(' motor == 1.2.0rc1 '), { name: 'motor', version: '1.2.0rc1' });
    for (const wrong of ['motor', 'motor>=1', 'motor==', '==1.0', 'motor==1==2', 'motor==new', '-motor==1']) {
      assert.throws(() => readPin(wrong), Failure, wrong);
    }
  });

  it('is what a wheel begins with', () => {
    assert.deepEqual(readWheelName('Claim_Frequency-1.0-py3-none-any.whl'), {
      name: 'claim-frequency',
      version: '1.0',
    });
    assert.deepEqual(readWheelName('motor-1.0-2-cp311-cp311-linux_x86_64.whl')?.version, '1.0');
    for (const none of ['motor-1.0.tar.gz', 'motor-1.0.whl', 'motor-new-py3-none-any.whl']) {
      assert.equal(readWheelName(none), undefined, none);
    }
  });
});

describe('a page of a package index', () => {
  it('in HTML: links against the base, entities, hashes; other schemes are passed over', () => {
    const hash = 'ab'.repeat(32);
    const { files } = readPage(
      `<base href="https://files.example.com/x/">
       <a href="motor-1.0-py3-none-any.whl#sha256=${hash.toUpperCase()}" data-requires-python="&gt;=3.9,&lt;4">motor-1.0-py3-none-any.whl</a>
       <A HREF='/motor-1.1-py3-none-any.whl#md5=00' data-yanked>motor-1.1-py3-none-any.whl</A>
       <a href="javascript:alert(1)">motor-9.0-py3-none-any.whl</a>
       <a href="file:///etc/passwd">motor-9.1-py3-none-any.whl</a>`,
      HTML,
      PAGE,
    );
    assert.deepEqual(files, [
      {
        name: 'motor-1.0-py3-none-any.whl',
        url: 'https://files.example.com/x/motor-1.0-py3-none-any.whl',
        sha256: hash,
        requiresPython: '>=3.9,<4',
      },
      {
        name: 'motor-1.1-py3-none-any.whl',
        url: 'https://files.example.com/motor-1.1-py3-none-any.whl',
        yanked: '',
      },
    ]);
  });

  it('of another format is refused', () => {
    const code = (text: string, type: string): string => {
      try {
        readPage(text, type, PAGE);
      } catch (error) {
        return error instanceof Failure ? error.code : String(error);
      }
      return 'read';
    };
    const json = 'application/vnd.pypi.simple.v1+json';
    assert.equal(code('<meta name="pypi:repository-version" content="2.0">', HTML), 'index-newer');
    assert.equal(code('{"meta":{"api-version":"2.0"},"files":[]}', json), 'index-newer');
    assert.equal(code('{"meta":{"api-version":"1.4"},"files":[]}', json), 'read');
    assert.equal(code('{"files":{}}', json), 'index-broken');
    assert.equal(code('<html>', json), 'index-broken');
  });
});

describe('the versions of a package', () => {
  const of = (...names: string[]) =>
    packageVersions(
      'motor',
      names.map((name) => ({ name, url: `https://x.example/${name}` })),
    );

  it('are in the order of PEP 440', () => {
    const order = ['1!0.1', '1.0.post1', '1.0', '1.0rc1', '1.0b2', '1.0a1', '1.0.dev3', '0.10', '0.9'];
    const shuffled = [...order].sort().map((version) => `motor-${version}-py3-none-any.whl`);
    assert.deepEqual(
      of(...shuffled).map(({ version }) => version),
      order,
    );
  });

  it('gather the wheels of a version, one that runs everywhere first, and nothing of other packages', () => {
    const versions = of(
      'motor-1.0-cp311-cp311-linux_x86_64.whl',
      'motor-1.0.0-py3-none-any.whl',
      'motor-1.0.tar.gz',
      'motor_car-3.0-py3-none-any.whl',
    );
    assert.equal(versions.length, 1);
    assert.deepEqual(
      versions[0]?.wheels.map(({ name }) => name),
      ['motor-1.0.0-py3-none-any.whl', 'motor-1.0-cp311-cp311-linux_x86_64.whl'],
    );
  });

  it('are proposed: the newest that is neither a pre-release nor yanked', () => {
    const file = (version: string, yanked?: string) => ({
      name: `motor-${version}-py3-none-any.whl`,
      url: `https://x.example/${version}`,
      ...(yanked !== undefined && { yanked }),
    });
    const proposed = (...files: ReturnType<typeof file>[]) =>
      proposedVersion(packageVersions('motor', files))?.version;
    assert.equal(proposed(file('1.0'), file('1.1rc1'), file('1.0.5', 'broken')), '1.0');
    assert.equal(proposed(file('1.1rc1'), file('1.0', '')), '1.1rc1');
    assert.equal(proposed(file('1.0', '')), '1.0');
  });

  it('tell which Python they are for', () => {
    const [version] = packageVersions('motor', [
      { name: 'motor-1.0-py3-none-any.whl', url: 'https://x.example/', requiresPython: '>=3.11.4,<3.13' },
    ]);
    assert.ok(version);
    const runs = ['3.10', '3.11', '3.11.2', '3.12', '3.13'].map((python) => runsOn(version, python));
    assert.deepEqual(runs, [false, true, false, true, false]);
  });
});

describe('a netrc file', () => {
  it('holds the login of a host, else the default', () => {
    const text = `# of the team
machine a.example
  login ann
  password p#ss   # not part of it
macdef init
machine b.example login no password no

machine b.example login "bob b" account x password "s e\\"c"
default login guest password open`;
    assert.deepEqual(netrcLogin(text, 'a.example'), { user: 'ann', password: 'p#ss' });
    assert.deepEqual(netrcLogin(text, 'b.example'), { user: 'bob b', password: 's e"c' });
    assert.deepEqual(netrcLogin(text, 'c.example'), { user: 'guest', password: 'open' });
    assert.equal(netrcLogin('machine a.example login ann', 'a.example'), undefined);
  });
});
