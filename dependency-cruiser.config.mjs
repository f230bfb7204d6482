// Who may import whom. Every pattern is anchored: a loose `exclude` once hid what a rule was to find.

/** What a package may use, beside itself; steps, actions and the command stand below. */
const ARROWS = {
  core: [],
  step: ['core'],
  pipeline: ['core'],
  trust: ['core'],
  report: ['core'],
  records: ['core', 'step', 'pipeline', 'trust', 'report'],
  evidence: ['core', 'step', 'pipeline', 'trust', 'report', 'records'],
  controls: ['core', 'step', 'pipeline', 'trust', 'report', 'records'],
  triggers: ['core', 'step', 'pipeline', 'trust', 'report', 'records'],
  runs: ['core', 'step', 'pipeline', 'trust', 'report', 'records'],
  catalog: ['core', 'pipeline', 'trust', 'records'],
  host: ['core', 'step', 'records', 'report'],
};
const LIBRARY = [
  'core',
  'step',
  'pipeline',
  'trust',
  'report',
  'records',
  'evidence',
  'controls',
  'triggers',
  'runs',
];

/** The one door of a workspace, compiled or as source. */
const door = (names) => `^packages/(${names.join('|')})/(lib|src)/index[.](js|ts|d[.]ts)$`;
const WORKSPACES = '^(packages|actions)/';
const TEST = '([.]test[.]ts$|/src/testing/)';

const arrow = (name, allowed) => ({
  name: `arrows-${name}`,
  comment: `${name} may import ${allowed.join(', ') || 'nothing of ours'}, by index.ts`,
  severity: 'error',
  from: { path: `^packages/${name}/src/` },
  to: {
    path: WORKSPACES,
    pathNot: [`^packages/${name}/src/`, ...(allowed.length > 0 ? [door(allowed)] : [])],
  },
});

const rule = (name, comment, { from, to }) => ({ name, comment, severity: 'error', from, to });

const EDGE =
  '^(node:)?(child_process|fs|fs/promises|http|https|http2|net|tls|dgram|dns|os|process|worker_threads)$';

export default {
  forbidden: [
    ...Object.entries(ARROWS).map(([name, allowed]) => arrow(name, allowed)),
    rule('arrows-steps', 'a step imports the packages left of it, no host and no other step', {
      from: { path: '^packages/steps/([^/]+)/src/' },
      to: { path: WORKSPACES, pathNot: ['^packages/steps/$1/src/', door(LIBRARY)] },
    }),
    rule('arrows-actions', 'an action imports one step and host', {
      from: { path: '^actions/([^/]+)/src/' },
      to: {
        path: WORKSPACES,
        pathNot: [
          '^actions/$1/src/',
          '^packages/steps/$1/(lib|src)/index[.](js|ts|d[.]ts)$',
          door(['host']),
        ],
      },
    }),
    rule('arrows-cli', 'the command imports every package by its door', {
      from: { path: '^packages/cli/src/' },
      to: {
        path: WORKSPACES,
        pathNot: [
          '^packages/cli/src/',
          '^packages/(steps/)?[^/]+/(lib|src)/index[.](js|ts|d[.]ts)$',
        ],
      },
    }),
    rule('edge-in-host', 'only host reaches files, processes, the network and the toolkit', {
      from: { path: WORKSPACES, pathNot: ['^packages/host/src/', '^packages/cli/bin/', TEST] },
      to: { path: [EDGE, '^node_modules/@actions/'] },
    }),
    rule(
      'definition-imports-step',
      'definition.ts imports only step, so that generating loads nothing heavy',
      {
        from: { path: '^packages/steps/[^/]+/src/definition[.]ts$' },
        to: { pathNot: [door(['step'])] },
      },
    ),
    rule('sigstore-in-trust', 'only trust knows sigstore and its ciphers', {
      from: { path: WORKSPACES, pathNot: ['^packages/trust/src/'] },
      to: { path: '^node_modules/(@sigstore/|sigstore/|tweetnacl/)' },
    }),
    rule('no-cycles', 'no file needs itself by a detour; types may refer to each other', {
      from: { path: WORKSPACES },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    }),
    rule('resolvable', 'every import can be found', {
      from: { path: WORKSPACES },
      to: { couldNotResolve: true },
    }),
    rule('testing-in-tests', 'what ships does not import what tests share', {
      from: { path: WORKSPACES, pathNot: TEST },
      to: { path: '/(src|lib)/testing/' },
    }),
    rule('declared', 'what ships imports only what its package.json declares as a dependency', {
      from: { path: WORKSPACES, pathNot: TEST },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    exclude: {
      path: [
        '^(packages|actions)/.*/lib/.*[.]test[.]',
        '^(packages/steps|packages|actions)/[^/]+/dist/',
      ],
    },
    doNotFollow: { path: ['^node_modules/', '^(packages/steps|packages|actions)/[^/]+/lib/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
