/**
 * Modules that only decide: the same input gives the same output, nothing is read or changed. Each says in its head
 * that it is pure, and this holds it to its word.
 */
import type { Import, Module } from './modules.ts';
import { TABLE } from './rules.ts';

/** Where every module is to say it. */
const pureRooms = [
  /^src\/(ui|plan|config\/keys)\//,
  /^src\/agents\/[\w-]+\/(preset|screen|reports|trust)\.ts$/,
  /^src\/operations\/[\w-]+\/operation\.ts$/,
];

/** Packages, and parts of Node, that only compute. */
const computing = ['ignore', 'node:util', 'yaml', 'zod'];

const CLOCKS = /^(Date\.now|performance\.now|Math\.random)$/;

/** Whether the head of a module claims it: `Pure.`, or `pure` in a sentence. */
function saysPure({ head }: Module): boolean {
  return /\bpure\b/i.test(head);
}

function isComputing({ target }: Import): boolean {
  return computing.includes(target);
}

/** What a module that says it is pure uses at run time beside others that say so. */
export function purityViolations(modules: readonly Module[]): string[] {
  const pure = new Set(modules.filter(saysPure).map(({ path }) => path));
  return modules.flatMap((module) => {
    const { path, imports, members } = module;
    if (!saysPure(module))
      return pureRooms.some((room) => room.test(path)) ? [`${path} does not say that it is pure`] : [];
    const atRunTime = imports.filter(({ isType, isLazy }) => !isType && !(isLazy && path === TABLE));
    const used = atRunTime.filter((each) => !isComputing(each) && !pure.has(each.target));
    const clocks = members
      .map(({ object, property }) => `${object}.${property}`)
      .filter((name) => CLOCKS.test(name));
    return [
      ...used.map(({ target }) => `${path} is pure but imports ${target}`),
      ...clocks.map((name) => `${path} is pure but asks ${name}`),
    ];
  });
}
