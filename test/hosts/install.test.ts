/**
 * `pane hosts install` over a real sshd, from a `pane` that npm installed of its tarball.
 */
import { expect, test } from 'vitest';
import { Bed, CLONE } from './bed/bed.ts';

/** Node is installed for everybody, and the agent is found. */
const NODE = 'SetEnv PATH=/home/me/.local/bin:/mnt/bin:/usr/local/bin:/usr/bin:/bin';

test('a host gets the pane of the laptop, and another build of the same version is replaced', async () => {
  await using bed = await Bed.create({ big: { isBare: true, sshd: [NODE] } });
  const big = bed.host('big');
  await big.sh(`git clone -q /mnt/git/my-app.git ${CLONE}`);
  bed.writeFile({ tasks: [{ name: 'train', host: 'big', prompt: 'Prompt of train' }] });
  await bed.done(['trust', '--yes']);
  expect((await bed.pane(['up'])).stderr).toContain('`pane hosts install big` puts this one there');
  const install = async () => (await bed.done(['hosts', 'install', 'big'])).stdout;
  expect(await install()).toMatch(/^big has pane \S+ now, at \/home\/me\/\.local\/bin\/pane\.\n$/);
  expect(await install()).toMatch(/^big has pane \S+ already\.\n$/);
  await big.sh('echo "// another build" >>"$(readlink -f ~/.local/bin/pane)"');
  expect(await install()).toMatch(/^big has pane \S+ now, /);
  expect(await install()).toMatch(/^big has pane \S+ already\.\n$/);
  expect(await big.sh('cd ~/.local && ls -A bin share/pane-up | grep -c "^\\.pane-new" || true')).toBe('0');
  await bed.done(['up', '--wait=60']);
  await bed.eventually({ train: 'running' });
});
