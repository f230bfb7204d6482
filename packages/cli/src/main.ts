import { runMain } from '@plumbline/host';
import { dispatch } from './dispatch.js';

await runMain(dispatch);
