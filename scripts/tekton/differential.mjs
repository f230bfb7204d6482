// Compares our payloads with those of Tekton's own code; exits 1 on any difference or too many "cannot decide".
// Usage: node scripts/tekton/differential.mjs corpus [FOLDER] | generated [COUNT] [SEED]
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { payloadOf } from '../../packages/trust/lib/tekton/payload.js';
import { readResources } from '../../packages/trust/lib/tekton/resource.js';
import { program } from './build.mjs';
import { createRandom } from './generator/random.mjs';
import { Resources } from './generator/resources.mjs';
import { writeJson, writeYaml } from './generator/write.mjs';

const ORACLES = { 'ct-omit': 'oracle-1.15', 'ct-null': 'oracle-1.0' };
const FORMS = Object.keys(ORACLES).flatMap((era) => [
  { era, profile: 'controller' },
  { era, profile: 'tkn-v1beta1' },
]);
const MAX_UNDECIDED = 0.01;

function ask({ era, profile }, args, input) {
  const run = spawnSync(program(ORACLES[era]), [...args, '-profile', profile], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** Counts how our answers stand to the oracle's; `ours` is a digest or why there is none. */
class Tally {
  counts = { documents: 0, equal: 0, wrong: 0, undecided: 0, refusedByBoth: 0 };
  wrong = [];
  reasons = new Map();

  add(truth, ours, document) {
    this.counts.documents += 1;
    if (ours.sha256 !== undefined) {
      if (ours.sha256 === truth.sha256) this.counts.equal += 1;
      else {
        this.counts.wrong += 1;
        this.wrong.push({
          id: truth.id,
          index: truth.index,
          error: truth.error,
          theirs: truth.payload,
          ours: ours.json,
          document,
        });
      }
    } else if (truth.sha256 === undefined) this.counts.refusedByBoth += 1;
    else {
      this.counts.undecided += 1;
      const key = ours.reason.replace(/"[^"]*"/g, '"…"');
      this.reasons.set(key, (this.reasons.get(key) ?? 0) + 1);
    }
  }

  report(title, more = {}) {
    const { equal, undecided } = this.counts;
    const rate = undecided / Math.max(1, equal + undecided);
    console.log(
      `${title}: ${JSON.stringify({ ...this.counts, undecidedPercent: Number((100 * rate).toFixed(2)), ...more })}`,
    );
    for (const [reason, count] of this.reasons) console.log(`  ${count} cannot decide: ${reason}`);
    if (this.wrong.length > 0) {
      const path = join(
        tmpdir(),
        `tekton-differential-${title.replaceAll(/[^a-z0-9]+/g, '-')}.json`,
      );
      writeFileSync(path, JSON.stringify(this.wrong, null, 1));
      console.log(`  differences: ${path}`);
    }
    if (this.counts.wrong > 0 || rate > MAX_UNDECIDED || equal === 0) process.exitCode = 1;
  }
}

function answer(entry, form) {
  if (entry === undefined || !('root' in entry))
    return { reason: entry?.reason ?? 'no resource found' };
  const payload = payloadOf(entry, form);
  if (!payload.ok) return { reason: payload.error[0]?.reason ?? '' };
  return { sha256: payload.value.digest.toString('hex'), json: payload.value.json };
}

function corpus(folder) {
  if (!existsSync(folder)) {
    console.log(`skipped: no corpus at ${folder}`);
    return;
  }
  const files = globSync('**/*.{yaml,yml}', { cwd: folder }).map((file) => join(folder, file));
  const entries = new Map();
  for (const file of files) {
    for (const entry of readResources(file, readFileSync(file)))
      entries.set(`${file}#${entry.index}`, entry);
  }
  for (const form of FORMS) {
    const tally = new Tally();
    for (const truth of ask(form, ['-files'], files.join('\n'))) {
      const entry = entries.get(`${truth.id}#${truth.index}`);
      if (truth.sha256 !== undefined || (entry && 'root' in entry))
        tally.add(truth, answer(entry, form));
    }
    tally.report(`corpus ${form.era} ${form.profile}`);
  }
}

function generated(count, seed) {
  for (const form of FORMS) {
    const random = createRandom(seed);
    const resources = new Resources(form.era, random);
    const made = Array.from({ length: count }, (_, index) => {
      const { document, hits } = resources.make(index);
      const text = random.chance(0.1) ? writeJson(document, random) : writeYaml(document, random);
      return { text, hits };
    });
    const input = made
      .map(({ text }, id) => JSON.stringify({ id: String(id), document: text }))
      .join('\n');
    const tally = new Tally();
    const hit = new Set();
    for (const truth of ask(form, [], input)) {
      const { text, hits } = made[Number(truth.id)];
      const ours = answer(readResources('', Buffer.from(text))[0], form);
      tally.add(truth, ours, text);
      if (ours.sha256 === truth.sha256 && truth.sha256 !== undefined)
        for (const name of hits) hit.add(name);
    }
    const missed = resources.targets.map(({ name }) => name).filter((name) => !hit.has(name));
    tally.report(`generated ${form.era} ${form.profile}`, {
      fieldsHit: hit.size,
      fields: resources.targets.length,
    });
    if (form.profile === 'controller' && missed.length > 0) {
      console.log(`  fields never hit: ${missed.join(' ')}`);
      process.exitCode = 1;
    }
  }
}

const [mode, first, second] = process.argv.slice(2);
const shared = process.env.PLUMBLINE_SHARED || join(import.meta.dirname, '../../../shared');
if (mode === 'corpus') corpus(first ?? join(shared, 'data/corpus'));
else if (mode === 'generated') generated(Number(first ?? 10000), Number(second ?? 1));
else {
  console.error('usage: differential.mjs corpus [FOLDER] | generated [COUNT] [SEED]');
  process.exitCode = 3;
}
