import assert from 'node:assert/strict';
import { buildFailure, type FailedBuild } from '../../../extension/docker/buildFailure';

const FROM = { step: 2, steps: 9, instruction: 'FROM registry.example.com/base/node:24 AS build' };
const RUN = { step: 8, steps: 9, instruction: 'RUN npm install onnxruntime-node@1.30.0' };
const STATUS = "The command '/bin/sh -c npm install' returned a non-zero code: 1";

function failure(build: Partial<FailedBuild>) {
  return buildFailure({ tag: 'bellhop/scorer:1', message: STATUS, output: [], ...build });
}

describe('why an image could not be built', () => {
  // In the words of an engine (20.10) and of npm (11).
  for (const [what, code, build, words] of [
    [
      'a base image that is not there',
      'base-image-missing',
      { step: FROM, message: 'manifest for registry.example.com/base/node:24 not found: manifest unknown' },
      /step 2 of 9 .*the base image registry\.example\.com\/base\/node:24 was not found/,
    ],
    [
      'a base image that may not be pulled',
      'base-image-missing',
      {
        step: FROM,
        message:
          "pull access denied for acme/node, repository does not exist or may require 'docker login': denied",
      },
      /the base image acme\/node was not found/,
    ],
    [
      'a registry of images that cannot be reached',
      'registry-unreachable',
      {
        step: FROM,
        message:
          'Get "https://registry.example.com/v2/": dial tcp: lookup registry.example.com: no such host',
      },
      /the registry of the base image registry\.example\.com\/base\/node:24 cannot be reached/,
    ],
    [
      'a registry of images whose certificate is not trusted',
      'registry-certificate',
      {
        step: FROM,
        message: 'Get "https://registry.example.com/v2/": x509: certificate signed by unknown authority',
      },
      /certificate of the registry of the base image .* is not trusted/,
    ],
    [
      'a registry of images that wants a login',
      'registry-login',
      { step: FROM, message: 'Head "https://registry.example.com/v2/": no basic auth credentials' },
      /wants a login/,
    ],
    [
      "npm's registry that cannot be reached",
      'registry-unreachable',
      { step: RUN, output: ['npm error code ECONNREFUSED', 'npm error errno ECONNREFUSED'] },
      /npm's registry cannot be reached/,
    ],
    [
      "npm's registry whose certificate is not trusted",
      'registry-certificate',
      { step: RUN, output: ['npm error code SELF_SIGNED_CERT_IN_CHAIN'] },
      /certificate of npm's registry is not trusted/,
    ],
    [
      'a registry without the runtime',
      'package-missing',
      { step: RUN, output: ['npm error code ETARGET', 'npm error notarget No matching version found'] },
      /does not have the ONNX runtime/,
    ],
    [
      'a full disk while a step runs',
      'engine-disk-full',
      {
        step: RUN,
        output: ['npm error code ENOSPC', 'npm error nospc ENOSPC: no space left on device, write'],
      },
      /the disk of the Docker engine is full/,
    ],
    [
      'a full disk before the first step',
      'engine-disk-full',
      { message: 'Error processing tar file(exit status 1): write /scorer.js: no space left on device' },
      /could not be built: the disk of the Docker engine is full/,
    ],
  ] as const) {
    it(`recognises ${what}`, () => {
      const { code: actual, message, next } = failure(build);
      assert.equal(actual, code);
      assert.match(message, words);
      assert.notEqual(next, '');
    });
  }

  it('shows the last lines of a step that failed for a reason of its own, and its status', () => {
    const output = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const { code, message } = failure({ step: RUN, output });
    assert.equal(code, 'build-failed');
    assert.match(message, /at step 8 of 9 \(RUN npm install .*\): it ended with status 1\./);
    assert.match(message, /line 29$/);
    assert.ok(!message.includes('line 10'));
  });

  it("leaves out npm's own stack", () => {
    const output = [
      'npm error code E404',
      'npm error     at emit (node:events:1)',
      'npm error A complete log of this run can be found in: /root/.npm/_logs/x.log',
    ];
    const { message } = failure({ step: RUN, output });
    assert.match(message, /npm error code E404$/);
  });
});
