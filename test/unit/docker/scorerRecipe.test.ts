import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../../package.json';
import { Failure } from '../../../contract/failure';
import { temporaryFolder, type TemporaryFolder } from '../../../extension/files/temporaryFolder';
import { resolveNetwork } from '../../../extension/network/network';
import { scorerRecipe } from '../../../extension/scorer/container/scorerImage';

describe("what the scorer's image is built from", () => {
  let temporary: TemporaryFolder;
  let root: string;
  const place = (name: string, text: string): void => writeFileSync(path.join(root, name), text);

  beforeEach(async () => {
    temporary = await temporaryFolder('recipe');
    root = temporary.folder;
    for (const folder of ['local-server', 'dist']) mkdirSync(path.join(root, folder));
    place('local-server/Dockerfile', 'FROM scratch');
    place('dist/scorer.js', '1');
  });
  afterEach(() => temporary.close());

  it('gives the same tag for the same image, whatever way it comes', async () => {
    const { tag } = await scorerRecipe(root, {});
    assert.match(tag, /^bellhop\/scorer:[0-9a-f]{16}$/);
    place('certificates.pem', 'PEM');
    const settings = {
      base: '',
      registry: '',
      caFile: path.join(root, 'certificates.pem'),
      proxy: 'http://proxy:3128',
    };
    assert.equal((await scorerRecipe(root, settings)).tag, tag);
  });

  it('gives another tag when the bundle, the Dockerfile, the base image or the registry is another', async () => {
    const tags = [await scorerRecipe(root, {})];
    tags.push(await scorerRecipe(root, { base: 'acme/node:24' }));
    tags.push(await scorerRecipe(root, { registry: 'https://npm.example.com/' }));
    place('dist/scorer.js', '2');
    tags.push(await scorerRecipe(root, {}));
    place('local-server/Dockerfile', 'FROM scratch AS scorer');
    tags.push(await scorerRecipe(root, {}));
    assert.equal(new Set(tags.map(({ tag }) => tag)).size, tags.length);
  });

  it('hands base image, registry, certificates and proxy to the build', async () => {
    place('certificates.pem', 'PEM');
    const { buildArgs, files } = await scorerRecipe(root, {
      base: 'acme/node:24',
      registry: 'https://npm.example.com/',
      caFile: path.join(root, 'certificates.pem'),
      proxy: 'http://proxy:3128',
      noProxy: 'localhost,.example.com',
    });
    assert.equal(buildArgs['BASE'], 'acme/node:24');
    assert.equal(buildArgs['REGISTRY'], 'https://npm.example.com/');
    assert.equal(buildArgs['https_proxy'], 'http://proxy:3128');
    assert.equal(buildArgs['HTTP_PROXY'], 'http://proxy:3128');
    assert.equal(buildArgs['NO_PROXY'], 'localhost,.example.com');
    assert.equal(Buffer.from(files.find(({ name }) => name === 'ca.pem')?.bytes ?? []).toString(), 'PEM');
  });

  it('goes by the way to the network where the settings say nothing, but for a proxy of this machine', async () => {
    const [http, https] = ['http://proxy.example.com:3128', 'http://127.0.0.1:3128'];
    const network = await resolveNetwork({ proxy: { http, https }, noProxy: ['a', 'b'], from: 'a test' });
    const { buildArgs, files } = await scorerRecipe(root, {}, { ...network, ca: 'CA' });
    assert.equal(buildArgs['http_proxy'], `${http}/`);
    assert.equal(buildArgs['HTTPS_PROXY'], undefined, 'a container would look for it in itself');
    assert.equal(buildArgs['NO_PROXY'], 'a,b');
    assert.equal(Buffer.from(files.find(({ name }) => name === 'ca.pem')?.bytes ?? []).toString(), 'CA');
    place('certificates.pem', 'PEM');
    const settings = { caFile: path.join(root, 'certificates.pem'), proxy: 'http://other:1', noProxy: 'c' };
    const chosen = await scorerRecipe(root, settings, { ...network, ca: 'CA' });
    assert.deepEqual(
      ['http_proxy', 'https_proxy', 'no_proxy'].map((name) => chosen.buildArgs[name]),
      ['http://other:1', 'http://other:1', 'c'],
    );
    assert.equal(
      Buffer.from(chosen.files.find(({ name }) => name === 'ca.pem')?.bytes ?? []).toString(),
      'PEM',
    );
  });

  it('says which file it cannot read', async () => {
    const missing = path.join(root, 'no.pem');
    await assert.rejects(
      scorerRecipe(root, { caFile: missing }),
      (error) =>
        error instanceof Failure && error.code === 'ca-file-unreadable' && error.message.includes(missing),
    );
    rmSync(path.join(root, 'dist/scorer.js'));
    await assert.rejects(
      scorerRecipe(root, {}),
      (error) => error instanceof Failure && error.code === 'scorer-missing',
    );
  });

  it('builds with the runtime that the manifest names, also without Bellhop', () => {
    const dockerfile = readFileSync(
      path.resolve(import.meta.dirname, '../../../local-server/Dockerfile'),
      'utf8',
    );
    const version = /^ARG ONNXRUNTIME=(.*)$/m.exec(dockerfile)?.[1];
    assert.equal(version, manifest.dependencies['onnxruntime-node']);
  });
});
