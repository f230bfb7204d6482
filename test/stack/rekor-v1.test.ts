import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { findCosign } from '../support/peer.js';
import { openSession, type Session } from './court.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { SAN } from './issuer.js';
import { V1_KINDS, type Asked } from './judges.js';
import { compareTables } from './matrix.js';
import { mutated, V1_MUTATIONS } from './mutations.js';

const peer = findCosign();
const missing = whatIsMissing(1) ?? ('missing' in peer ? peer.missing : null);
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeWithServers = missing === null ? describe : describe.skip;

const STATEMENTS = V1_KINDS.filter((kind) => kind.startsWith('statement'));
const ALL = ['accepted', 'accepted', 'accepted'];

describeWithServers(
  'Rekor v1, which signs the time of an entry, without a timestamp authority',
  () => {
    jest.setTimeout(300_000);
    let instance: Instance;
    let session: Session;

    beforeAll(async () => {
      instance = await startInstance({ log: 1 });
      const cosign = 'path' in peer ? peer.path : '';
      session = await openSession(instance, { cosign, kinds: V1_KINDS, log: 1 });
    });

    afterAll(() => {
      instance.close();
    });

    test.each(STATEMENTS)('all accept what we sign: %s', (kind) => {
      expect(session.verdicts(session.bundleOf('plumbline', kind))).toEqual(ALL);
    });

    test.each(V1_KINDS)('all accept what cosign signs, and another file is refused: %s', (kind) => {
      const asked = session.bundleOf('cosign', kind);
      expect(session.verdicts(asked)).toEqual(ALL);
      const [own, theirs] = session.verdicts({ ...asked, artifact: 'changed' });
      expect([own, theirs]).toEqual([expect.not.stringMatching('accepted'), 'refused']);
    });

    test.each(V1_MUTATIONS)('is refused: $name', (mutation) => {
      const [own, theirs] = session.changed('statement, keyless', (bundle, other) =>
        mutated(mutation, bundle, other),
      );
      expect([own, theirs]).toEqual([mutation.keyless, 'refused']);
    });

    test('the page says what was seen here', () => {
      const { verdicts, bundleOf } = session;
      const row = (by: string, asked: Asked, question = ''): readonly string[] => [
        ...[by, asked.kind, question],
        ...verdicts(asked),
      ];
      const keyless = bundleOf('plumbline', 'statement, keyless');
      const { documented, rendered } = compareTables({
        'bundles-v1': [
          ...STATEMENTS.map((kind) => row('Plumbline', bundleOf('plumbline', kind))),
          ...V1_KINDS.map((kind) => row('cosign', bundleOf('cosign', kind))),
          row('Plumbline', { ...keyless, workflow: SAN.replace('v1', 'v2') }, 'another workflow'),
        ],
        'changes-v1': V1_MUTATIONS.map((mutation) => [
          mutation.name,
          ...session.changed('statement, keyless', (bundle, other) =>
            mutated(mutation, bundle, other),
          ),
        ]),
      });
      expect(documented).toEqual(rendered);
    });
  },
);
