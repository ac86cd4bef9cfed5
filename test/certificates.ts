import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a certificate that is its own authority, for server and client alike: `key.pem`, `cert.pem` and `ca.pem`.
 *
 * @param names what it is for, as OpenSSL's subjectAltName.
 */
export function makeCertificates(folder: string, names = 'IP:127.0.0.1'): void {
  const file = (name: string): string => path.join(folder, name);
  const { status, stderr } = spawnSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
      ],
      ...['-keyout', file('key.pem'), '-out', file('cert.pem'), '-subj', '/CN=127.0.0.1'],
      ...['-addext', `subjectAltName=${names}`],
    ],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  copyFileSync(file('cert.pem'), file('ca.pem'));
}
