// Signs resources with a fresh key and asks Tekton's own verifier (1.0 and 1.15) whether it accepts them; exits 1 if not.
// Usage: node scripts/tekton/accepted.mjs [CORPUS]
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePublicKey } from '../../packages/trust/lib/keys/public-key.js';
import { annotate } from '../../packages/trust/lib/tekton/annotate.js';
import { insertSignature } from '../../packages/trust/lib/tekton/insert.js';
import { payloadOf } from '../../packages/trust/lib/tekton/payload.js';
import { readResources } from '../../packages/trust/lib/tekton/resource.js';
import { signDigest } from '../../packages/trust/lib/tekton/signature.js';
import { program } from './build.mjs';
import { createRandom } from './generator/random.mjs';
import { Resources } from './generator/resources.mjs';
import { writeYaml } from './generator/write.mjs';

const VERSIONS = [
  { version: { major: 1, minor: 15 }, era: 'ct-omit', verifier: 'verify-1.15' },
  { version: { major: 1, minor: 0 }, era: 'ct-null', verifier: 'verify-1.0' },
];

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = { key: privateKey, publicKey: describePublicKey(publicKey).value };
const folder = mkdtempSync(join(tmpdir(), 'tekton-accepted-'));
const keyFile = join(folder, 'key.pub');
writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));

/** The text of one resource with a signature, whatever its style; a file that ends inside a text is read in two ways. */
function signedText(entry, era) {
  const payload = payloadOf(entry, { era, profile: 'controller' });
  if (!payload.ok || entry.unfinished) return undefined;
  const edit = insertSignature({ ...entry, offset: 0 }, signDigest(payload.value.digest, signer));
  return edit && entry.text.slice(0, edit.start) + edit.text + entry.text.slice(edit.end);
}

/** Every resource as sign-pipeline leaves it, and every other one with its signature put in all the same. */
function questions(files, { version, era }) {
  const asked = [];
  const counts = { signed: 0, refused: 0, unread: 0, refusedButSigned: 0, noPlace: 0 };
  for (const [file, text] of files) {
    const { bytes, outcomes } = annotate(file, Buffer.from(text), { signer, version });
    const after = new Map(readResources(file, bytes).map((entry) => [entry.index, entry]));
    for (const { status, document } of outcomes) {
      counts[status] += 1;
      const id = `${file}#${document.index}`;
      if (status === 'signed') asked.push({ id, document: after.get(document.index).text });
      if (status !== 'refused') continue;
      const forced = signedText(document, era);
      if (forced === undefined) counts.noPlace += 1;
      else {
        counts.refusedButSigned += 1;
        asked.push({ id, document: forced });
      }
    }
  }
  return { asked, counts };
}

function check(title, files, form) {
  const { asked, counts } = questions(files, form);
  const input = asked.map((question) => JSON.stringify(question)).join('\n');
  const run = spawnSync(program(form.verifier), ['-key', keyFile], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  const answers = run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const rejected = answers.filter(({ ok }) => !ok);
  console.log(
    `${title} ${form.verifier}: ${JSON.stringify({ ...counts, asked: asked.length, accepted: answers.length - rejected.length })}`,
  );
  for (const { id, error } of rejected.slice(0, 10)) console.log(`  rejected: ${id}: ${error}`);
  if (rejected.length > 0 || answers.length !== asked.length || asked.length === 0)
    process.exitCode = 1;
}

const shared = process.env.PLUMBLINE_SHARED || join(import.meta.dirname, '../../../shared');
const corpus = process.argv[2] ?? join(shared, 'data/corpus/tektoncd');
for (const form of VERSIONS) {
  if (existsSync(corpus)) {
    const names = globSync('**/*.{yaml,yml}', { cwd: corpus });
    check(
      'corpus',
      names.map((name) => [name, readFileSync(join(corpus, name), 'utf8')]),
      form,
    );
  } else console.log(`skipped: no corpus at ${corpus}`);
  const random = createRandom(1);
  const resources = new Resources(form.era, random);
  const made = Array.from({ length: 2000 }, (_, index) => [
    `generated-${index}`,
    writeYaml(resources.make(index).document, random),
  ]);
  check('generated', made, form);
}
rmSync(folder, { recursive: true });
