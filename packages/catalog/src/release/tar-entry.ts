const BLOCK = 512;
/** What a ustar header can say of a name. */
const MAX_NAME = 100;

/** A tar archive (POSIX ustar) of one file, which depends on its name and content alone. */
export function tarOfOne(name: string, content: Uint8Array): Buffer {
  if (Buffer.byteLength(name) > MAX_NAME) throw new Error(`tar: ${name} is too long`);
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return Buffer.concat([headerOf(name, content.length), content, padding, Buffer.alloc(2 * BLOCK)]);
}

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 'utf8');
  header.write(octal(0o644, 8), 100, 'latin1');
  header.write(octal(0, 8), 108, 'latin1');
  header.write(octal(0, 8), 116, 'latin1');
  header.write(octal(size, 12), 124, 'latin1');
  header.write(octal(0, 12), 136, 'latin1');
  header.write(' '.repeat(8), 148, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function octal(number: number, length: number): string {
  return `${number.toString(8).padStart(length - 1, '0')}\0`;
}
