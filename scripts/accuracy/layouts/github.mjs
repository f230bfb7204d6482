import { inTurn } from './documents.mjs';
import * as conditions from './github-conditions.mjs';
import * as moves from './github-moves.mjs';
import * as shells from './github-shells.mjs';
import * as values from './github-values.mjs';

/** Dependabot has to name the folder of a new action, and a lock every workflow. */
const FOLDERS = '1.4.1/G';
const LOCKED = '1.1.2/G';
/** Text that anybody wrote is handed on by those files itself, where its author had not done so. */
const WRITTEN = '2.1.4/G';
/** Behind an output nothing tells that a value is true or false. */
const TYPED = '2.1.2/G what kind of deployment';
/** An event that does not start the workflow gives nothing, whatever it is called. */
const NEVER = '2.1.1/G title of an event that does not start this';
/** A program of the repository may ask for an identity. */
const ASKS = '3.3.2/G';
/** A job whose steps are all left out starts on its runner all the same. */
const STARTS = ['4.1.1/G', '4.1.4/G'];

/**
 * Pairs, and checks as a whole, whose verdict is another behind a layout: because the layout changes what the check
 * asks for, or because it is not followed there.
 */
const EXCEPT = {
  actions: [FOLDERS],
  selfActions: [FOLDERS],
  restInAction: [FOLDERS],
  reusable: [LOCKED, TYPED, NEVER],
  // Not followed: rights at the top of a called workflow with several jobs.
  together: [LOCKED, '3.1.1/G'],
  scriptFiles: [
    ASKS,
    // The file lies where files of others were unpacked or merged.
    '2.2.1/G size report on demand runs the script of the pull request',
    "2.2.4/G script of the artifact is run after a fork's build",
  ],
  npmScripts: [ASKS],
  makeTargets: [ASKS],
  byOutputs: [WRITTEN, TYPED, NEVER],
  byPrintf: [WRITTEN, TYPED, NEVER],
  byJobs: [WRITTEN, TYPED, NEVER],
  byJobVariables: [TYPED, NEVER],
  byEnvironment: [WRITTEN, TYPED, NEVER],
  // Not followed: rows that a job makes, but for what becomes code.
  byMatrix: [WRITTEN, TYPED, NEVER, '2.2.2/G', '2.2.3/G', '3.4.1/G', '5.1.1/G'],
  // Not followed: texts of files behind a further variable of the script, but for what becomes code.
  byFiles: [
    '2.1.1/G env context is text too',
    '2.1.4/G ticket from the description into the environment',
    '2.1.4/G title kept in a file, then written to the environment',
    '2.2.1/G cargo in the head of a run',
    '2.2.1/G tests of the head after a label by head sha of a fork',
    '3.4.1/G',
    '5.1.1/G script that looks for the command',
  ],
  // Not followed: names of files that a variable with an address ends in.
  addressesInEnv: [
    '1.3.1/G script of deno by its address',
    '1.3.2/G python of a download',
    '2.5.2/G patch of a model through curl to main',
  ],
  addressesInShell: ['1.3.1/G script of deno by its address', '1.3.2/G python of a download'],
  // Not followed: what a block sends through a pipe as a whole.
  logged: [
    '2.1.3/G older output command hands a comment to a script',
    '2.2.4/G gh run download over the work tree',
  ],
  // The condition becomes a value, of which nobody asks whether its event can be.
  answeringGates: ['2.4.4/G'],
  directAnswers: ['2.4.4/G'],
  // Not followed: checks that are left out as a job without steps.
  atSteps: [
    ...STARTS,
    '2.3.4/G caller of the delivery workflow can leave out the dependency audit',
  ],
};

/** Not followed: what is handed on already, by scripts or jobs that the layout makes more than that. */
const TWICE = [
  '2.1.1/G branch name inside PowerShell of a WPF project',
  '2.3.1/G branch looked for in a text by a job in front',
  '3.4.1/G free text in the environment of later steps',
];

const named = (layouts) =>
  Object.entries(layouts).map(([name, write]) => ({
    name,
    write,
    except: [...(EXCEPT[name] ?? []), ...TWICE],
  }));

const both = (first, second) => ({
  name: `${first.name}, ${second.name}`,
  write: inTurn(first.write, second.write),
  except: [...first.except, ...second.except],
});

const single = [...named(moves), ...named(values), ...named(shells), ...named(conditions)];
const of = (name) => single.find((one) => one.name === name);

/** Ways to lay the same workflow out, and two of them one after the other. */
export const github = [
  ...single,
  both(of('byJobs'), of('reusable')),
  both(of('byOutputs'), of('restInAction')),
];
