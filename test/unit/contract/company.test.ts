import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { readCompany } from '../../../contract/company';
import companySchema from '../../../contract/company.schema.json';

const FILE = path.resolve(import.meta.dirname, '../../fixtures/released/company.schema-1.json');

describe('a company file', () => {
  const valid = new Ajv().compile(companySchema);

  it('of schema 1 is read, whatever else is in it, and its JSON Schema accepts it', () => {
    const text = readFileSync(FILE, 'utf8');
    assert.ok(valid(JSON.parse(text)));
    assert.deepEqual(readCompany(text, 'company.json'), {
      proxy: 'http://proxy.example.com:8080',
      templates: [
        {
          name: 'Pricing model',
          template: 'https://git.example.com/templates/pricing.git',
          description: 'A model project of the pricing team',
          checkout: 'v3',
          directory: 'model',
        },
        { name: 'Report', template: 'gh:example/report' },
      ],
    });
  });

  it('gives package index, framework, base image and the way to the network', () => {
    const keys = {
      package_index: 'https://packages.example.com/simple',
      framework: 'company-framework==1.2.0',
      base_image: 'registry.example.com/node:24',
      no_proxy: ['example.com'],
      ca_file: '/etc/ssl/company.pem',
    };
    const text = JSON.stringify({ schema: 1, ...keys });
    assert.ok(valid(JSON.parse(text)));
    assert.deepEqual(readCompany(text, 'company.json'), {
      templates: [],
      packageIndex: keys.package_index,
      framework: keys.framework,
      baseImage: keys.base_image,
      noProxy: keys.no_proxy,
      caFile: keys.ca_file,
    });
  });

  for (const [what, text, message] of [
    ['no JSON', '{', /company\.json is not valid JSON/],
    ['a newer schema', '{"schema": 2}', /schema 2.*reads up to 1/],
    ['no list', '{"schema": 1, "templates": {}}', /"templates" must be a list/],
    ['no name', '{"schema": 1, "templates": [{"template": "a"}]}', /"templates\[0\]\.name" must be a text/],
    ['a number', '{"schema": 1, "templates": [{"name": "a", "template": 1}]}', /"templates\[0\]\.template"/],
    ['an empty address', '{"schema": 1, "package_index": ""}', /"package_index" must be a text/],
    ['one host', '{"schema": 1, "no_proxy": "a"}', /"no_proxy" must be a list of hosts/],
  ] as const) {
    it(`is refused with ${what}, by the key`, () => {
      assert.throws(() => readCompany(text, 'company.json'), { message });
    });
  }
});
