import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';

export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: XmlElement[];
}

interface Rule {
  /** Attribute to what its value must look like; every one is required and no other is allowed. */
  attributes: Record<string, RegExp>;
  /** What follows what, as a pattern over the children's names. */
  children: RegExp;
}

const ANY = /^[^]*$/;
const COUNT = /^\d+$/;
const SECONDS = /^\d+\.\d{3}$/;
const MESSAGE = { message: ANY, type: /./ };

/** The JUnit XML schema of Ant's task (JUnit.xsd), the strictest in use, as far as a report of Bellhop goes. */
const RULES: Record<string, Rule> = {
  testsuites: { attributes: {}, children: /^(testsuite )*$/ },
  testsuite: {
    attributes: {
      name: /./,
      timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
      hostname: /./,
      tests: COUNT,
      failures: COUNT,
      errors: COUNT,
      time: SECONDS,
      package: /./,
      id: COUNT,
    },
    children: /^properties (testcase )*system-out system-err $/,
  },
  properties: { attributes: {}, children: /^(property )*$/ },
  property: { attributes: { name: /./, value: ANY }, children: /^$/ },
  testcase: { attributes: { name: /./, classname: /./, time: SECONDS }, children: /^(failure |error )?$/ },
  failure: { attributes: MESSAGE, children: /^$/ },
  error: { attributes: MESSAGE, children: /^$/ },
  'system-out': { attributes: {}, children: /^$/ },
  'system-err': { attributes: {}, children: /^$/ },
};

/** Parses a JUnit report with a real parser and holds it against the schema. @returns its cases. */
export function readJunit(xml: string): XmlElement[] {
  const script = path.join(import.meta.dirname, 'junitTree.py');
  const tree = JSON.parse(execFileSync('python3', [script], { input: xml, encoding: 'utf8' })) as XmlElement;
  assert.equal(tree.name, 'testsuites');
  hold(tree);
  const [suite] = tree.children;
  assert.ok(suite);
  const cases = suite.children.filter(({ name }) => name === 'testcase');
  const count = (what: string): string =>
    String(cases.filter(({ children }) => children[0]?.name === what).length);
  const { tests, failures, errors } = suite.attributes;
  assert.deepEqual([tests, failures, errors], [String(cases.length), count('failure'), count('error')]);
  return cases;
}

function hold({ name, attributes, children }: XmlElement): void {
  const rule = RULES[name];
  assert.ok(rule, `no element ${name} in the schema`);
  assert.deepEqual(Object.keys(attributes).sort(), Object.keys(rule.attributes).sort(), name);
  for (const [key, pattern] of Object.entries(rule.attributes)) {
    assert.match(attributes[key] ?? '', pattern, `${name} ${key}`);
  }
  assert.match(children.map((child) => `${child.name} `).join(''), rule.children, name);
  children.forEach(hold);
}
