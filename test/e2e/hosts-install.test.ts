/**
 * `pane` is put on a host that has none.
 */
import { expect, test } from 'vitest';
import { HostsProject } from '../support/hosts-project.ts';

test('a host without pane gets this very one, and what is there of others stays', async () => {
  await using all = await HostsProject.create([{ name: 'far', host: 'big' }]);
  const { project, sandbox } = all;
  const install = (...more: string[]) => project.pane(['hosts', 'install', 'big', ...more]);
  const pane = sandbox.path('hosts/big/home/.local/bin/pane');

  expect((await install()).stderr).toContain('host big is not approved yet');
  await project.pane(['trust', '--yes']);
  const { version } = JSON.parse((await install('--json')).stdout);
  const had = await sandbox.read('hosts/big/bin/pane');
  await sandbox.sh('rm hosts/big/bin/pane');
  expect((await project.up()).stderr).toContain('`pane hosts install big`');

  await sandbox.write('hosts/big/home/.local/bin/pane', '#!/bin/sh\nexit 127\n', { mode: 0o755 });
  const refused = await install();
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toContain(`big has another program at ${pane}, which is left alone`);
  expect(await sandbox.read('hosts/big/home/.local/bin/pane')).toContain('exit 127');
  await sandbox.sh(`rm '${pane}'`);

  // Two at once.
  const both = await Promise.all([install(), install('--json')]);
  expect(both.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
    [0, 0].map((exitCode) => ({ exitCode, stderr: '' })),
  );
  expect(await sandbox.sh(`ls hosts/big/home/.local/share/pane-up | wc -l`)).toBe('1');
  expect((await sandbox.sh(`'${pane}' --version`)).trim()).toBe(version);
  expect((await project.pane(['hosts', 'check', 'big'])).stdout).toContain('tmux');
  expect((await install()).stdout).toBe(`big has pane ${version} already.\n`);
  await project.upDone();
  await project.eventually({ far: 'running' });

  // Another one comes first there.
  await sandbox.write(
    'hosts/big/bin/pane',
    `${had.replace(/exec.*/, '')}echo '{"pane":"rpc","protocol":0,"version":"0.0.1"}'; cat >/dev/null\n`,
    { mode: 0o755 },
  );
  expect((await install()).stderr).toMatch(/installed pane .* on big, at .*, but: big has pane 0\.0\.1/);

  const misspelt = await project.pane(['hosts', 'instal', 'big']);
  expect(misspelt).toMatchObject({ exitCode: 2 });
  expect((await project.pane(['hosts', 'install', 'bog'])).stderr).toContain('Did you mean big?');
});

test('another build of the same version is another one', async () => {
  await using all = await HostsProject.create([{ name: 'far', host: 'big' }]);
  const { project, sandbox } = all;
  await project.pane(['trust', '--yes']);
  const had = await sandbox.read('hosts/big/bin/pane');
  await sandbox.sh('rm hosts/big/bin/pane');
  // A folder of programs that lies elsewhere.
  await sandbox.sh(
    'mkdir -p dotfiles hosts/big/home/.local && ln -s "$PWD/dotfiles" hosts/big/home/.local/bin',
  );
  const install = async () => await project.pane(['hosts', 'install', 'big']);
  expect(await install()).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await install()).stdout).toMatch(/^big has pane \S+ already\.\n$/);

  // Another text, the same version.
  const [place = ''] = (await sandbox.sh('ls -d hosts/big/home/.local/share/pane-up/*')).trim().split('\n');
  await sandbox.sh(`echo '// changed' >>'${place}/cli.js'`);
  expect((await install()).stdout).toMatch(/^big has pane \S+ now, at \S+\n$/);
  expect((await install()).stdout).toContain('already');
  expect(await sandbox.read(`${place}/cli.js`)).toContain('// changed');
  await project.upDone();

  // It comes first there.
  await sandbox.write(
    'hosts/big/bin/pane',
    had.replace(/exec '(\S+)' '\S+'/, `exec '$1' '${sandbox.path(place, 'cli.js')}'`),
    { mode: 0o755 },
  );
  const refused = await install();
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/but another one comes first there: pane another build of \d/);
});

