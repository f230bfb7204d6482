const CODES = { bad: '31', good: '32', strong: '1', place: '36' } as const;

/** Sets a text in the colour of its role. */
export type Paint = (role: keyof typeof CODES, text: string) => string;

/** With or without colour (ECMA-48 SGR). */
export function painter(colour: boolean): Paint {
  return colour ? (role, text) => `\u001b[${CODES[role]}m${text}\u001b[0m` : (_role, text) => text;
}
