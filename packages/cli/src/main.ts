import { runMain } from '@plumbline/host';
import { dispatch } from './dispatch.js';

void runMain(dispatch);
