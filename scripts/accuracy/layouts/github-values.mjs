import {
  EXPRESSION,
  mapped,
  namesFor,
  needsOf,
  ofJobs,
  ofSteps,
  only,
  withExpressions,
} from './github-documents.mjs';

const FILLED = ['run', 'with', 'env', 'working-directory'];

/** Text that somebody gives: of the event, of an input, of another job. */
const isText = (inner) =>
  /^(?:github\.event\.[\w.[\]*'-]+|github\.head_ref|github\.ref_name|inputs\.[\w-]+|needs\.[\w-]+\.outputs\.[\w-]+)$/.test(
    inner,
  ) && !/\.(?:number|id|sha|login|draft|action|merged|locked|fork)$/.test(inner);

const textsIn = (job) => {
  const found = new Set();
  mapped(
    job.steps.map((step) => only(step ?? {}, FILLED)),
    (text) => {
      for (const [, inner] of text.matchAll(EXPRESSION)) found.add(inner.trim());
      return text;
    },
  );
  return [...found].filter(isText);
};

const withFilled = (step, change) => ({
  ...step,
  ...withExpressions(only(step, FILLED), change),
});

/** Texts of each job by names of their own: `use` says how a name is read, `hand` brings the names in. */
const handed = (use, hand) =>
  ofJobs((job, place) => {
    const { names, nameOf } = namesFor('handed_');
    for (const inner of textsIn(job)) nameOf(inner);
    if (names.size === 0) return undefined;
    const read = (inner) =>
      names.has(inner) ? `\${{ ${use(names.get(inner), place)} }}` : undefined;
    const steps = job.steps.map((step) => withFilled(step, read));
    return hand({ ...job, steps }, names, place);
  });

const variables = (names) =>
  Object.fromEntries([...names].map(([inner, name]) => [name.toUpperCase(), `\${{ ${inner} }}`]));

const writing = (names, write) => ({
  id: 'handed',
  env: variables(names),
  run: [...names.values()].map((name) => write(name, `$${name.toUpperCase()}`)).join('\n'),
});

const toOutput = (name, value) => `echo "${name}=${value}" >> "$GITHUB_OUTPUT"`;

export const byOutputs = handed(
  (name) => `steps.handed.outputs.${name}`,
  (job, names) => ({ ...job, steps: [writing(names, toOutput), ...job.steps] }),
);

export const byPrintf = handed(
  (name) => `steps.handed.outputs.${name}`,
  (job, names) => ({
    ...job,
    steps: [
      writing(names, (name, value) => `printf '${name}=%s\\n' "${value}" >> $GITHUB_OUTPUT`),
      ...job.steps,
    ],
  }),
);

export const byJobVariables = handed(
  (name) => `env.${name.toUpperCase()}`,
  (job, names) => ({ ...job, env: { ...job.env, ...variables(names) } }),
);

export const byEnvironment = handed(
  (name) => `env.KEPT_${name.toUpperCase()}`,
  (job, names) => ({
    ...job,
    steps: [
      writing(
        names,
        (name, value) => `echo "KEPT_${name.toUpperCase()}=${value}" >> "$GITHUB_ENV"`,
      ),
      ...job.steps,
    ],
  }),
);

const before = (id, job, { names, outputs, write = toOutput }) => ({
  ...{ 'runs-on': 'ubuntu-24.04', 'timeout-minutes': 5, permissions: {} },
  ...only(job, ['needs', 'if']),
  outputs,
  steps: [writing(names, write)],
});

const outputsOf = (names) =>
  Object.fromEntries(
    [...names.values()].map((name) => [name, `\${{ steps.handed.outputs.${name} }}`]),
  );

export const byJobs = handed(
  (name, { id }) => `needs.before-${id}.outputs.${name}`,
  (job, names, { id }) => [
    [`before-${id}`, before(id, job, { names, outputs: outputsOf(names) })],
    [id, { ...job, needs: [...needsOf(job), `before-${id}`] }],
  ],
);

const toList = (name, value) =>
  `echo "${name}=$(jq -nc --arg v "${value}" '[$v]')" >> "$GITHUB_OUTPUT"`;

/** As axes of a matrix that another job makes. */
export const byMatrix = handed(
  (name) => `matrix.${name}`,
  (job, names, { id }) => {
    if (job.strategy !== undefined) return undefined;
    const axes = [...names.values()].map((name) => [
      name,
      `\${{ fromJSON(needs.before-${id}.outputs.${name}) }}`,
    ]);
    return [
      [`before-${id}`, before(id, job, { names, outputs: outputsOf(names), write: toList })],
      [
        id,
        {
          ...job,
          needs: [...needsOf(job), `before-${id}`],
          strategy: { matrix: Object.fromEntries(axes) },
        },
      ],
    ];
  },
);

/** Variables of a step that hold one text, by a file that a step before it wrote. */
export const byFiles = ofJobs((job) => {
  if (/windows/i.test(JSON.stringify([job['runs-on'], job.strategy]))) return undefined;
  const { names, nameOf } = namesFor('handed_');
  const steps = job.steps.map((step) => {
    const isShell = step?.shell === undefined || step.shell === 'bash';
    if (typeof step?.run !== 'string' || !isShell) return step;
    const moved = Object.entries(step.env ?? {}).flatMap(([name, value]) => {
      const [, inner] = /^\$\{\{([^}]*)\}\}$/.exec(String(value)) ?? [];
      return inner !== undefined && isText(inner.trim()) ? [[name, inner.trim()]] : [];
    });
    if (moved.length === 0) return step;
    const env = Object.fromEntries(
      Object.entries(step.env).filter(([name]) => !moved.some(([other]) => name === other)),
    );
    const reads = moved.map(([name, inner]) => `${name}=$(cat "$RUNNER_TEMP/${nameOf(inner)}")`);
    return { ...step, env, run: [...reads, step.run].join('\n') };
  });
  if (names.size === 0) return undefined;
  const write = (name, value) => `printf '%s' "${value}" > "$RUNNER_TEMP/${name}"`;
  return { ...job, steps: [writing(names, write), ...steps] };
});

