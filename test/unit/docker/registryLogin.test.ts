import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { registryLogin } from '../../../extension/docker/registryLogin';
import { temporaryFolder, type TemporaryFolder } from '../../../extension/files/temporaryFolder';

describe("a person's login for the registry of a base image", () => {
  const { PATH, DOCKER_CONFIG } = process.env;
  let temporary: TemporaryFolder;
  const config = (value: unknown): void => {
    place('config.json', JSON.stringify(value));
  };
  const place = (name: string, text: string): string => {
    const file = path.join(temporary.folder, name);
    writeFileSync(file, text);
    return file;
  };
  const encoded = (text: string): string => Buffer.from(text).toString('base64');

  beforeEach(async () => {
    temporary = await temporaryFolder('login');
    process.env['DOCKER_CONFIG'] = temporary.folder;
  });
  afterEach(async () => {
    await temporary.close();
    for (const [name, value] of Object.entries({ PATH, DOCKER_CONFIG })) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  it("is the one of Docker's config.json for that registry and no other", async () => {
    config({
      auths: {
        'registry.example.com:5000': { auth: encoded('ann:a:b') },
        'https://index.docker.io/v1/': { auth: encoded('hub:secret') },
        'other.example.com': { auth: encoded('bob:x') },
      },
    });
    assert.deepEqual(await registryLogin('registry.example.com:5000/team/node:24'), {
      'registry.example.com:5000': { username: 'ann', password: 'a:b' },
    });
    for (const image of ['node:24', 'library/node']) {
      assert.deepEqual(await registryLogin(image), {
        'https://index.docker.io/v1/': { username: 'hub', password: 'secret' },
      });
    }
  });

  it('is none where the person has not logged in, or the file is broken', async () => {
    assert.equal(await registryLogin('registry.example.com/node:24'), undefined);
    config({ auths: { 'registry.example.com': {} } });
    assert.equal(await registryLogin('registry.example.com/node:24'), undefined);
    place('config.json', '{');
    assert.equal(await registryLogin('registry.example.com/node:24'), undefined);
    assert.equal(await registryLogin(undefined), undefined);
  });

  it('comes from the program that keeps it, as Docker asks it', async () => {
    const script = [
      `#!${process.execPath}`,
      "const name = require('node:fs').readFileSync(0, 'utf8');",
      "if (process.argv[2] !== 'get' || name !== 'registry.example.com') process.exit(1);",
      "console.log(JSON.stringify({ ServerURL: name, Username: 'ann', Secret: 'kept' }));",
    ].join('\n');
    chmodSync(place('docker-credential-test', script), 0o755);
    process.env['PATH'] = `${temporary.folder}${path.delimiter}${PATH ?? ''}`;
    const login = { 'registry.example.com': { username: 'ann', password: 'kept' } };
    for (const kept of [{ credsStore: 'test' }, { credHelpers: { 'registry.example.com': 'test' } }]) {
      config(kept);
      assert.deepEqual(await registryLogin('registry.example.com/node:24'), login);
    }
    assert.equal(await registryLogin('other.example.com/node:24'), undefined);
    config({ credsStore: 'missing' });
    assert.equal(await registryLogin('registry.example.com/node:24'), undefined);
  });
});
