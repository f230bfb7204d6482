// Mutates and makes up files, and checks what must hold of whatever is read, until the time is over or something is found.
// Usage: node scripts/fuzz.mjs [--seconds N] [--seed S]        (needs `npm run build`; CI: --seconds 20 --seed 1)
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkBundle } from './fuzz/bundle.mjs';
import { bounded, Finding } from './fuzz/finding.mjs';
import { comparePayloads, oracles } from './fuzz/payload.mjs';
import { checkReader } from './fuzz/reader.mjs';
import { seedTexts } from './fuzz/seeds.mjs';
import { checkTarget } from './fuzz/target.mjs';
import { Texts } from './fuzz/texts.mjs';
import { createRandom } from './tekton/generator/random.mjs';

const MAX_FINDINGS = 10;
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const random = createRandom(seed);
const texts = new Texts(random, seedTexts());
const counts = {};
let folder;
let found = 0;

/** Runs a check on an input and keeps the input if the check objects, throws or takes too long. */
const attempt = (name, input, check) => {
  counts[name] = (counts[name] ?? 0) + 1;
  try {
    return bounded(() => check(input));
  } catch (error) {
    found += 1;
    folder ??= mkdtempSync(join(tmpdir(), 'plumbline-fuzz-'));
    const path = join(folder, `${name}-${found}`);
    const kept =
      Buffer.isBuffer(input) || typeof input === 'string' ? input : JSON.stringify(input);
    writeFileSync(path, kept);
    console.log(`${name}: ${error instanceof Finding ? error.message : error.stack}\n  ${path}`);
    return undefined;
  }
};

const tally = (more) => {
  for (const [name, count] of Object.entries(more ?? {}))
    counts[name] = (counts[name] ?? 0) + count;
};

const programs = oracles();
const end = performance.now() + seconds * 1000;
const goesOn = () => performance.now() < end && found < MAX_FINDINGS;
for (let round = 0; goesOn(); round += 1) {
  for (let times = 0; times < 200 && goesOn(); times += 1)
    attempt('reader', texts.bytes(), checkReader);
  for (let times = 0; times < 40 && goesOn(); times += 1)
    attempt('target', texts.target(), checkTarget);
  for (let times = 0; times < 40 && goesOn(); times += 1)
    attempt('bundle', texts.random.below(1 << 30), checkBundle);
  attempt('large', texts.large(), checkReader);
  attempt('large target', texts.largeTarget(), checkTarget);
  for (const program of programs) {
    if (!goesOn()) break;
    const asked = Array.from({ length: 300 }, () => texts.tekton(program.era));
    tally(attempt('batches', asked, (batch) => comparePayloads(batch, program)));
  }
}
console.log(JSON.stringify({ seed, seconds, ...counts, found }));
if (found > 0) process.exitCode = 1;
