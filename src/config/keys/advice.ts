/**
 * What was probably meant by a key that there is not, or a value that can't be. Pure.
 */
import { parseTaskName } from '../../ids.ts';
import { nearest } from '../suggest.ts';
import { keysAt } from './key.ts';
import { type FileKind, keysOfFile, projectKeys } from './project-keys.ts';
import { settingKeys, taskKeys } from './task-keys.ts';

/** Where an unknown key belongs, or what was probably meant: the end of a sentence, perhaps empty. */
export function adviceOnKey(kind: FileKind, path: readonly PropertyKey[], key: string): string {
  const match = nearest(key, Object.keys(keysAt(keysOfFile(kind), path)));
  if (match !== null) return `, did you mean "${match}"?`;
  if (path.length > 0) return '';
  if (kind === 'user' && Object.hasOwn(projectKeys, key))
    return " here: the user's file takes only `agents` and `defaults`";
  if (Object.hasOwn(settingKeys, key)) return ' here: it belongs under `defaults`, or to a task';
  return Object.hasOwn(taskKeys, key) ? ' here: it belongs to a task' : '';
}

/** The end of a sentence, perhaps empty. */
export function adviceOnValue(path: readonly PropertyKey[], value: unknown): string {
  const isTask = path[0] === 'tasks' && path.length === 2;
  const isName = typeof value === 'string' && parseTaskName(value) !== null;
  return isTask && isName ? `; write \`- name: ${value}\`` : '';
}
