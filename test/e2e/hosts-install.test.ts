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
