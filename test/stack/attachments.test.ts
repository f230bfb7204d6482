import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import type { Report } from '@plumbline/report';
import { loadTrustedKeys, type Trust } from '@plumbline/trust';
import { createKey, type KeyFiles } from '../support/key.js';
import { findCosign } from '../support/peer.js';
import { startPlumbline } from '../support/process.js';
import {
  findReferrersRegistry,
  startReferrersRegistry,
  type RunningRegistry,
} from '../support/registry.js';
import { startCosign, type Layer } from './attaching.js';
import { FORM_NAMES, isLogged, type Form } from './attached-forms.js';
import { attachAll, type Attachments } from './attached.js';
import { ATTACHMENT_CHANGES, reworded } from './attachment-changes.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { SAN } from './issuer.js';
import { compareTables } from './matrix.js';
import { get } from './signing.js';

const cosign = findCosign();
const registry = findReferrersRegistry();
const missing =
  whatIsMissing(1) ??
  [cosign, registry].flatMap((peer) => ('missing' in peer ? [peer.missing] : []))[0] ??
  null;
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeWithServers = missing === null ? describe : describe.skip;

/** cosign 3 has the signature timestamped, and looks for the envelope. */
const UNREAD: Form = 'attestation, timestamp over the signature';

const cosignPath = 'path' in cosign ? cosign.path : '';

/** What is under the two tags. */
type Attached = readonly [att: Layer, sig: Layer];

const ATTESTATION: Form = 'attestation, log (dsse)';
const WHOLE: Form = 'attestation, log (intoto 0.0.1)';
const SIGNED: Form = 'image, log';

function policyOf(root: string, issuer: string): object {
  const optional = { require: 'optional' };
  return {
    trust: {
      roots: { own: { file: 'root.json', sha256: sha256Hex(Buffer.from(root)) } },
      identities: { release: { issuer, san: SAN, root: 'own' } },
    },
    audit: {
      ...{ level: 1, build: { sources: ['https://github.com/acme/app'] } },
      ...{ trigger: optional, pipeline: optional, configuration: optional },
      ...{ functions: optional, definition: optional },
    },
  };
}

function keyTrust(pem: string): Trust {
  const open = { notBefore: null, notAfter: null, revoked: false };
  return { keys: get(loadTrustedKeys({ ours: { pem, ...open } })), identities: {}, roots: {} };
}

