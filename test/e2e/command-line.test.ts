/**
 * What the built command owes to its surroundings: pipes, signals, exit codes.
 */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';

const shell = `'${process.execPath}' '${builtCommand}'`;

test('a mistake on the command line exits with 2 and tells the way out', async () => {
  await using sandbox = await Sandbox.create();
  const { exitCode, stdout, stderr } = await sandbox.pane(['stauts']);
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'error: no such command: stauts\nDid you mean status?\n',
  });
});

test('with --json the error is a document', async () => {
  await using sandbox = await Sandbox.create();
  const { exitCode, stdout } = await sandbox.pane(['up', '--json', '--onec']);
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'usage', message: 'no such option: --onec', hint: 'Did you mean --once?' },
  });
});

test('words that are missing, or too many, are told as every other mistake', async () => {
  await using sandbox = await Sandbox.create();
  const told = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await sandbox.pane(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    return stderr;
  };
  expect(await told('peek')).toBe('error: a task is required\nFor example: pane peek login-rewrite\n');
  expect(await told('completion', 'tcsh')).toBe(
    'error: the shell must be bash, zsh or fish, not "tcsh"\nFor example: source <(pane completion bash)\n',
  );
});

test('a reader that goes away is no error', async () => {
  await using sandbox = await Sandbox.create();
  const { exitCode, stderr } = await sandbox.run('bash', [
    '-o',
    'pipefail',
    '-c',
    `${shell} completion zsh | true`,
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('an output that can not be written is an error, as for any tool', async () => {
  await using sandbox = await Sandbox.create();
  const { exitCode, stderr } = await sandbox.run('sh', ['-c', `${shell} completion zsh >/dev/full`]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: 'error: could not write the output: no space left on the disk\n',
  });
});

test('closed outputs are no bug', async () => {
  await using sandbox = await Sandbox.create();
  expect(await sandbox.sh(`${shell} --version >&- 2>&-; echo $?`)).toBe('0');
  expect(await sandbox.sh(`${shell} nonsense >&- 2>&-; echo $?`)).toBe('2');
});

test('the demo agent writes down its prompt, asks, and takes answers until it is told to end', async () => {
  await using sandbox = await Sandbox.create();
  const agent = sandbox.startPane(['demo-agent', '--', '--help me\nplease']);
  await eventually(() => agent.stderr.includes('[y/n]'));
  expect(agent.stdout).toContain('> --help me\n');
  agent.write('y\nmore\nexit\n');
  expect((await agent.ended).exitCode).toBe(0);
  expect(await sandbox.read('DEMO.md')).toBe('# Demo\n\n--help me\nplease\n\n- y\n\n- more\n');

  const resumed = await sandbox.pane(['demo-agent', '--resume'], { input: '' });
  expect(resumed.stdout).toContain('Conversation resumed.');
  expect(await sandbox.read('DEMO.md')).toContain('- more');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it with 130', async (signal) => {
  await using sandbox = await Sandbox.create();
  const agent = sandbox.startPane(['demo-agent', 'wait']);
  await eventually(() => agent.stderr.includes('[y/n]'));
  agent.kill(signal);
  expect((await agent.ended).exitCode).toBe(130);
});

test('a working directory that was removed is told', async () => {
  await using sandbox = await Sandbox.create();
  const told = await sandbox.sh(`mkdir gone; cd gone; rmdir ../gone; ${shell} status 2>&1; echo $?`);
  expect(told).toBe('error: the current directory no longer exists\n1');
});

test('names that no task has, and an attach without a terminal, tell the way on', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['login', 'docs'] });
  const unknown = expect.stringMatching(/^error: no task lgoin in .*\nDid you mean login\?\n$/);
  for (const command of ['up', 'archive', 'path'])
    expect(await project.pane([command, 'lgoin'])).toMatchObject({ exitCode: 2, stderr: unknown });
  const added = await project.pane(['add', '--name', '-x', 'text']);
  expect(added).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('"-x" is not a valid task name'),
  });

  await project.upDone();
  expect(await project.pane(['attach'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('error: this command requires a terminal\n'),
  });
});

test('config says the same as JSON as it says as YAML', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['login'] });
  const [yaml, json] = await Promise.all([project.pane(['config']), project.pane(['config', '--json'])]);
  expect(JSON.parse(json.stdout)).toEqual(parse(yaml.stdout));
});

test('init refuses an agent that is none, and writes nothing', async () => {
  await using sandbox = await Sandbox.create();
  const { path } = await sandbox.repository();
  const { exitCode, stderr } = await sandbox.pane(['init', '--agent', 'cluade'], { cwd: path });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: 'error: no agent "cluade", did you mean "claude"?\nNothing was written.\n',
  });
  expect(await sandbox.sh('ls', { cwd: path })).not.toContain('pane.config');

  // The local file is there already: with a mistake, then with another agent.
  await sandbox.write(`${path}/pane.config.local.yaml`, 'tasks: [\n');
  const broken = await sandbox.pane(['init'], { cwd: path });
  expect(broken).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/local\.yaml:.*\nNothing was written/),
  });
  expect(await sandbox.sh('ls', { cwd: path })).not.toContain('pane.config.yaml');
  await sandbox.write(`${path}/pane.config.local.yaml`, 'defaults: { agent: demo }\n');
  // Others have no local file.
  expect(await sandbox.pane(['init', '--agent', 'cluade'], { cwd: path })).toMatchObject({ exitCode: 2 });
  expect(await sandbox.pane(['init'], { cwd: path })).toMatchObject({ exitCode: 0 });
});

test('a full disk does not hide that the command line was wrong', async () => {
  await using sandbox = await Sandbox.create();
  const { exitCode } = await sandbox.run('sh', ['-c', `${shell} bogus --json >/dev/full`]);
  expect(exitCode).toBe(2);
});

test('completion is told agents that no task uses, also while the file is wrong, and branches', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  await repository.git('branch', 'feature/x');
  await repository.git('update-ref', 'refs/remotes/origin/next', 'HEAD');
  await repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/next');
  await sandbox.write('home/.config/pane/config.yaml', 'agents: { own: { command: [own] } }\n');
  const offered = async (what: string) => {
    const { stdout } = await sandbox.pane(['complete', what, 'add'], { cwd: repository.path });
    return stdout.trimEnd().split('\n');
  };
  expect((await offered('agents')).slice(0, 2)).toEqual(['own', 'claude']); // there is no file yet
  await repository.write('pane.config.yaml', 'agents: { bot: { command: [bot] } }\nwrong: true\n');
  expect((await offered('agents')).slice(0, 3)).toEqual(['own', 'bot', 'claude']);
  expect(await offered('bases')).toEqual(['feature/x', 'main', 'origin/next']);
});
