import { judgeOnly } from '../judge.mjs';
import { twins } from '../twins.mjs';
import { rewritten } from './documents.mjs';
import { github } from './github.mjs';
import { tekton } from './tekton.mjs';

const LAYOUTS = { G: github, T: tekton };

/** Behind a boundary more what one of these finds is for the other. */
const TOGETHER = ['2.1.1/G', '2.1.3/G'];

const isFound = (files, check, side) => {
  const checks = side === 'bad' && TOGETHER.includes(check) ? TOGETHER : [check];
  return judgeOnly(files, checks).some(({ findings }) =>
    findings.some(({ confidence }) => confidence !== 'low'),
  );
};

/** Every `stride`th pair in every layout of its platform: how many were compared, and where the verdict is another. */
export const laidOut = (stride) => {
  const seen = { compared: 0, different: [] };
  for (const [at, twin] of twins().entries()) if (at % stride === 0) compare(twin, seen);
  return seen;
};

const compare = ({ check, name, ...sides }, seen) => {
  const ways = (LAYOUTS[check.at(-1)] ?? []).filter(
    ({ except }) => !except.includes(check) && !except.includes(`${check} ${name}`),
  );
  for (const side of ['bad', 'good']) {
    const laid = ways
      .filter(({ open = [] }) => side === 'bad' || !open.includes(check))
      .map(({ name: way, write }) => ({ way, files: write(sides[side]) }))
      .filter(({ files }) => files !== null);
    if (laid.length === 0) continue;
    const found = isFound(rewritten(sides[side]), check, side);
    seen.compared += laid.length;
    for (const { way, files } of laid)
      if (isFound(files, check, side) !== found) seen.different.push({ check, name, way, side });
  }
};