describeWithServers(
  'what cosign attaches, keyless, with Fulcio, the timestamp authority and Rekor v1',
  () => {
    jest.setTimeout(240_000);
    let instance: Instance;
    let running: RunningRegistry;
    let all: Attachments;

    beforeAll(async () => {
      instance = await startInstance({ log: 1, timestamps: true });
      running = await startReferrersRegistry('path' in registry ? registry.path : '');
      all = await attachAll(instance, { host: running.host, cosign: cosignPath });
    });
    afterAll(() => {
      running.close();
      instance.close();
    });

    test.each(FORM_NAMES)('is accepted for its workflow alone: %s', async (form) => {
      const layer = all.good(form);
      expect(await all.verdicts({ form, layer })).toEqual([
        'accepted',
        form === UNREAD ? 'refused' : 'accepted',
      ]);
      const asked = { form, layer, workflow: SAN.replace('v1', 'v2') };
      expect(await all.verdicts(asked)).toEqual(['IDENTITY_UNKNOWN', 'refused']);
    });

    test('an image that a key has signed counts by that key alone', async () => {
      const { folder } = instance;
      const [ours, other] = [createKey(folder, 'ours'), createKey(folder, 'other')];
      const imported = ['--key', ours.privatePath, '--output-key-prefix', 'imported'];
      await startCosign(cosignPath, folder, ['import-key-pair', ...imported]);
      const legacy = ['--new-bundle-format=false', '--use-signing-config=false', '--yes'];
      const sign = ['sign', '--key', 'imported.key', '--tlog-upload=false', ...legacy];
      expect(await all.cosign(sign)).toMatchObject({ ok: true });
      const layer = await all.images.attached(all.image, 'sig');
      const verdict = async (attached: Layer, { publicPem }: KeyFiles) => {
        await all.images.attach(all.image, 'sig', attached);
        return all.own(SIGNED, keyTrust(publicPem));
      };
      expect(await verdict(layer, ours)).toBe('accepted');
      expect(await verdict(layer, other)).toBe('SIGNATURE_INVALID');
      expect(await verdict(reworded(SIGNED, layer), ours)).toBe('SIGNATURE_INVALID');
    });

    test('what is changed we refuse, and say so on the page', async () => {
      const rows: string[][] = [];
      const acceptedByCosign: string[] = [];
      for (const { name, edit } of ATTACHMENT_CHANGES) {
        const row = [name];
        for (const form of FORM_NAMES) {
          const layer = await edit(form, all);
          const verdicts =
            layer === null ? (['', ''] as const) : await all.verdicts({ form, layer });
          if (verdicts[1] === 'accepted') acceptedByCosign.push(`${name}: ${form}`);
          row.push(verdicts[0]);
        }
        rows.push(row);
      }
      expect(rows.flat()).not.toContain('accepted');
      // It goes by its own clock then, while the certificate is valid.
      expect(acceptedByCosign).toEqual(
        FORM_NAMES.filter((form) => !isLogged(form)).map((form) => `no proof: ${form}`),
      );
      const { documented, rendered } = compareTables({ attachments: rows });
      expect(documented).toEqual(rendered);
    });

    /** Has the command judge the image, with what is attached to it. */
    async function run(
      command: readonly string[],
      [att, sig]: Attached,
      ...args: readonly string[]
    ) {
      const { images, image, root } = all;
      await images.attach(image, 'att', att);
      await images.attach(image, 'sig', sig);
      const folder = mkdtempSync(join(instance.folder, 'audit-'));
      const policy = policyOf(root, instance.issuer.url);
      writeFileSync(join(folder, 'root.json'), root);
      writeFileSync(join(folder, '.plumbline.yaml'), JSON.stringify(policy));
      const store = ['--store', `oci:${images.repository}`, '--registry-insecure', running.host];
      const target = `${images.repository}@sha256:${image}`;
      return { ...(await startPlumbline(folder, [...command, target, ...store, ...args])), folder };
    }

    const audit = async (attached: Attached, ...args: readonly string[]) => {
      const { status, stdout } = await run(['audit-artifact'], attached, '--format=json', ...args);
      const { checks } = JSON.parse(stdout) as Report;
      return [status, checks.filter((check) => check.status === 'fail').map(({ id }) => id)];
    };

    test.each<[string, Form, number, readonly string[]]>([
      ['what is in the log', ATTESTATION, 0, []],
      ['what is in the log as a whole', WHOLE, 0, []],
      ['not what is in no log, as its root has one', UNREAD, 1, ['audit/build']],
    ])('the audit counts %s', async (_name, form, ...expected) => {
      expect(await audit([all.good(form), all.good(SIGNED)])).toEqual(expected);
    });

    const edited = (form: Form): Layer => reworded(form, all.good(form));

    test.each<[string, () => Attached, number, readonly string[]]>([
      ['nothing', () => [all.good(ATTESTATION), all.good(SIGNED)], 0, []],
      [
        'the statement',
        () => [edited(ATTESTATION), all.good(SIGNED)],
        ...([1, ['audit/build', 'audit/junk']] as const),
      ],
      ['the signed text', () => [all.good(ATTESTATION), edited(SIGNED)], 1, ['audit/junk']],
    ])('a strict audit, where %s is changed', async (_name, layers, ...expected) => {
      expect(await audit(layers(), '--strict')).toEqual(expected);
    });

    test('evidence says what no cosign can check without the registry', async () => {
      const layers = [all.good(WHOLE), all.good(SIGNED)] as const;
      const { status, folder } = await run(['evidence', 'collect'], layers, '--out', 'out');
      const env = { PATH: '/usr/bin:/bin', COSIGN: cosignPath };
      const script = join(folder, 'out', 'verify.sh');
      const verified = spawnSync('sh', [script], { env, encoding: 'utf8' });
      expect([status, verified.status]).toEqual([0, 2]);
      expect(verified.stdout.split('\n').filter((line) => /^(?:open|FAIL) /.test(line))).toEqual([
        expect.stringMatching(/^open {2}build record .*: signed by release/),
        expect.stringMatching(/^open {2}.*: is what its build record speaks of/),
      ]);
    });
  },
);
