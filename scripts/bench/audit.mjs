// `node scripts/bench/audit.mjs`: 10,000 artifacts audited in one process, in few bundles and in many.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../build/workspaces.mjs';

const load = (name) => import(pathToFileURL(join(root, 'packages', name, 'lib/index.js')).href);
const { generateKeyPair, readPrivateKey, signStatement } = await load('trust');
const ARTIFACTS = 10_000;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const POLICY = (pem) => `trust:
  keys:
    builder:
      pem: |
${pem.trim().replaceAll(/^/gm, '        ')}
audit:
  time: optional
  trigger: { require: optional }
  pipeline: { require: optional }
  configuration: { require: optional }
  functions: { require: optional }
`;

/** Build records over all artifacts, so many to a bundle, in a folder with its policy and the list of all digests. */
const lay = (work, bundles) => {
  const folder = join(work, `in-${bundles}`);
  mkdirSync(join(folder, 'records', 'sha256'), { recursive: true });
  const pair = generateKeyPair('unencrypted');
  const key = readPrivateKey(Buffer.from(pair.privateKey), null);
  const digests = Array.from({ length: ARTIFACTS }, (_, index) => sha256(`artifact ${index}`));
  const size = ARTIFACTS / bundles;
  for (let at = 0; at < ARTIFACTS; at += size) {
    const subject = digests
      .slice(at, at + size)
      .map((digest, index) => ({ name: `file-${at + index}`, digest: { sha256: digest } }));
    const predicate = {
      buildDefinition: {
        buildType: 'https://example.com/build/v1',
        externalParameters: {},
        resolvedDependencies: [
          { uri: 'git+https://github.com/acme/app', digest: { gitCommit: '5f'.repeat(20) } },
        ],
      },
      runDetails: { builder: { id: 'https://example.com/builder' } },
    };
    const statement = { _type: 'https://in-toto.io/Statement/v1', subject, predicate };
    const predicateType = 'https://slsa.dev/provenance/v1';
    const signed = signStatement(
      Buffer.from(JSON.stringify({ ...statement, predicateType })),
      key.value,
    );
    if (!signed.ok) throw new Error(signed.error.message);
    const name = `${createHash('sha256').update(signed.value).digest('hex')}.json`;
    writeFileSync(join(folder, 'records', 'sha256', name), signed.value);
  }
  writeFileSync(join(folder, '.plumbline.yaml'), POLICY(pair.publicKey));
  writeFileSync(join(folder, 'list.txt'), digests.map((digest) => `sha256:${digest}\n`).join(''));
  return folder;
};

/** One whole process, with the CPU seconds and the memory that it says it used. */
const audit = (folder) => {
  const cli = pathToFileURL(join(root, 'packages', 'cli', 'bin', 'plumbline.js')).href;
  const script = `process.on('exit', () => { const u = process.resourceUsage(); console.error('usage', (u.userCPUTime + u.systemCPUTime) / 1e6, u.maxRSS / 1024); }); process.argv.splice(1, 0, ''); await import('${cli}');`;
  const args = ['audit-artifact', '@list.txt', '--store', 'dir:records', '--offline'];
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, '--', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const [, cpu, memory] = /usage ([\d.]+) ([\d.]+)/.exec(run.stderr) ?? [];
  if (run.status !== 0 || cpu === undefined) throw new Error(run.stdout.slice(-500) + run.stderr);
  return { cpu: Number(cpu), memory: Number(memory) };
};

const work = mkdtempSync(join(tmpdir(), 'plumbline-bench-audit-'));
try {
  console.log(`Auditing ${ARTIFACTS} artifacts, one process`);
  for (const bundles of [10, 100, 1_000, 10_000]) {
    const { cpu, memory } = audit(lay(work, bundles));
    console.log(
      `${`in ${bundles} bundles`.padEnd(20)} ${cpu.toFixed(2)} CPU s  ${memory.toFixed(0)} MiB`,
    );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
