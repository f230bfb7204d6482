import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { findCosign } from '../support/peer.js';
import { openSession, type Session } from './court.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { SAN } from './issuer.js';
import { KINDS, type Asked, type Kind } from './judges.js';
import { compareTables } from './matrix.js';
import { mutated, MUTATIONS } from './mutations.js';

const peer = findCosign();
const missing = whatIsMissing() ?? ('missing' in peer ? peer.missing : null);
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeWithServers = missing === null ? describe : describe.skip;

const STATEMENTS = KINDS.filter((kind) => kind.startsWith('statement'));

describeWithServers('cosign', () => {
  jest.setTimeout(300_000);
  let instance: Instance;
  let session: Session;

  beforeAll(async () => {
    instance = await startInstance();
    const cosign = 'path' in peer ? peer.path : '';
    session = await openSession(instance, { cosign, kinds: KINDS, log: 2 });
  });

  afterAll(() => {
    instance.close();
  });

  test.each(STATEMENTS)('accepts what we sign, and refuses another file and type: %s', (kind) => {
    const { verdicts, judges, bundleOf } = session;
    const asked = bundleOf('plumbline', kind);
    expect(verdicts(asked)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(judges.cosign({ ...asked, artifact: 'changed' })).toBe('refused');
    expect(judges.cosign({ ...asked, type: 'cyclonedx' })).toBe('refused');
  });

  test.each(KINDS)('signs what all accept: %s', (kind) => {
    const { verdicts, bundleOf } = session;
    expect(verdicts(bundleOf('cosign', kind))).toEqual(['accepted', 'accepted', 'accepted']);
  });

  const judged = (mutation: (typeof MUTATIONS)[number], kind: Kind): readonly string[] =>
    session.changed(kind, (bundle, other) => mutated(mutation, bundle, other));

  test.each(MUTATIONS)('accepts nothing that we refuse: $name', (mutation) => {
    for (const kind of ['statement, keyless', 'statement, key, log and timestamp'] as const) {
      const [own = '', theirs = ''] = judged(mutation, kind);
      expect(own).toBe(kind.endsWith('keyless') ? mutation.keyless : mutation.keyed);
      expect([own, theirs]).not.toEqual([expect.stringMatching(/^(?!accepted$)/), 'accepted']);
    }
  });

  test('the page says what was seen here', () => {
    const { verdicts, bundleOf } = session;
    const row = (by: string, asked: Asked, question = ''): readonly string[] => [
      ...[by, asked.kind, question],
      ...verdicts(asked),
    ];
    const keyless = bundleOf('plumbline', 'statement, keyless');
    const file = bundleOf('cosign', 'file, keyless');
    const { documented, rendered } = compareTables({
      bundles: [
        ...STATEMENTS.map((kind) => row('Plumbline', bundleOf('plumbline', kind))),
        ...KINDS.map((kind) => row('cosign', bundleOf('cosign', kind))),
        row('Plumbline', { ...keyless, artifact: 'changed' }, 'another file'),
        row('Plumbline', { ...keyless, type: 'https://cyclonedx.org/bom' }, 'another type'),
        row('Plumbline', { ...keyless, workflow: SAN.replace('v1', 'v2') }, 'another workflow'),
        row('cosign', { ...file, artifact: 'changed' }, 'another file'),
      ],
      changes: MUTATIONS.map((mutation) => [
        mutation.name,
        ...judged(mutation, 'statement, keyless'),
        ...judged(mutation, 'statement, key, log and timestamp'),
      ]),
    });
    expect(documented).toEqual(rendered);
  });
});
