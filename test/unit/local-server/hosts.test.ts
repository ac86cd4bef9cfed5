import assert from 'node:assert/strict';
import { AllowedHosts } from '../../../local-server/http/hosts';

describe('hosts that a scorer answers to', () => {
  const hosts = new AllowedHosts(4000, ['Scorer.example:8443', 'any.example']);

  for (const host of [
    '127.0.0.1:4000',
    'localhost:4000',
    'LOCALHOST:4000',
    'scorer.example:8443',
    'any.example:1',
  ]) {
    it(`answers to ${host}, and to pages of it`, () => {
      assert.ok(hosts.allowsHost(host));
      assert.ok(hosts.allowsOrigin(`http://${host}`));
      assert.ok(hosts.allowsOrigin(`https://${host}`));
    });
  }
  for (const host of [
    '127.0.0.1',
    '127.0.0.1:4001',
    'evil.example',
    'scorer.example',
    'x.any.example',
    '',
    undefined,
  ]) {
    it(`refuses ${host ?? 'a missing Host header'}`, () => assert.ok(!hosts.allowsHost(host)));
  }
  for (const origin of [
    'null',
    'http://evil.example',
    'http://localhost:4000.evil.example',
    'file://localhost:4000',
  ]) {
    it(`refuses the origin ${origin}`, () => assert.ok(!hosts.allowsOrigin(origin)));
  }
  it('takes a request that no page sent', () => assert.ok(hosts.allowsOrigin(undefined)));
  it('checks nothing with *', () => {
    const all = new AllowedHosts(4000, ['*']);
    assert.ok(
      all.allowsHost('evil.example') && all.allowsHost(undefined) && all.allowsOrigin('http://evil.example'),
    );
  });
});
