/**
 * What an agent is told of checks that fail: each once, so often at most, and whoever is killed when.
 */
import { expect, test } from 'vitest';
import { doesThen, given, nightProject } from '../support/night-agent.ts';
import { Sandbox } from '../support/sandbox.ts';

/** With the last line of a message it works, and changes something. */
const works = `case $line in
  work | *'All of it is in'*) report working '{}'; echo more >>work; report idle '{}' ;;
esac`;

function countOf(lines: readonly string[], beginning: string): number {
  return lines.filter((line) => line.startsWith(beginning)).length;
}

test('an agent is told of each failure once, goes on, and is stuck after so many', async () => {
  await using sandbox = await Sandbox.create();
  const project = await nightProject(sandbox, {
    tasks: [
      {
        name: 'one',
        verify: { run: ['echo "boom \\"$(wc -l <work)\\""; test -e good'], settle: '1s', retries: 2 },
      },
    ],
  });
  await doesThen(sandbox, 'one', works);
  await project.eventually({ one: 'idle' });
  await project.watch();
  expect(await project.pane(['send', 'one', 'work'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'stuck' });

  const lines = given(sandbox, 'one');
  expect(countOf(lines, 'Your work was checked with `echo "boom')).toBe(2);
  expect(lines.flatMap((line) => line.match(/boom "\d"/g) ?? [])).toEqual(['boom "1"', 'boom "2"']);
  expect(lines.at(-1)).toMatch(/ All of it is in \/.*\/pane\/check\.log\. /);
  const events = (await project.pane(['events'])).stdout;
  expect(events.match(/(?<="kind":"message-sent",).*(?=\})/g)).toEqual([
    '"task":"one","reason":"check","turn":1',
    '"task":"one","reason":"check","turn":2',
  ]);
  expect(events.match(/"kind":"check-ended"/g)).toHaveLength(3);

  // A text of the user's begins the count anew.
  await doesThen(
    sandbox,
    'one',
    `${works}\n[ "$line" != mend ] || { report working '{}'; : >good; report idle '{}'; }`,
  );
  expect(await project.pane(['send', 'one', 'work'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'stuck' });
  expect(countOf(given(sandbox, 'one'), 'Your work was checked')).toBe(4);
  expect(await project.pane(['send', 'one', 'mend'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'verified' });
  expect(countOf(given(sandbox, 'one'), 'Your work was checked')).toBe(4);
});

test('a task whose agent would never get the message is stuck, and keeps no place for it', async () => {
  await using sandbox = await Sandbox.create();
  const run = ['until test -e "$PANE_ROOT/go"; do sleep 0.1; done; false'];
  const project = await nightProject(sandbox, {
    tasks: [{ name: 'one', verify: { run, settle: '1s' } }],
  });
  await doesThen(sandbox, 'one', works);
  await project.eventually({ one: 'idle' });
  await project.watch();
  expect(await project.pane(['send', 'one', 'work'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'verifying' });
  await sandbox.tmux('select-pane', '-d', '-t', (await project.task('one')).pane ?? '');
  await sandbox.write('repo/go', '');
  await project.eventually({ one: 'stuck' });
  const { message } = await project.task('one');
  expect(message).toContain(
    "the message on its failed check can't be typed in: its tmux pane takes no input",
  );
  expect(given(sandbox, 'one')).toEqual(['began ', 'work']);
});
