/**
 * Tasks on other machines: one file, one table, one exit code.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestHost } from '../support/host.ts';
import { HostsProject } from '../support/hosts-project.ts';

describe('one project on two machines', () => {
  test('up, status, plan, send, peek, exec, down and archive', async () => {
    await using it = await HostsProject.create([{ name: 'near' }, { name: 'far', host: 'big' }]);
    const { sandbox, project, big, repository } = it;
    const untrusted = await project.pane(['plan']);
    expect(untrusted.stderr).toContain('host big is not approved yet, so it was not asked');
    await project.pane(['trust', '--yes']);
    const planned = await project.pane(['plan', '--json']);
    expect(JSON.parse(planned.stdout).operations).toContainEqual(
      expect.objectContaining({ id: 'create-worktree:far', host: 'big' }),
    );
    await project.upDone();
    const launches = await sandbox.launched(2);
    const there = sandbox.path('hosts/big/home/src/test-repo.worktrees/far');
    expect(launches.map(({ cwd, argv }) => [cwd, argv]).sort()).toEqual([
      [there, ['Prompt of far']],
      [sandbox.path('repo.worktrees/near'), ['Prompt of near']],
    ]);
    await project.eventually({ near: 'running', far: 'running' });
    expect((await project.status()).tasks.map(({ name, host }) => [name, host])).toEqual([
      ['near', null],
      ['far', 'big'],
    ]);
    expect((await project.pane(['status'])).stdout).toMatch(
      /^TASK\s+HOST\s+STATE[\s\S]*\nfar\s+big\s+running/,
    );
    expect((await project.pane(['plan'])).stdout).toContain('Nothing to do on hosts.');
    // Carried out where the task is.
    const where = await project.pane(['exec', 'far', '--', 'sh', '-c', 'pwd; cat; exit 7'], {
      input: '$(in)\n',
    });
    expect(where).toMatchObject({ exitCode: 7, stdout: `${there}\n$(in)\n` });
    const text = 'a \'quoted\' $(word) `x`; "y"';
    expect(await project.pane(['send', 'far', text])).toMatchObject({ exitCode: 0, stderr: 'far: sent\n' });
    await eventually(async () => (await project.pane(['peek', 'far'])).stdout.includes(text));
    expect((await project.pane(['logs', 'far'])).exitCode).toBe(0);
    const long = 'head -c 9000000 /dev/zero; echo the end';
    const all = await project.pane(['exec', '--all', '--', 'sh', '-c', long]);
    expect([all.exitCode, all.stdout.split('the end').length - 1]).toEqual([0, 1]);
    expect(all.stderr).toContain('far:\nwarning: more than 8 MiB were printed there; the rest was cut off\n');
    const down = await project.pane(['down', 'far']);
    expect(down).toMatchObject({ exitCode: 0 });
    expect(down.stdout).toContain('On big: 1 window closed.');
    await project.eventually({ near: 'running', far: 'stopped' });
    const written = readFileSync(`${repository.path}/pane.config.yaml`, 'utf8');
    expect(await project.pane(['archive', 'far'])).toMatchObject({ exitCode: 0 });
    expect(readFileSync(`${repository.path}/pane.config.yaml`, 'utf8')).not.toContain('"far"');
    expect(await project.states()).toEqual({ near: 'running' });
    expect(big.list()).not.toContain('"far"');
    // And back, as it was, with its lines where they stood.
    const archives = await project.pane(['restore']);
    expect(archives.stdout).toMatch(/^TASK@ID\s+HOST[\s\S]*\nfar@\w+\s+big\s+far/);
    expect((await project.pane(['restore', 'far'])).stdout).toContain(
      'On big: 1 worktree restored, 1 window opened.',
    );
    await project.eventually({ near: 'running', far: 'running' });
    expect(readFileSync(`${repository.path}/pane.config.yaml`, 'utf8')).toBe(written);
    expect(await project.pane(['up', '--once'])).toMatchObject({ exitCode: 0, stderr: '' });
    await sandbox.launched(3);
    // Nothing of the file ever stood on a remote command line.
    for (const call of TestHost.calls(sandbox))
      expect(call).toMatch(/ -- big (\S*pane) rpc( [a-f0-9]{32})?$/);
  });
});

test('what a host does is shown while it does it, with its name', async () => {
  await using it = await HostsProject.create([
    { name: 'near' },
    { name: 'far', host: 'big' },
    { name: 'slow', host: 'big' },
  ]);
  const { project, sandbox, big, repository } = it;
  await project.pane(['trust', '--yes']);
  const goOn = sandbox.path('go-on');
  const hook = `#!/bin/sh\ncase $PWD in */slow) until [ -e '${goOn}' ]; do sleep 0.1; done ;; esac\n`;
  await sandbox.write(`${big.clone}/.git/hooks/post-checkout`, hook, { mode: 0o755 });
  const up = sandbox.startPane(['up', '--once'], { cwd: repository.path });
  await eventually(() => /^\[\d\/\d\] big: opened the window of far$/m.test(up.stderr));
  await sandbox.write('go-on', '');
  const { exitCode, stderr } = await up.ended;
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stderr).toMatch(/^\[\d\/\d\] big: opened the window of slow$/m);
  expect(stderr).toMatch(/^\[\d\/\d\] opened the window of near$/m);
  expect(stderr).not.toContain('\u001e');
  const down = await project.pane(['down', 'far']);
  expect(down.stderr).toBe('[1/1] big: closed the window of far\n');
});
