import { judge } from '../judge.mjs';
import { twins } from '../twins.mjs';
import { rewritten } from './documents.mjs';
import { tekton } from './tekton.mjs';

const LAYOUTS = { T: tekton };

const isFound = (files, check) =>
  judge(files, 2)
    .find(({ id }) => id === check)
    ?.findings.some(({ confidence }) => confidence !== 'low') === true;

/** Every `stride`th pair in every layout of its platform: how many were compared, and where the verdict is another. */
export const laidOut = (stride) => {
  const seen = { compared: 0, different: [] };
  for (const [at, twin] of twins().entries()) if (at % stride === 0) compare(twin, seen);
  return seen;
};

const compare = ({ check, name, ...sides }, seen) => {
  for (const { name: way, write, except, open = [] } of LAYOUTS[check.at(-1)] ?? []) {
    if (except.includes(check)) continue;
    for (const side of ['bad', 'good']) {
      if (side === 'good' && open.includes(check)) continue;
      const laid = write(sides[side]);
      if (laid === null) continue;
      seen.compared += 1;
      const isLost = isFound(laid, check) !== isFound(rewritten(sides[side]), check);
      if (isLost) seen.different.push({ check, name, way, side });
    }
  }
};
