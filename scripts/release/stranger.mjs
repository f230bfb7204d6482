import { cpSync, globSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../image/run.mjs';
import { plumbline } from './programs.mjs';

const CATALOG = 'https://plumbline.dev/attestation/catalog/v1';
const LATEST = 'https://plumbline.dev/attestation/catalog-latest/v1';

/** Verifies in an empty folder with the public key alone: once with our command and the registry, once with cosign and nothing of ours. */
export const askStranger = ({ folder, insecure }, { publicKey, cosign }) => {
  const work = mkdtempSync(join(tmpdir(), 'plumbline-stranger-'));
  try {
    const release = join(work, 'release');
    cpSync(folder, release, { recursive: true });
    writeFileSync(join(work, 'catalog.pub'), publicKey);
    const key = join(work, 'catalog.pub');
    const hosts = insecure.flatMap((host) => ['--registry-insecure', host]);
    process.stdout.write(plumbline('catalog', 'verify', release, '--key', key, ...hosts));
    const statements = [
      'catalog.sigstore.json',
      'latest.sigstore.json',
      'upstream.sigstore.json',
      'previous.sigstore.json',
    ];
    const files = globSync('**', { cwd: release }).filter((path) =>
      statSync(join(release, path)).isFile(),
    );
    const signed = files.filter(
      (path) => !statements.includes(path) || path === 'upstream.sigstore.json',
    );
    const verify = (path, [bundle, type]) => {
      const args = [
        'verify-blob-attestation',
        '--key',
        key,
        '--bundle',
        bundle,
        '--insecure-ignore-tlog',
        '--type',
        type,
      ];
      run(cosign, [...args, path], {
        cwd: release,
        env: { HOME: work, PATH: '', TUF_ROOT: join(work, 'tuf') },
      });
    };
    for (const path of signed) verify(path, ['catalog.sigstore.json', CATALOG]);
    verify('catalog.json', ['latest.sigstore.json', LATEST]);
    console.log(`cosign: ${signed.length} files, each by its own run: Verified OK`);
  } finally {
    rmSync(work, { recursive: true });
  }
};
