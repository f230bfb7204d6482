import { expect, test } from '@jest/globals';
import { answersOfPulls, headsViewed } from './gh-answers.js';

const words = (line: string): readonly string[] => line.split(' ');

test.each([
  ['pr view 1 --json headRefName -q .headRefName', [true]],
  ['pr view 1 --json headRefOid --jq .headRefOid', [false]],
  ['pr view 1 --json headRefOid,title', [undefined]],
  ['pr view 1 --json headRefOid,baseRefName -q .baseRefName', []],
  ['pr view 1 --json title', []],
  ['issue view 1 --json headRefName', []],
])('gh %s', (line, expected) => {
  expect(headsViewed(words(line)).map(({ free }) => free)).toEqual(expected);
});

test.each([
  ['gh', 'api repos/a/b/pulls/1', [undefined]],
  ['gh', 'api repos/a/b/pulls/1 --jq .head.ref', [true]],
  ['gh', 'api repos/a/b/pulls/1 --jq=.head.sha', [false]],
  ['gh', 'api repos/a/b/pulls/1 --jq .base.ref', []],
  ['gh', 'api -X PATCH repos/a/b/pulls/1', []],
  ['gh', 'api --method GET repos/a/b/pulls/1', [undefined]],
  ['curl', '-XPOST https://api.github.com/repos/a/b/pulls/1', []],
  ['gh', 'api repos/a/b/releases', []],
  ['curl', '-s https://api.github.com/repos/a/b/pulls/1', [undefined]],
  ['curl', '-s https://example.com/pulls/1', []],
])('%s %s', (program, line, expected) => {
  expect(answersOfPulls(program, words(line)).map(({ free }) => free)).toEqual(expected);
});
