import {
  described,
  integer,
  list,
  object,
  oneOf,
  optional,
  record,
  instant,
  parseDuration,
  text,
  type Shape,
  type ValueOf,
} from '@plumbline/core';
import { NAME } from './name.js';

const DIGEST = {
  expected: 'a SHA-256 digest of 64 lower-case hex digits',
  pattern: /^[0-9a-f]{64}$/,
};

const DENIED = {
  expected: '`signer:NAME`, or a digest such as `sha256:HEX` or `gitCommit:HEX`',
  pattern:
    /^(?:signer:[A-Za-z0-9][A-Za-z0-9._-]{0,63}|(?:sha256|sha512|gitCommit):[0-9a-f]{40,128})$/,
};

const DURATION = {
  expected: 'a duration such as 365d',
  accepts: (written: string): boolean => parseDuration(written) !== null,
};

const custody = oneOf('job', 'workflow', 'isolated', 'service');

/** Who could have signed: any step of the job, any job of the workflow, an isolated reusable workflow, or an own service. */
export type Custody = ValueOf<typeof custody>;

type Need = 'required' | 'optional';

/** What is demanded of the records of one kind; without `signers` every signer of the policy counts. */
interface RolePolicy {
  readonly require: Need;
  readonly signers: readonly string[];
}

/** Something that does not count any more. */
export interface Denial {
  /** `signer:NAME`, or a digest. */
  readonly what: string;
  /** From when; null: it never did. */
  readonly since: string | null;
  readonly why: string;
}

/** What audit-artifact demands. Lists of patterns: null where nothing is demanded. */
export interface AuditPolicy {
  readonly level: number;
  readonly time: Need;
  readonly maxAge: string | null;
  readonly policies: readonly string[];
  readonly custody: Readonly<Record<string, Custody>>;
  readonly build: {
    readonly signers: readonly string[];
    readonly sources: readonly string[] | null;
    readonly builders: readonly string[] | null;
    readonly definitions: readonly string[] | null;
  };
  readonly trigger: RolePolicy & {
    readonly events: readonly string[] | null;
    readonly actors: readonly string[] | null;
    readonly refs: readonly string[] | null;
    readonly rules: readonly string[] | null;
  };
  readonly pipeline: RolePolicy;
  readonly configuration: RolePolicy & { readonly level: number };
  readonly functions: RolePolicy;
  readonly definition: { readonly require: Need; readonly called: readonly string[] };
  readonly contents: RolePolicy;
  readonly deny: readonly Denial[];
  readonly denyAsOf: string | null;
}

const signers = optional(
  described(
    'Names of `trust` whose signature counts for this kind of record; none: every one of them.',
    list(text(NAME)),
  ),
  [],
);

const need = (
  fallback: Need,
  description = '`required`: an artifact without this record fails. `optional`: it is judged if it is there.',
) => optional(described(description, oneOf('required', 'optional')), fallback);

const words = (description: string) => optional(described(description, list(text())), null);

const denial = object({
  what: described('`signer:NAME`, or a digest (`sha256:HEX`, `gitCommit:HEX`).', text(DENIED)),
  since: optional(described('From when it does not count; none: it never did.', instant()), null),
  why: described('The reason.', text()),
});

const BUILD = { signers: [], sources: null, builders: null, definitions: null };
const TRIGGER = {
  require: 'required',
  signers: [],
  events: null,
  actors: null,
  refs: null,
  rules: null,
} as const;
const PIPELINE = { require: 'required', signers: [] } as const;
const CONFIGURATION = { require: 'required', signers: [], level: 1 } as const;
const FUNCTIONS = { require: 'required', signers: [] } as const;
/** What a caller cannot change, and what its commit pins: docs/custody.md. */
const CALLED = ['gate', 'attest'].map(
  (name) => `plumbline/plumbline/.github/workflows/${name}.yml@*`,
);
const DEFINITION = { require: 'required', called: CALLED } as const;
const CONTENTS = { require: 'optional', signers: [] } as const;

/** What holds without the section: a whole chain, signed by anybody whom the policy trusts, worth level 1. */
export const auditDefaults: AuditPolicy = {
  level: 1,
  time: 'required',
  maxAge: null,
  policies: [],
  custody: {},
  build: BUILD,
  trigger: TRIGGER,
  pipeline: PIPELINE,
  configuration: CONFIGURATION,
  functions: FUNCTIONS,
  definition: DEFINITION,
  contents: CONTENTS,
  deny: [],
  denyAsOf: null,
};

/** The section `audit` of a policy. */
export const auditShape: Shape<AuditPolicy> = object({
  level: optional(
    described(
      'The lowest build level, as far as the custody of the records allows it.',
      integer(0, 3),
    ),
    1,
  ),
  time: optional(
    described(
      '`required`: records without a trusted time of signing cannot be decided.',
      oneOf('required', 'optional'),
    ),
    auditDefaults.time,
  ),
  maxAge: optional(described('How old a build may be: `365d`.', text(DURATION)), null),
  policies: optional(
    described(
      'SHA-256 of the policies under which pipelines and their configuration may have been judged.',
      list(text(DIGEST)),
    ),
    [],
  ),
  custody: optional(
    described(
      'Where the key of a signer lies. A key that is not named lies in the job itself, worth level 1.',
      record(NAME, custody),
    ),
    {},
  ),
  build: optional(
    described(
      'What is demanded of the record of the build.',
      object({
        signers,
        sources: words('Repositories that may be built (`https://github.com/acme/*`).'),
        builders: words('The ids of builders (`builder.id`).'),
        definitions: words(
          'The workflows or pipelines that may build, as records write their URI.',
        ),
      }),
    ),
    BUILD,
  ),
  trigger: optional(
    described(
      'What is demanded of the record of the trigger.',
      object({
        require: need('required'),
        signers,
        events: words('Events that may start a build.'),
        actors: words('Ids of who may start one; a login can change hands.'),
        refs: words('Refs that may be built (`refs/heads/main`, `refs/tags/*`).'),
        rules: words('Rules by which it may have been allowed.'),
      }),
    ),
    TRIGGER,
  ),
  pipeline: optional(
    described(
      'What is demanded of the record of the verified pipeline.',
      object({ require: need('required'), signers }),
    ),
    PIPELINE,
  ),
  configuration: optional(
    described(
      'What is demanded of the record of the configuration.',
      object({
        require: need('required'),
        signers,
        level: optional(described('The lowest level of the benchmark.', integer(1, 3)), 1),
      }),
    ),
    CONFIGURATION,
  ),
  functions: optional(
    described(
      'What is demanded of the records of the functions.',
      object({ require: need('required'), signers }),
    ),
    FUNCTIONS,
  ),
  definition: optional(
    described(
      'Whether what ran must be what the verified definition names.',
      object({
        require: need(
          'required',
          '`required`: a pipeline record that does not list the functions leaves it open. `optional`: it is judged if it does.',
        ),
        called: optional(
          described(
            'What may be used of other repositories though its functions are not listed (`acme/ci/.github/workflows/build.yml@*`).',
            list(text()),
          ),
          CALLED,
        ),
      }),
    ),
    DEFINITION,
  ),
  contents: optional(
    described(
      'What is demanded of the list of contents (SBOM).',
      object({ require: need('optional'), signers }),
    ),
    CONTENTS,
  ),
  deny: optional(described('What is revoked.', list(denial)), []),
  denyAsOf: optional(
    described('When this list of what is revoked was last looked at.', instant()),
    null,
  ),
});
