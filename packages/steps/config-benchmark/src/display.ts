import { controls, type Outcome, type Share, type Tally } from '@plumbline/controls';
import type { StepDisplay } from '@plumbline/step';
import { pageOf } from './explain.js';

/** The table of sections, score and coverage, and what the rules mean. */
export function displayOf({ standing }: Outcome): StepDisplay {
  const { sections, total, score, coverage } = standing;
  const columns = COLUMNS.filter(({ always, of }) => always || of(total) > 0);
  const row = (title: string, tally: Tally): readonly string[] => [
    title,
    ...columns.map(({ of }) => String(of(tally))),
  ];
  return {
    table: {
      head: ['Section', ...columns.map(({ title }) => title)],
      rows: [
        ...sections.map((tally) => row(`${tally.section} ${tally.title}`, tally)),
        row('all', total),
      ],
    },
    lines: [`Score ${words(score, 'decided')}. Coverage ${words(coverage, 'that apply')}.`],
    rules: helpOfRules,
  };
}

interface Column {
  readonly title: string;
  readonly always: boolean;
  readonly of: (tally: Tally) => number;
}

const COLUMNS: readonly Column[] = [
  { title: 'pass', always: true, of: ({ pass }) => pass },
  { title: 'fail', always: true, of: ({ fail }) => fail },
  { title: 'waived', always: false, of: ({ waived }) => waived },
  { title: 'undecided', always: false, of: ({ error }) => error },
  { title: 'n/a', always: true, of: ({ notApplicable }) => notApplicable },
  { title: 'by hand', always: false, of: ({ manual }) => manual },
  { title: 'not asked', always: true, of: ({ notAsked }) => notAsked },
];

function words({ part, of, percent }: Share, what: string): string {
  const share = percent === null ? '' : ` (${percent} %)`;
  return `${part} of ${of} ${what}${share}`;
}

function helpOfRules(): ReturnType<StepDisplay['rules']> {
  return Object.fromEntries(
    controls.map(({ id, slug, title, rationale, remediation, references }) => {
      const help = [`**${id} ${title}**`, rationale, `**Fix.** ${remediation}`].join('\n\n');
      return [slug, { help, uri: pageOf(slug), tags: references.slice(0, 9) }];
    }),
  );
}
