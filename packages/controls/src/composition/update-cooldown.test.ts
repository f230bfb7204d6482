import { expectLeg } from '../testing/expect-leg.js';
import { updateCooldown } from './update-cooldown.js';

const path = '.github/dependabot.yml';

const updates = (rest: string): string => `version: 2
updates:
  - package-ecosystem: npm
    directory: /
    ${rest}
`;

expectLeg(updateCooldown, 'G', {
  twins: [
    {
      name: 'none',
      path,
      bad: updates('rebase-strategy: auto'),
      edit: ['rebase-strategy: auto', 'cooldown: { default-days: 7 }'],
      at: '3:5',
    },
    {
      name: 'too few days',
      path,
      bad: updates('cooldown: { default-days: 3 }'),
      edit: ['days: 3', 'days: 14'],
      at: '5:31',
    },
    {
      name: 'code of packages',
      path,
      bad: updates('cooldown: { default-days: 7 }\n    insecure-external-code-execution: allow'),
      edit: ['allow', 'deny'],
      at: '6:39',
    },
    {
      name: 'an age of hours in Renovate',
      path: 'renovate.json',
      bad: '{ "minimumReleaseAge": "12 hours" }\n',
      edit: ['12 hours', '2 weeks'],
      at: '1:24',
    },
  ],
  notApplicable: [{ name: 'no bot', files: 'on: push\njobs: {}\n' }],
});
