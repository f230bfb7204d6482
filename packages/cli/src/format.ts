/** The input of commands that say something to people or to programs. */
export const format = {
  kind: 'choice',
  choices: ['text', 'json'],
  default: 'text',
  description: 'What is written to standard output.',
} as const;
