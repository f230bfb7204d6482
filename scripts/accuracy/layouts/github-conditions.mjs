import { needsOf, ofJobs, only } from './github-documents.mjs';

const without = (map, key) =>
  Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));

const STATUS = /\b(?:always|failure|success|cancelled)\s*\(/;

/** A condition without braces; null where text stands around them. */
const bare = (condition) => {
  const text = String(condition).trim();
  const [, inner] = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text) ?? [];
  if (inner !== undefined) return inner.trim();
  return text.includes('${{') ? null : text;
};

/** A condition that means the same elsewhere: text around braces, spaces too, is always true. */
const movable = (job) => {
  if (job.if === undefined || String(job.if) !== String(job.if).trim()) return null;
  const condition = bare(job.if);
  const isHere =
    condition === null || STATUS.test(condition) || /\b(?:needs|matrix)\b/.test(condition);
  return isHere ? null : condition;
};

/** A job in front that holds the condition. */
const behindGate = (make) =>
  ofJobs((job, { id }) => {
    const condition = movable(job);
    if (condition === null || job.environment !== undefined) return undefined;
    const gate = `gate-${id}`;
    const { holds, ...made } = make(condition, gate);
    return [
      [
        gate,
        {
          ...{ 'runs-on': 'ubuntu-24.04', 'timeout-minutes': 5, permissions: {} },
          ...only(job, ['needs']),
          ...made,
        },
      ],
      [
        id,
        {
          ...without(job, 'if'),
          needs: [...needsOf(job), gate],
          ...(holds === undefined ? {} : { if: holds }),
        },
      ],
    ];
  });

const answer = (gate) => `needs.${gate}.outputs.ok == 'true'`;
const outputs = { ok: '${{ steps.ask.outputs.ok }}' };

export const skippedGates = behindGate((condition) => ({
  if: condition,
  steps: [{ run: 'true' }],
}));

export const answeringGates = behindGate((condition, gate) => ({
  holds: answer(gate),
  outputs,
  steps: [
    { id: 'ask', env: { OK: `\${{ ${condition} }}` }, run: 'echo "ok=$OK" >> "$GITHUB_OUTPUT"' },
  ],
}));

export const conditionalAnswers = behindGate((condition, gate) => ({
  holds: answer(gate),
  outputs,
  steps: [{ id: 'ask', if: condition, run: 'echo "ok=true" >> "$GITHUB_OUTPUT"' }],
}));

export const directAnswers = behindGate((condition, gate) => ({
  holds: answer(gate),
  outputs: { ok: `\${{ ${condition} }}` },
  steps: [{ run: 'true' }],
}));

export const atSteps = ofJobs((job) => {
  const condition = movable(job);
  const own = job.steps.map((step) => (step?.if === undefined ? '' : bare(step.if)));
  if (condition === null || own.some((one) => one === null || STATUS.test(one))) return undefined;
  return {
    ...without(job, 'if'),
    steps: job.steps.map((step, at) => ({
      ...step,
      if: own[at] === '' ? condition : `(${condition}) && (${own[at]})`,
    })),
  };
});

export const inBraces = ofJobs((job) => {
  const isPlain = job.if !== undefined && String(job.if) === String(job.if).trim();
  const condition = isPlain ? bare(job.if) : null;
  return condition === null ? undefined : { ...job, if: `\${{ ${condition} }}` };
});
