import { expect, test } from '@jest/globals';
import { parseShell } from './parse.js';
import { ownWords, programOf } from './programs.js';

/** The programs that a script runs, in its order, with the text at their place. */
function programs(text: string): readonly (string | null)[] {
  return parseShell(text).commands.map((command) => {
    const program = programOf(ownWords(command)[0]);
    return text.slice(command.start, command.end).includes(program ?? '') ? program : 'elsewhere';
  });
}

test.each([
  ["bash -e <<'EOF'\nnpm ci | tee log\nEOF\n", ['bash', 'npm', 'tee']],
  ['set -e\n  sh -s -- a b <<-EOF\n\tnpm ci\n\tEOF\nls\n', ['set', 'sh', 'ls', 'npm']],
  ["cat > /tmp/run.sh <<'EOF'\nnpm ci\nEOF\nsh /tmp/run.sh\n", ['cat', 'sh', 'npm']],
  ["tee run.sh <<'EOF'\nnpm ci\nEOF\n./run.sh\n", ['tee', 'run.sh', 'npm']],
  ['cat <<EOF > "$D/lib"\nnpm ci\nEOF\n. $D/lib\n', ['cat', '.', 'npm']],
  // A file that only holds a text, the input of another program, an argument as the script.
  ["cat > notes.md <<'EOF'\nnpm ci\nEOF\nsh build.sh\n", ['cat', 'sh']],
  ["python3 <<'EOF'\nnpm ci\nEOF\n", ['python3']],
  ["bash build.sh <<'EOF'\nnpm ci\nEOF\n", ['bash']],
])('%j', (text, expected) => {
  expect(programs(text)).toEqual(expected);
});

test('positions in pipelines and clauses are those of the whole list', () => {
  const { commands } = parseShell("a | b\nbash <<'EOF'\nc | d\ncase $X in y) e;; esac\nEOF\n");
  expect(commands.map(({ feeds }) => feeds)).toEqual([1, null, null, 4, null, null, null]);
  expect(commands[5]?.clauses).toEqual([{ patterns: 'y', from: 6, to: 7 }]);
});
