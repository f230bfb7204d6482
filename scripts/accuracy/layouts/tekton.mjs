import { inTurn } from './documents.mjs';
import { exported, listed, ownFiles, ownTriggers } from './tekton-files.mjs';
import { ownActions, ownPipelines, ownTasks, written } from './tekton-names.mjs';
import {
  commonFields,
  defaults,
  filesOfScripts,
  functions,
  handed,
  mounted,
  shells,
} from './tekton-steps.mjs';

/** What has a name may be used by others, whom nobody knows. */
const OTHERS = ['1.1.1/T', '1.2.2/T', '2.1.1/T', '2.1.3/T', '2.1.5/T', '3.4.2/T', '3.4.4/T'];

/** Who owns files is told by their names. */
const OWNERS = '5.4.4/T';

/** Ways to lay the same Tekton definition out. `except`: checks that ask for what is changed; `open`: they may alarm. */
export const tekton = [
  { name: 'Tasks of their own', write: ownTasks, except: [OWNERS], open: OTHERS },
  { name: 'Pipelines of their own', write: ownPipelines, except: [OWNERS], open: OTHERS },
  { name: 'StepActions', write: ownActions, except: [OWNERS] },
  {
    name: 'Pipelines, Tasks and StepActions of their own',
    write: inTurn(ownPipelines, ownTasks, ownActions),
    except: [OWNERS],
    open: OTHERS,
  },
  { name: 'Tasks and Pipelines in their place', write: written, except: [] },
  {
    name: 'images and arguments by defaults',
    write: defaults,
    except: ['1.2.2/T', '3.4.1/T', '3.4.2/T'],
  },
  // What is handed over by a result is one more of what 2.1.4, 2.4.2 and 3.4.3 ask for, and no default that a caller may leave.
  {
    name: 'values by results',
    write: handed,
    except: [
      '2.1.4/T',
      '2.2.3/T',
      '2.3.4/T trivy behind a default that never fails',
      '2.4.2/T',
      '3.4.3/T',
    ],
  },
  { name: 'common fields in a template', write: commonFields, except: [] },
  { name: 'scripts behind sh -c', write: shells, except: [] },
  { name: 'scripts in functions', write: functions, except: [] },
  { name: 'scripts in files', write: filesOfScripts, except: [] },
  { name: 'scripts in ConfigMaps', write: mounted, except: [] },
  { name: 'a file for each object', write: ownFiles, except: [OWNERS] },
  { name: 'lists', write: listed, except: [OWNERS] },
  { name: 'exported', write: exported, except: ['1.4.1/T'] },
  { name: 'Triggers of their own', write: ownTriggers, except: [] },
];
