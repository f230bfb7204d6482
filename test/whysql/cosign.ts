import { expect } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { findCosign } from '../support/peer.js';
import type { Released } from './release.js';

const peer = findCosign();
if ('missing' in peer) console.warn(`cosign is not asked: ${peer.missing}`);

/** What cosign has to say of a build record, for the digest and the key of the builder; it is not asked where it is not there. */
export function cosignSays(
  verdict: 'accepted' | 'refused',
  bundle: string,
  { digest, builder, folder }: Pick<Released, 'digest' | 'builder' | 'folder'>,
): void {
  if ('missing' in peer) return;
  const run = spawnSync(
    peer.path,
    [
      ...['verify-blob-attestation', '--key', builder.publicPath, '--bundle', bundle],
      ...['--insecure-ignore-tlog', '--type', 'slsaprovenance1'],
      ...['--digest', digest.replace('sha256:', ''), '--digestAlg', 'sha256'],
    ],
    { cwd: folder, env: { PATH: '', HOME: folder, TUF_ROOT: folder }, encoding: 'utf8' },
  );
  const said = run.status === 0 ? 'accepted' : 'refused';
  expect([said, said === verdict ? '' : run.stderr]).toEqual([verdict, '']);
}
