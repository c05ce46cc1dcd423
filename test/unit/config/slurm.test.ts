/**
 * What the file says of a cluster, and what `sbatch` is told of it.
 */
import { describe, expect, test } from 'vitest';
import { sbatchOptions } from '../../../src/config/keys/slurm-keys.ts';
import { NO_FACTS, riskyValues } from '../../../src/trust/values.ts';
import { loaded, mistakes } from './folder.ts';

describe('mistakes', () => {
  test.each([
    ['partition: "-x"', 'slurm.partition: not a name of a partition'],
    ['partition: "a b"', 'slurm.partition: not a name of a partition'],
    ['time: "8h"', 'slurm.time: expected a time as sbatch takes it'],
    ['cpus: 0', 'slurm.cpus: expected a whole number from 1 to 10000'],
    ['mem: 16', 'slurm.mem: '],
    ['mem: "16 G"', 'slurm.mem: expected an amount of memory'],
    ['gpu: 1', 'slurm'],
    ...[
      'evil.sh',
      '-N2',
      '--gres',
      '--wrap=x',
      '--outp=/x',
      '--job-name=x',
      '--nodes=2',
      '"--gres=a\\nb"',
    ].map((word) => [`args: [${word}]`, 'slurm.args.0: expected one option of sbatch in one word']),
  ])('%s', async (text, expected) => {
    const here = await mistakes(`slurm: { ${text} }\ntasks: []\n`);
    expect(here).toEqual([expect.stringContaining(expected ?? '')]);
    const there = await mistakes(`hosts: { hpc: { ssh: x, path: /x, slurm: { ${text} } } }\ntasks: []\n`);
    expect(there).toEqual([expect.stringContaining(`hosts.hpc.${expected}`)]);
  });

  test('a text is no cluster', async () =>
    expect(await mistakes('slurm: gpu\ntasks: []\n')).toEqual([
      expect.stringContaining('slurm: expected a map of keys, {} or false'),
    ]));
});

test.each(['--gres=gpu:1', '--exclusive', '--constraint="a&b"', '--account=x y', '--mem-per-cpu=1G'])(
  'args: %s',
  async (word) => {
    const { slurm } = await loaded(`slurm: { args: ['${word}'] }\ntasks: []\n`);
    expect(sbatchOptions(slurm ?? {})).toEqual([word]);
  },
);

const all = '{ partition: gpu, time: "08:00:00", cpus: 8, mem: 16G, args: ["--gres=gpu:1"] }';

test('all of it needs approval, here and of a host, which gets its own and not that of this machine', async () => {
  const call = 'sbatch --partition=gpu --time=08:00:00 --cpus-per-task=8 --mem=16G --gres=gpu:1';
  const text = `slurm: ${all}\nhosts: { hpc: { ssh: x, path: /x, slurm: ${all} }, big: { ssh: y, path: /y } }
tasks: [{ name: a, host: hpc }, { name: b, host: big }]\n`;
  const config = await loaded(text);
  const values = riskyValues(config, NO_FACTS).filter(({ kind }) => kind === 'slurm' || kind === 'hosts');
  expect(values.map(({ value }) => value)).toEqual([
    `hpc: ssh x, path /x, ${call}`,
    'big: ssh y, path /y',
    call,
  ]);
  const [hpc, big] = config.elsewhere;
  expect(hpc?.content.slurm).toEqual(config.slurm);
  expect(big?.content).not.toHaveProperty('slurm');
});

test.each([
  ['slurm: false', null],
  ['slurm:', null],
  ['slurm: {}', {}],
])('%s', async (text, expected) => expect((await loaded(`${text}\ntasks: []\n`)).slurm).toEqual(expected));
