import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyBundle, type Trust } from '@plumbline/trust';
import { FORM_NAMES, FORMS, inForm, isImage, isLogged, type Form } from './attached-forms.js';
import {
  imagesIn,
  servicesOf,
  startCosign,
  type Images,
  type Layer,
  type Suffix,
} from './attaching.js';
import type { Instance } from './instance.js';
import { SAN } from './issuer.js';
import { trusting } from './judges.js';
import { relogged } from './relogging.js';
import { get, signed, signersOf, statementOf, trustOf } from './signing.js';

/** A layer and how it is asked for. */
interface Asked {
  readonly form: Form;
  readonly layer: Layer;
  readonly workflow?: string;
}

/** What cosign attached to an image, in each form, and to another one in two runs, before and after that. */
export interface Attachments {
  readonly images: Images;
  readonly image: string;
  /** The trusted root of the instance. */
  readonly root: string;
  readonly good: (form: Form) => Layer;
  readonly earlier: (form: Form) => Layer;
  readonly later: (form: Form) => Layer;
  /** What we make of what is attached. */
  readonly own: (form: Form, trust: Trust) => Promise<string>;
  /** Runs cosign on the image. */
  readonly cosign: (args: readonly string[]) => ReturnType<typeof startCosign>;
  /** What we make of a layer, and cosign. */
  readonly verdicts: (asked: Asked) => Promise<readonly [string, string]>;
  /** The good layer, in the log under another key. */
  readonly relogged: (form: Form, pem: string) => Promise<Layer>;
}

/** Provenance as actions/attest writes it, as far as an audit asks. */
const PREDICATE = {
  buildDefinition: {
    buildType: 'https://actions.github.io/buildtypes/workflow/v1',
    externalParameters: {
      workflow: {
        ref: 'refs/heads/main',
        repository: 'https://github.com/acme/app',
        path: '.github/workflows/release.yml',
      },
    },
    resolvedDependencies: [
      {
        uri: 'git+https://github.com/acme/app@refs/heads/main',
        digest: { gitCommit: 'c0ffee00'.repeat(5) },
      },
    ],
  },
  runDetails: { builder: { id: SAN } },
};

const PLAIN = ['--allow-insecure-registry', '--allow-http-registry'];

/** The registry and the program that are used. */
interface Using {
  readonly host: string;
  readonly cosign: string;
}

/** Has cosign sign and attest, keyless, in the order in which the certificate and the proofs of others fit to the good ones. */
export async function attachAll(instance: Instance, { host, cosign }: Using): Promise<Attachments> {
  const { folder, issuer } = instance;
  const images = imagesIn(host, 'acme/app');
  const [image, other] = [await images.push('one'), await images.push('two')];
  const services = servicesOf(instance);
  const { keyless, pair } = signersOf(instance);
  const [entry] = (await signed(keyless(), statementOf('one'))).verificationMaterial.tlogEntries;
  const root = instance.trustedRoot(entry?.logId.keyId ?? '');
  writeFileSync(join(folder, 'root.json'), JSON.stringify(root));
  writeFileSync(join(folder, 'predicate.json'), JSON.stringify(PREDICATE));
  const ask = (args: readonly string[], of: string) =>
    startCosign(cosign, folder, [...args, ...PLAIN, `${images.repository}@sha256:${of}`]);
  const sign = async (of: string, run: string): Promise<(form: Form) => Layer> => {
    const taken = new Map<Form, Layer>();
    for (const suffix of ['att', 'sig'] as const) {
      const token = issuer.token({ run_id: run });
      const { ok, output } = await ask(signing(suffix, token, services), of);
      if (!ok) throw new Error(output);
      const layer = await images.attached(of, suffix);
      for (const form of FORM_NAMES.filter((name) => FORMS[name].suffix === suffix))
        taken.set(form, await inForm(form, layer, services));
    }
    return (form) => must(taken.get(form));
  };
  const earlier = await sign(other, '41');
  const good = await sign(image, '42');
  const later = await sign(other, '43');
  const trust = (form: Form, workflow: string): Trust =>
    trusting(
      trustOf(isLogged(form) ? root : { ...root, tlogs: [] }, pair.publicKey, issuer),
      workflow,
    );
  return {
    ...{ images, image, root: JSON.stringify(root), good, earlier, later },
    own: (form, trusted) => ownVerdict({ images, image }, form, trusted),
    cosign: (args) => ask(args, image),
    verdicts: async ({ form, layer, workflow = SAN }) => {
      await images.attach(image, FORMS[form].suffix, layer);
      const own = await ownVerdict({ images, image }, form, trust(form, workflow));
      const { ok } = await ask(question(form, workflow, issuer.url), image);
      return [own, ok ? 'accepted' : 'refused'];
    },
    relogged: (form, pem) => {
      const { proof } = FORMS[form];
      if (proof === 'envelope' || proof === 'signature') throw new Error(form);
      return relogged(good(form), { kind: proof, rekor: services.rekor, pem });
    },
  };
}

function signing(
  suffix: Suffix,
  token: string,
  { fulcio, rekor, tsa }: ReturnType<typeof servicesOf>,
): readonly string[] {
  const attesting = ['attest', '--predicate', 'predicate.json', '--type', 'slsaprovenance1'];
  return [
    ...(suffix === 'att' ? attesting : ['sign']),
    ...['--new-bundle-format=false', '--use-signing-config=false', '--yes'],
    ...['--fulcio-url', fulcio, '--rekor-url', rekor, '--timestamp-server-url', tsa],
    ...['--trusted-root', 'root.json', '--identity-token', token],
  ];
}

function question(form: Form, workflow: string, issuer: string): readonly string[] {
  return [
    ...(isImage(form) ? ['verify'] : ['verify-attestation', '--type', 'slsaprovenance1']),
    ...['--trusted-root', 'root.json', '--new-bundle-format=false', '--offline'],
    ...['--certificate-identity', workflow, '--certificate-oidc-issuer', issuer],
    ...(isLogged(form) ? [] : ['--use-signed-timestamps', '--insecure-ignore-tlog']),
    '--insecure-ignore-sct',
  ];
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is not there');
  return value;
}

/** What the store gives of the image, and the verifier makes of it. */
async function ownVerdict(
  { images, image }: Pick<Attachments, 'images' | 'image'>,
  form: Form,
  trust: Trust,
): Promise<string> {
  const store = must(get(images.ports.openStores([`oci:${images.repository}`]))[0]);
  const { records, problems } = get(await store.find({ by: 'subject', digest: `sha256:${image}` }));
  const [problem] = problems;
  if (problem !== undefined) return problem.code;
  const record = records.find(
    ({ bytes }) => Buffer.from(bytes).includes('simplesigning') === isImage(form),
  );
  if (record === undefined) return 'no subject';
  const verified = verifyBundle(record.bytes, { ...trust, now: new Date() });
  return verified.ok ? 'accepted' : verified.error.code;
}
