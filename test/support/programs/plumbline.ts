import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runMain } from '@plumbline/host';
import { root } from '../root.js';

const compiled = join(root, 'packages', 'cli', 'lib', 'dispatch.js');
const { dispatch } = (await import(pathToFileURL(compiled).href)) as {
  readonly dispatch: Parameters<typeof runMain>[0];
};

/** What the command's bundle does when it is loaded. */
export const main = (): Promise<void> => runMain(dispatch);
