import { spawnSync } from 'node:child_process';
import { ok } from '../../packages/core/lib/index.js';
import { closure } from '../../packages/pipeline/lib/index.js';
import { payloadOf } from '../../packages/trust/lib/tekton/payload.js';
import { readResources } from '../../packages/trust/lib/tekton/resource.js';
import { program } from '../tekton/build.mjs';
import { expect } from './finding.mjs';

const FORMS = [
  { era: 'ct-omit', profile: 'controller', name: 'oracle-1.15' },
  { era: 'ct-null', profile: 'controller', name: 'oracle-1.0' },
  { era: 'ct-omit', profile: 'tkn-v1beta1', name: 'oracle-1.15' },
];

/** Tekton's own code, in the versions whose payloads differ; nothing where there is no Go to build it. */
export function oracles() {
  try {
    return FORMS.map((form) => ({ ...form, path: program(form.name) }));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.log('skipped: what needs Tekton’s own code, for there is no Go here');
    return [];
  }
}

/** Of every text: our digest is Tekton's or we cannot tell, and what Tekton takes for a resource is never passed over. */
export function comparePayloads(texts, form) {
  const truths = ask(texts, form);
  const counts = { documents: 0, equal: 0, undecided: 0 };
  for (const [id, text] of texts.entries()) {
    const known = truths.get(String(id)) ?? new Map();
    const entries = readResources('', Buffer.from(text));
    for (const entry of entries)
      compare({ entry, truth: known.get(entry.index), form, text, counts });
    checkSeen(text, known, form);
  }
  return counts;
}

function ask(texts, { path, profile }) {
  const input = texts
    .map((document, id) => JSON.stringify({ id: String(id), document }))
    .join('\n');
  const options = { input, encoding: 'utf8', maxBuffer: 1 << 30 };
  const { stdout, status, stderr } = spawnSync(path, ['-split', '-profile', profile], options);
  if (status !== 0) throw new Error(stderr);
  const answers = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const byText = Map.groupBy(answers, ({ id }) => id);
  return new Map([...byText].map(([id, all]) => [id, new Map(all.map((one) => [one.index, one]))]));
}

function compare({ entry, truth, form, text, counts }) {
  counts.documents += 1;
  const payload = 'root' in entry ? payloadOf(entry, form) : { ok: false };
  if (!payload.ok) {
    if (truth?.sha256 !== undefined) counts.undecided += 1;
    return;
  }
  const ours = payload.value.digest.toString('hex');
  expect(
    ours === truth?.sha256,
    () =>
      `${form.name} ${form.profile} differs:\n${JSON.stringify({ text, truth, ours: payload.value.json }, null, 1)}`,
  );
  counts.equal += 1;
}

/** Only what the controller takes: tkn reads keys in any case, and is no way into a cluster. */
function checkSeen(text, truths, { profile }) {
  if (profile !== 'controller' || ![...truths.values()].some(({ sha256 }) => sha256)) return;
  const path = 'tekton/x.yaml';
  const tree = {
    source: { kind: 'folder' },
    entries: () => ok([{ path, kind: 'file', executable: false }]),
    read: () => ok(Buffer.from(text)),
  };
  const { files, unreadable } = closure(tree).value;
  expect(
    files.length + unreadable.length > 0,
    () => `a resource was passed over:\n${JSON.stringify(text)}`,
  );
}
