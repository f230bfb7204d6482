import { expect, test } from '@jest/globals';
import { printedBy } from './printed-secrets.js';

test.each(['KEY', 'A(', '(a+)+$', 'my.key'])(
  'a variable is called %s, whatever that is as a pattern',
  (name) => {
    expect(printedBy(`print(os.environ["${name}"])`, [name])).toHaveLength(1);
    expect(printedBy('print(os.environ["other"])', [name])).toEqual([]);
  },
);