test('what an install left that was killed goes with the next one', async () => {
  await using all = await HostsProject.create([{ name: 'far', host: 'big' }]);
  const { project, sandbox } = all;
  await project.pane(['trust', '--yes']);
  await sandbox.sh('rm hosts/big/bin/pane');
  const install = async () => (await project.pane(['hosts', 'install', 'big'])).exitCode;
  const local = 'hosts/big/home/.local';
  const left = async () => (await sandbox.sh(`find ${local} -name '.*' | sort`)).trim().split('\n').slice(1);
  const killedAt = (call: string) => {
    const kill = `require("fs").${call} = function () { process.kill(process.pid, "SIGKILL") };`;
    const script = `#!/bin/sh\n{ echo '${kill}'; cat; } | '${process.execPath}' -\n`;
    return sandbox.write('hosts/big/bin/node', script, { mode: 0o755 });
  };

  await killedAt('renameSync');
  expect(await install()).toBe(1);
  expect(await left()).toEqual([expect.stringMatching(/share\/pane-up\/\.pane-new-[^/]*$/)]);
  await sandbox.sh('rm hosts/big/bin/node');
  expect(await install()).toBe(0);
  expect(await left()).toEqual([]);
  // One that has something to replace.
  await sandbox.sh(`for f in ${local}/share/pane-up/*/cli.js; do echo >>"$f"; done`);
  await killedAt('renameSync');
  expect(await install()).toBe(1);
  const [killed = ''] = await left();

  // Of one that is at work, of another machine, and of nobody.
  const [machine = ''] = /(?<=\.pane-new-)[^-]+/.exec(killed) ?? [];
  const others = [`${machine}-${process.pid}-0f`, 'elsewhere-1-0f', 'elsewhere-2-0f', 'mine'];
  const bin = (name: string) => `${local}/bin/.pane-new-${name}`;
  for (const name of others) await sandbox.sh(`mkdir '${bin(name)}'`);
  await sandbox.sh(`touch -d '2 days ago' '${bin('elsewhere-1-0f')}' '${bin('mine')}'`);
  await sandbox.sh('rm hosts/big/bin/node');
  expect(await install()).toBe(0);
  expect(await left()).toEqual(
    others
      .filter((name) => name !== 'elsewhere-1-0f')
      .map(bin)
      .sort(),
  );
});

test('what keeps pane from a host is said', async () => {
  await using all = await HostsProject.create([{ name: 'far', host: 'big' }]);
  const { project, sandbox } = all;
  await project.pane(['trust', '--yes']);
  await sandbox.sh('rm hosts/big/bin/pane');
  const install = async () => {
    const { exitCode, stderr } = await project.pane(['hosts', 'install', 'big']);
    expect(exitCode).toBe(1);
    return stderr;
  };
  const node = (script: string) =>
    sandbox.write('hosts/big/bin/node', `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  await node('exit 127');
  expect(await install()).toContain('big has no `node` on the PATH');
  await node(
    `{ echo 'Object.defineProperty(process.versions, "node", { value: "18.2.0" });'; cat; } | '${process.execPath}' -`,
  );
  expect(await install()).toContain('big has Node 18.2.0, which is too old for pane');
  // Somebody else puts a program there in the very moment.
  const pane = sandbox.path('hosts/big/home/.local/bin/pane');
  await node(`{
    cat <<'END'
    (function () {
      var fs = require("fs"), link = fs.symlinkSync
      fs.symlinkSync = function () {
        fs.symlinkSync = link
        fs.writeFileSync("${pane}", "another")
        return link.apply(fs, arguments)
      }
    })()
END
    cat
  } | '${process.execPath}' -`);
  expect(await install()).toContain('big has another program');
  expect(await sandbox.read(pane)).toBe('another');
  await sandbox.sh('rm hosts/big/bin/node && rm -rf hosts/big/home/.local && touch hosts/big/home/.local');
  expect(await install()).toMatch(/could not install pane on big: E\w+: /);
  await all.big.becomes('down');
  expect(await install()).toContain('Connection refused');
});
