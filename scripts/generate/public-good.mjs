import seeds from '@sigstore/tuf/seeds.json' with { type: 'json' };

const PATH = 'packages/trust/src/roots/public-good.generated.ts';
const REPOSITORY = 'https://tuf-repo-cdn.sigstore.dev';

const decode = (base64) => Buffer.from(base64, 'base64').toString('utf8');
const compact = (json) => JSON.stringify(JSON.parse(json));

/** The trusted root of the public sigstore instance, as the newest metadata in @sigstore/tuf has it. */
export const publicGoodRoot = () => {
  const { targets, 'root.json': metadata } = seeds[REPOSITORY];
  const { signed } = JSON.parse(decode(metadata));
  const root = compact(decode(targets['trusted_root.json']));
  const text = `// Generated from the seeds of @sigstore/tuf; do not edit.

/** The trusted root of the public sigstore instance, and the version and end of the TUF root that it came with. */
export const PUBLIC_GOOD = {
  version: ${signed.version},
  expires: '${signed.expires}',
  root: ${JSON.stringify(root)},
};
`;
  return [PATH, text];
};