const wrapped = (write) =>
  ofSteps((step) =>
    withFilled(step, (inner) => (isText(inner) ? `\${{ ${write(inner)} }}` : undefined)),
  );

export const formatted = wrapped((inner) => `format('{0}', ${inner})`);
export const orEmpty = wrapped((inner) => `${inner} || ''`);

const isConstant = (value) =>
  ['boolean', 'number'].includes(typeof value) ||
  (typeof value === 'string' && value !== '' && !/\$\{\{|\n/.test(value));

/** Inputs of actions that say one thing, by names that `keep` takes in. */
const constants = (context, keep) =>
  ofJobs((job, place) => {
    const { names, nameOf } = namesFor('constant_');
    const steps = job.steps.map((step) =>
      step?.uses === undefined || step.with === undefined
        ? step
        : {
            ...step,
            with: Object.fromEntries(
              Object.entries(step.with).map(([key, value]) => [
                key,
                isConstant(value) && key !== 'script'
                  ? `\${{ ${context}.${nameOf(value)} }}`
                  : value,
              ]),
            ),
          },
    );
    return names.size === 0 ? undefined : keep({ ...job, steps }, names, place);
  });

const byName = (names, of) =>
  Object.fromEntries([...names].map(([value, name]) => [name, of(value)]));

export const byVariables = constants('env', (job, names, { id, workflow }) => {
  // Names are those of a job: another one has others for the same.
  const mine = Object.entries(byName(names, (value) => value)).map(([name, value]) => [
    `${id.replace(/\W/g, '_')}_${name}`,
    value,
  ]);
  workflow.env = { ...workflow.env, ...Object.fromEntries(mine) };
  const renamed = withExpressions(job.steps, (inner) =>
    /^env\.constant_\d+$/.test(inner)
      ? `\${{ env.${id.replace(/\W/g, '_')}_${inner.slice(4)} }}`
      : undefined,
  );
  return { ...job, steps: renamed };
});

export const byAxes = constants('matrix', (job, names) =>
  job.strategy === undefined
    ? { ...job, strategy: { matrix: byName(names, (value) => [value]) } }
    : undefined,
);

export const byRows = constants('matrix', (job, names) =>
  job.strategy === undefined
    ? { ...job, strategy: { matrix: { include: [byName(names, (value) => value)] } } }
    : undefined,
);

export const runners = ofJobs((job) => {
  const label = job['runs-on'];
  if (job.strategy !== undefined || typeof label !== 'string' || label.includes('${{'))
    return undefined;
  return { ...job, 'runs-on': '${{ matrix.os }}', strategy: { matrix: { os: [label] } } };
});

export const containers = ofJobs((job) => {
  const image = typeof job.container === 'string' ? job.container : job.container?.image;
  if (job.strategy !== undefined || image === undefined || image.includes('${{')) return undefined;
  const container =
    typeof job.container === 'string'
      ? '${{ matrix.image }}'
      : { ...job.container, image: '${{ matrix.image }}' };
  return { ...job, container, strategy: { matrix: { image: [image] } } };
});

const ADDRESS = /(?<=\s|=)https?:\/\/[^\s"'`$;|&()<>]+/g;

const addresses = (hand) =>
  ofSteps((step) => {
    if (typeof step.run !== 'string' || (step.shell ?? 'bash') !== 'bash') return undefined;
    const { names, nameOf } = namesFor('ADDRESS_');
    const lines = step.run
      .split('\n')
      .map((line) =>
        /<<|'/.test(line) ? line : line.replace(ADDRESS, (address) => `"$${nameOf(address)}"`),
      );
    return names.size === 0 ? undefined : hand({ ...step, run: lines.join('\n') }, names);
  });

export const addressesInEnv = addresses((step, names) => ({
  ...step,
  env: { ...step.env, ...byName(names, (address) => address) },
}));

export const addressesInShell = addresses((step, names) => ({
  ...step,
  run: [...[...names].map(([address, name]) => `${name}=${address}`), step.run].join('\n'),
}));
